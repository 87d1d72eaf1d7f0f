"""The acceptance scenarios of obligations, on the documents themselves, to the second (duties: scenarios 7, 14, 15)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Obligation
from agencies.services.fulfilment import (
    accept_obligation,
    acknowledge_obligation,
    record_occurrence,
    relay_obligation,
    return_obligation,
    submit_obligation,
)
from agencies.services.obligations import judge_overdue
from portal.core.acts import THE_CLOCK, NotPossible
from tests.factories.duties import make_evidence

pytestmark = pytest.mark.django_db
NOTE = {"means": "note", "note": "Kết quả thực hiện trong kỳ."}


def test_the_six_month_report_is_on_time_on_14_july_and_late_on_15_july(opened, raised, owed, person_of, moment):
    """000:358-368."""
    province = opened("bac-ninh")
    raised(province, date(2026, 1, 2), months=12)
    police = owed(province, "000", "tat-ca-02", "cong-an-tinh", "2026-H1")
    taxes = owed(province, "000", "tat-ca-02", "thue-tinh", "2026-H1")
    assert police.due_at.isoformat() == "2026-07-14T16:59:59.999000+00:00"
    submit_obligation(police, by=person_of(province, "cong-an-tinh"), at=moment(2026, 7, 14, 23, 59, 59), **NOTE)
    assert judge_overdue(province, by=THE_CLOCK, at=moment(2026, 7, 15)) > 0
    submit_obligation(taxes, by=person_of(province, "thue-tinh"), at=moment(2026, 7, 15), **NOTE)
    police.refresh_from_db()
    taxes.refresh_from_db()
    assert (police.verdict, taxes.verdict) == ("on_time", "late")
    assert (police.state, taxes.state) == ("submitted", "submitted")
    assert not Obligation.objects.filter(duty=police.duty, agency__kind="trade_union").exists()
    labour = province.agencies.get(code="so-noi-vu")  # holds labour management since 1/3/2025
    assert [receipt.agency for receipt in police.receipts.all()] == [labour]


def test_the_department_that_gathers_the_reports_accepts_them_and_reports_to_the_chair(
    opened, raised, owed, person_of, moment
):
    """000:364-368: the department follows and reports; its own report it cannot accept."""
    province = opened("bac-ninh")
    raised(province, date(2026, 1, 2), months=12)
    at, head = moment(2026, 7, 10), person_of(province, "so-noi-vu")
    police = owed(province, "000", "tat-ca-02", "cong-an-tinh", "2026-H1")
    submit_obligation(police, by=person_of(province, "cong-an-tinh"), at=at, **NOTE)
    accept_obligation(police, by=head, at=at)
    own = owed(province, "000", "tat-ca-02", "so-noi-vu", "2026-H1")
    submit_obligation(own, by=head, at=at, **NOTE)
    with pytest.raises(PermissionDenied):
        accept_obligation(own, by=head, at=at)
    to_the_chair = Obligation.objects.filter(
        province=province, duty__code="so-ldtbxh-10", directive__code="000", opens_on__lte=date(2026, 7, 1)
    ).first()
    make_evidence(to_the_chair)
    submit_obligation(to_the_chair, by=head, at=at, means="evidence")
    assert [receipt.agency.code for receipt in to_the_chair.receipts.all()] == ["ubnd-tinh"]


def test_three_due_rules_of_gia_lai(opened, raised, owed, person_of, moment):
    """004:151-155 by 15/12, 004:323-331 before 15/12, 004:278-282 twice a week."""
    province = opened("gia-lai")
    raised(province, date(2025, 11, 1), months=2)
    noon = moment(2025, 12, 15, 12)
    cards = owed(province, "004", "so-noi-vu-11", "so-noi-vu", "2025")
    assert cards.due_at.isoformat() == "2025-12-15T16:59:59.999000+00:00"
    review = Obligation.objects.filter(province=province, duty__code="ubnd-xa-09", period="2025").first()
    assert review.due_at.isoformat() == "2025-12-14T16:59:59.999000+00:00"
    commune = person_of(province, review.agency.code)
    submit_obligation(review, by=commune, at=noon, **NOTE)
    review.refresh_from_db()
    assert review.verdict == "late"
    week = owed(province, "004", "ubnd-xa-08", review.agency.code, "2025-W50")
    assert (week.quota, week.due_at.isoformat()) == (2, "2025-12-14T16:59:59.999000+00:00")
    record_occurrence(week, by=commune, happened_on=date(2025, 12, 9), text="Phát thanh", at=moment(2025, 12, 9, 18))
    week.refresh_from_db()
    assert (week.counted, week.quota - week.counted, week.state) == (1, 1, "open")
    judge_overdue(province, by=THE_CLOCK, at=noon)
    week.refresh_from_db()
    assert week.verdict == "late"
    cards.refresh_from_db()
    assert cards.verdict == ""  # 15/12 still counts


def test_card_funds_settled_on_15_december_are_on_time(opened, raised, owed, person_of, moment):
    """004:151-155."""
    province = opened("gia-lai")
    raised(province, date(2025, 11, 1), months=2)
    cards = owed(province, "004", "so-noi-vu-11", "so-noi-vu", "2025")
    make_evidence(cards)
    by, at = person_of(province, "so-noi-vu"), moment(2025, 12, 15, 23, 59, 59)
    submit_obligation(cards, by=by, at=at, means="evidence")
    cards.refresh_from_db()
    assert cards.verdict == "on_time"


def test_the_chair_has_the_annual_report_only_after_bhxh_has_accepted_and_relayed_it(
    opened, raised, owed, person_of, moment
):
    """004:485-487 (scenario 14)."""
    province = opened("gia-lai")
    raised(province, date(2026, 1, 2), months=6)
    school = owed(province, "004", "tat-ca-02", "so-gddt", "2026")
    assert school.due_at.isoformat() == "2026-03-14T16:59:59.999000+00:00"
    at, insurance, chair = (
        moment(2026, 3, 14),
        person_of(province, "bhxh-tinh"),
        person_of(province, "ubnd-tinh", "officer"),
    )
    submit_obligation(school, by=person_of(province, "so-gddt"), at=at, **NOTE)
    assert [(receipt.agency.code, receipt.part) for receipt in school.receipts.all()] == [("bhxh-tinh", "relay")]
    with pytest.raises(NotPossible):
        relay_obligation(school, by=insurance, at=at)
    return_obligation(school, by=insurance, at=at, reason="Thiếu số liệu")
    submit_obligation(school, by=person_of(province, "so-gddt"), at=moment(2026, 3, 16), **NOTE)
    school.refresh_from_db()
    assert school.verdict == "on_time"  # the first submission was; returning it does not make it late
    accept_obligation(school, by=insurance, at=moment(2026, 3, 17))
    assert not school.receipts.filter(agency__code="ubnd-tinh").exists()
    relay_obligation(school, by=insurance, at=moment(2026, 3, 17, 10))
    receipt = school.receipts.get(agency__code="ubnd-tinh")
    acknowledge_obligation(receipt, by=chair, at=moment(2026, 3, 17, 11))
    own = owed(province, "004", "tat-ca-02", "bhxh-tinh", "2026")
    submit_obligation(own, by=insurance, at=at, **NOTE)
    assert [receipt.agency.code for receipt in own.receipts.all()] == ["ubnd-tinh"]  # it is the relay itself
