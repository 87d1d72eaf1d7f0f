"""The duty side of the scenarios whose room is an upper storey or opens later: on the documents, to the second
(duties: scenarios 1, 6, 9, 12, 13). Until its room opens, such a duty is fulfilled by evidence."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Duty, Evidence, Obligation, ObligationReceipt
from agencies.services.fulfilment import acknowledge_obligation, fulfil_by_execution, submit_obligation
from agencies.services.obligations import judge_overdue, report_event
from portal.core.acts import THE_CLOCK
from portal.core.periods import Month
from tests.agencies.obligations.small_provinces import a_small
from tests.factories.duties import make_evidence

pytestmark = pytest.mark.django_db
NOTE = {"means": "note", "note": "Kết quả thực hiện trong kỳ."}


def again(one: Obligation) -> Obligation:
    return Obligation.objects.select_related("duty", "agency", "holder").get(pk=one.pk)


def test_march_s_report_fulfils_the_duty_and_who_has_not_read_it_is_listed(raised, owed, person_of, moment):
    """Scenario 1 (000:113-123): due by 10 April by the portal's assumption; UBND tỉnh and the department receive it."""
    province = a_small("bac-ninh")
    raised(province, date(2026, 3, 1), months=2)
    march = owed(province, "000", "bhxh-tinh-04", "bhxh-tinh", "2026-03")
    assert march.due_at.isoformat() == "2026-04-10T16:59:59.999000+00:00"
    head, at = person_of(province, "bhxh-tinh"), moment(2026, 4, 10, 23, 59, 59)
    told = {"thing": "monthly_arrears_report", "label": "Báo cáo tháng 3/2026", "url": "/bao-cao/1/", "at": at}
    assert march in fulfil_by_execution(march.agency, by=head, on_period=Month(2026, 3), **told)
    march = again(march)
    assert (march.state, march.verdict, march.means) == ("submitted", "on_time", "executed")
    receipts = ObligationReceipt.objects.filter(obligation=march)
    assert {receipt.agency.code for receipt in receipts} == {"ubnd-tinh", "so-noi-vu"}
    chair = person_of(province, "ubnd-tinh", "officer")
    acknowledge_obligation(receipts.get(agency__code="ubnd-tinh"), by=chair, at=moment(2026, 4, 11))
    unread = ObligationReceipt.objects.visible_to(head).filter(obligation=march, acknowledged_at=None)
    assert [receipt.agency.code for receipt in unread] == ["so-noi-vu"]
    april = owed(province, "000", "bhxh-tinh-04", "bhxh-tinh", "2026-04")
    assert (april.state, april.verdict) == ("open", "")


def test_a_tax_list_that_did_not_come_is_late_on_the_first_of_july(raised, owed, moment):
    """Scenario 6 (000:245-251)."""
    province = a_small("bac-ninh")
    raised(province, date(2026, 1, 1), months=6)
    tax = owed(province, "000", "thue-tinh-01", "thue-tinh", "2026")
    assert tax.due_at.isoformat() == "2026-06-30T16:59:59.999000+00:00"
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 6, 30, 23, 59, 59))
    assert again(tax).verdict == ""
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 7, 1, 0, 0, 0))
    assert again(tax).verdict == "late"


def test_a_tax_list_lodged_on_20_may_is_on_time_and_reaches_both(raised, owed, person_of, moment):
    province = a_small("bac-ninh")
    raised(province, date(2026, 1, 1), months=6)
    tax = owed(province, "000", "thue-tinh-01", "thue-tinh", "2026")
    by, at = person_of(province, "thue-tinh"), moment(2026, 5, 20)
    with pytest.raises(ValidationError):
        submit_obligation(tax, by=by, at=at, **NOTE)  # its room is not open: a file is needed
    make_evidence(tax, title="Danh sách quyết toán thuế")
    submit_obligation(tax, by=by, at=at, means="evidence")
    assert again(tax).verdict == "on_time"
    assert {receipt.agency.code for receipt in tax.receipts.all()} == {"so-noi-vu", "bhxh-tinh"}


def test_thai_nguyen_asks_for_no_list_of_persons(raised):
    """Scenario 6 (003:95): persons come by the central link."""
    province = a_small("thai-nguyen")
    duties = Duty.objects.filter(directive__province=province, directive__code="003")
    assert not duties.filter(thing="tax_list").exists()
    assert duties.get(code="thue-tinh-03").mode == Duty.Mode.TRACKED


def test_a_review_round_is_owed_by_each_managing_agency(raised, person_of, moment):
    """Scenario 9 (001:34-38, 80, 94-95, 128): zone board, department and districts each owe their own part."""
    province = a_small("hai-phong")
    raised(province, date(2025, 1, 2), months=2)
    parts = Obligation.objects.filter(directive__code="001", duty__thing="labour_review", period="2025")
    owners = {code: sorted(parts.filter(duty__code=code).values_list("agency__kind", flat=True)) for code in ROUND}
    assert owners == ROUND
    assert set(parts.values_list("agency__area__name", flat=True)) == {"Tỉnh Hải Dương"}
    zone = parts.get(duty__code="bql-kcn-02")
    at, board = moment(2025, 2, 3), person_of(province, zone.agency.code)
    board.posts.update(valid_from=date(2020, 1, 1))
    with time_machine.travel(at, tick=False):  # the board of that time ended with the province
        with pytest.raises(ValidationError):
            submit_obligation(zone, by=board, at=at, **NOTE)
        make_evidence(zone, title="Kết quả rà soát")
        submit_obligation(zone, by=board, at=at, means="evidence")
        with pytest.raises(PermissionDenied):
            submit_obligation(parts.get(duty__code="so-xay-dung-01"), by=board, at=at, means="evidence")
    assert again(zone).means == "evidence"


ROUND = {
    "bql-kcn-02": ["industrial_zone_board"],
    "so-xay-dung-01": ["construction"],
    "ubnd-huyen-04": ["district_committee", "district_committee"],  # two are kept of each in the small province
    "so-ldtbxh-06": ["labour_department"],
}


def test_thai_nguyen_s_evaluation_is_on_time_on_24_december_and_late_on_25(raised, owed, person_of, moment):
    """Scenario 12 (003:47): the two ministries are outside the portal, UBND tỉnh receives it here."""
    province = a_small("thai-nguyen")
    raised(province, date(2026, 1, 1), months=24)
    head = person_of(province, "so-noi-vu")
    first, second = (owed(province, "003", "so-noi-vu-12", "so-noi-vu", year) for year in ("2026", "2027"))
    assert first.due_at.isoformat() == "2026-12-24T16:59:59.999000+00:00"
    for one, at in ((first, moment(2026, 12, 24, 23, 59, 59)), (second, moment(2027, 12, 25, 0, 0, 0))):
        make_evidence(one)
        submit_obligation(one, by=head, at=at, means="evidence")
    assert [again(one).verdict for one in (first, second)] == ["on_time", "late"]
    assert [receipt.agency.code for receipt in first.receipts.all()] == ["ubnd-tinh"]
    outside = first.duty.parties.filter(part="recipient", function=None)
    assert set(outside.values_list("slug", flat=True)) == {"bo-noi-vu", "bo-tai-chinh"}


def test_a_police_file_is_opened_by_the_police_and_by_no_other_agency(raised, person_of, moment):
    """Scenario 13 (003:107-109)."""
    province = a_small("thai-nguyen")
    raised(province, date(2026, 11, 1), months=2)
    duty = Duty.objects.get(directive__province=province, directive__code="003", code="cong-an-tinh-03")
    police, at = person_of(province, "cong-an-tinh"), moment(2026, 11, 10)
    facts = {"happened_on": date(2026, 11, 9), "subject": "Hồ sơ trốn đóng do BHXH chuyển"}
    one = report_event(duty, by=police, agency=police.posting.agency, **facts)
    make_evidence(one, title="Kết quả xác minh")
    others = [person_of(province, code, "officer") for code in ("thue-tinh", "so-tai-chinh", "bao-ptth")]
    for stranger in others:
        assert not Obligation.objects.visible_to(stranger).filter(pk=one.pk).exists()
        with pytest.raises(PermissionDenied):
            report_event(duty, by=stranger, agency=stranger.posting.agency, **facts)
    submit_obligation(one, by=police, at=at, means="evidence")
    for stranger in others:
        assert not Evidence.objects.visible_to(stranger).filter(obligation=one).exists()
    synced = Obligation.objects.get(duty__code="cong-an-tinh-02", directive__code="003", period="2026")
    assert (synced.duty.thing, synced.duty.kind) == ("data_exchange", "standing")
