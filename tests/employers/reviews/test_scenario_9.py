"""Scenario 9 (001:34-38, 80, 94-95, 128): zone employers go to BQL KCN, contractors to Sở Xây dựng, others to the districts,
from 1/7/2025 to the communes; one owner each; subject = participating + not participating; results reach labour and BHXH."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import AdminUnit, Agency, AgencyTerritory
from employers.models import LabourCount, ReviewLine, ReviewShare
from employers.services.review_cells import save_cells
from employers.services.review_closing import close_labour_review, pass_on_shares
from employers.services.review_shares import accept_share, return_share, submit_share
from employers.services.reviews import remind_shares
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import Notification
from tests.employers.reviews.conftest import AT, Reviewed, closed

pytestmark = pytest.mark.django_db
BEFORE = datetime(2025, 5, 15, 2, tzinfo=UTC)


def old_place(here: Reviewed) -> tuple[AdminUnit, Agency]:
    """A commune of what was Hải Dương and the district committee that had it in May 2025."""
    districts = Agency.objects.as_of(BEFORE.date()).filter(province=here.province, kind="district_committee")
    spans = AgencyTerritory.objects.filter(agency__in=districts, agency__area__isnull=False).order_by("unit__code")
    span = spans.select_related("unit", "agency").first()
    communes = AdminUnit.objects.as_of(BEFORE.date()).communes()
    commune = span.unit if span.unit.level == AdminUnit.Level.COMMUNE else communes.filter(parent=span.unit)[0]
    return commune, span.agency


def fill(share, by, participating: int = 95, rest: int = 25) -> None:
    for line in share.lines.all():
        cells = [(line.pk, "participating", None, participating), (line.pk, "not_participating", None, rest)]
        answer = save_cells(share, by=by, at=AT, cells=cells)
        assert [line.pk, "subject", participating + rest] in answer.filled


def test_before_july_2025_others_go_to_their_district_and_after_to_their_commune(here):
    commune, district = old_place(here)
    here.employer("Xưởng may", sector="C", commune=commune)
    with time_machine.travel(BEFORE, tick=False):
        review = here.open(at=BEFORE, period="2025", as_of=date(2025, 5, 1), due_on=date(2025, 6, 15))
    line = ReviewLine.objects.get(share__review=review)
    assert (line.share.agency, line.ground) == (district, "district_government")
    after = here.open(period="2026")
    line = ReviewLine.objects.get(share__review=after)
    assert (line.share.agency.kind_id, line.ground) == ("commune_committee", "commune_government")


def test_a_review_of_a_past_day_is_done_by_who_stands_today(here):
    commune, _district = old_place(here)
    here.employer("Xưởng may", sector="C", commune=commune)
    review = here.open(period="2025", as_of=date(2025, 5, 1))
    share = review.shares.get()
    assert share.agency.valid_to is None and share.agency.kind_id == "commune_committee"


@time_machine.travel(AT, tick=False)
def test_a_review_from_opening_to_counts_at_labour_and_bhxh(here):
    firms = here.several()
    bhxh = here.person(here.agency("social_insurance"))
    approver = here.person(here.coordinator, "approver")
    review = here.open(by=approver)
    officers = {share.agency_id: here.person(share.agency) for share in review.shares.all()}
    heads = {share.agency_id: here.person(share.agency, "head") for share in review.shares.all()}
    judge = officers[here.coordinator.pk]
    for share in review.shares.all():
        fill(share, officers[share.agency_id])
        with pytest.raises(PermissionDenied):
            submit_share(share, by=officers[share.agency_id], at=AT)
        submit_share(share, by=heads[share.agency_id], at=AT)
        if share.agency == here.coordinator:
            for by in (judge, approver, heads[here.coordinator.pk]):  # nobody judges what they handed in themselves
                with pytest.raises(PermissionDenied):
                    accept_share(share, by=by, at=AT)
            ReviewShare.objects.filter(pk=share.pk).update(submitted_by=approver)
            accept_share(share, by=heads[here.coordinator.pk], at=AT)
        else:
            with pytest.raises(PermissionDenied):
                accept_share(share, by=heads[share.agency_id], at=AT)
            accept_share(share, by=judge, at=AT)
    closed(review, by=heads[here.coordinator.pk])
    assert (review.status, review.closed_by, review.closed_at) == ("closed", heads[here.coordinator.pk], AT)
    counts = {count.employer.name: count for count in LabourCount.objects.filter(review=review)}
    assert {name: count.source for name, count in counts.items()} == {
        "Trong khu": "zone_board",
        "Nhà thầu trong khu": "zone_board",
        "Nhà thầu": "department",
        "Xưởng may": "commune",
        "Xưởng mộc": "commune",
        "Chưa rõ nơi": "labour",
    }
    one = counts["Trong khu"]
    assert (one.subject, one.participating, one.not_participating, one.version) == (120, 95, 25, 1)
    assert (one.agency, one.period, one.starts_on) == (here.board, "2026", date(2026, 1, 1))
    for user in (judge, bhxh):
        assert "6 đơn vị" in Notification.objects.get(user=user, key=f"review-closed:{review.pk}").text
        assert LabourCount.objects.visible_to(user).filter(review=review).count() == 6
    assert firms["zone"].counts.count() == 1
    with pytest.raises(NotPossible):
        close_labour_review(review, by=OPERATOR, at=AT)
    with pytest.raises(NotPossible):
        fill(review.shares.get(agency=here.board), OPERATOR)


@time_machine.travel(AT, tick=False)
def test_a_second_review_of_the_period_adds_a_version_and_overwrites_nothing(here):
    here.employer(zone=here.zone)
    for number in (95, 90):
        review = here.open()
        share = review.shares.get()
        fill(share, OPERATOR, number)
        submit_share(share, by=OPERATOR, at=AT)
        share.refresh_from_db()
        accept_share(share, by=OPERATOR, at=AT)
        closed(review)
    told = LabourCount.objects.order_by("version").values_list("version", "participating", "is_current")
    assert list(told) == [(1, 95, False), (2, 90, True)]


def test_what_is_not_done_is_handed_in_with_a_reason_and_late_is_said_once(here):
    here.several()
    review = here.open()
    share = review.shares.get(agency=here.board)
    with pytest.raises(ValidationError, match="2 đơn vị"):
        submit_share(share, by=OPERATOR, at=AT)
    after = datetime(2026, 12, 16, 3, tzinfo=UTC)
    submit_share(share, by=OPERATOR, at=after, reason="Doanh nghiệp chưa cung cấp")
    share.refresh_from_db()
    assert (share.status, share.is_late, share.reason) == ("submitted", True, "Doanh nghiệp chưa cung cấp")
    with pytest.raises(ValidationError):
        return_share(share, by=OPERATOR, at=after, reason=" ")
    return_share(share, by=OPERATOR, at=after, reason="Làm nốt")
    fill(share, OPERATOR)
    submit_share(share, by=OPERATOR, at=after + timedelta(days=1))
    share.refresh_from_db()
    assert (share.status, share.is_late, share.reason) == ("submitted", True, "")


def test_an_employer_called_somebody_else_s_must_find_its_owner_before_the_share_is_taken(here):
    firms = here.several()
    review = here.open()
    share = review.shares.get(agency=here.construction)
    line = share.lines.get(employer=firms["contractor"])
    save_cells(share, by=OPERATOR, at=AT, cells=[(line.pk, "found", "", "elsewhere")])
    submit_share(share, by=OPERATOR, at=AT)
    with pytest.raises(NotPossible, match="1 đơn vị"):
        accept_share(share, by=OPERATOR, at=AT)


def test_a_review_with_something_waiting_or_with_nothing_accepted_is_not_closed(here):
    here.several()
    review = here.open()
    with pytest.raises(NotPossible):
        close_labour_review(review, by=OPERATOR, at=AT)
    share = review.shares.get(agency=here.board)
    submit_share(share, by=OPERATOR, at=AT, reason="bận")
    with pytest.raises(NotPossible, match=here.board.name):
        close_labour_review(review, by=OPERATOR, at=AT)
    assert not LabourCount.objects.exists()


def test_those_who_are_not_done_are_reminded_once_a_day(here):
    here.several()
    officer = here.person(here.board)
    review = here.open()
    assert remind_shares(review, by=OPERATOR, at=AT) == 5
    remind_shares(review, by=OPERATOR, at=AT)
    told = Notification.objects.filter(user=officer, key__startswith="review-left")
    assert [line.text for line in told] == ["Rà soát 2026: cơ quan còn 2/2 đơn vị chưa rà soát xong, hạn 15/12/2026."]


def test_an_open_share_passes_on_with_its_agency(here, monkeypatch):
    here.several()
    review = here.open()
    share = review.shares.get(agency=here.construction)
    heir = here.agency("industry_trade")
    Agency.objects.filter(pk=here.construction.pk).update(valid_to=date(2026, 11, 30))
    here.province.reorganisations.create(
        kind="merge",
        source="Nghị quyết",
        effective_on=date(2026, 12, 1),
        status="effective",
        plan={"agencies": [here.construction.pk], "into": heir.pk},
    )
    assert pass_on_shares(here.province, by=THE_CLOCK, on=date(2026, 12, 2)) == 1
    assert pass_on_shares(here.province, by=THE_CLOCK, on=date(2026, 12, 2)) == 0
    share.refresh_from_db()
    assert share.agency == heir
