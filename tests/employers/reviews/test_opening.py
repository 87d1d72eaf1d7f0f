"""A review is opened in one act: every employer that operates goes to exactly one agency, and others read along."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from employers.models import LabourReview, ReviewLine, ReviewShare, StatusEvent
from employers.queries.review_plan import operating_on
from employers.rules.status import GRAVITY, LIFTS, Told, status_on
from employers.services.reviews import add_to_review, reassign_line
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Notification
from tests.employers.reviews.conftest import AT

pytestmark = pytest.mark.django_db


def owners(review) -> dict[str, str]:
    lines = ReviewLine.objects.filter(share__review=review)
    return dict(lines.values_list("employer__name", "share__agency__kind"))


def test_each_employer_goes_to_the_agency_that_manages_it_and_to_no_other(here):
    firms = here.several()
    review = here.open()
    assert owners(review) == {
        "Trong khu": "industrial_zone_board",
        "Nhà thầu trong khu": "industrial_zone_board",
        "Nhà thầu": "construction",
        "Xưởng may": "commune_committee",
        "Xưởng mộc": "commune_committee",
        "Chưa rõ nơi": "home_affairs",
    }
    lines = ReviewLine.objects.filter(share__review=review)
    assert set(Counter(lines.values_list("employer", flat=True)).values()) == {1}
    both = lines.get(employer=firms["both"])
    assert {here.construction.pk, here.committee().pk} <= set(both.readers)
    assert review.employers == 6 and review.coordinator == here.coordinator
    assert sum(review.shares.values_list("employers", flat=True)) == 6
    assert review.order[0] == "zone_management"


def test_who_does_not_operate_on_the_day_is_no_employer_or_was_merged_is_left_out(here):
    here.employer("Đang chạy")
    here.employer("Đã dừng", status="suspended")
    here.employer("Dừng sau ngày chốt", status="suspended", status_on=date(2026, 11, 10))
    here.employer("Người tự đóng", kind=13)
    here.employer("Mở sau", began_on=date(2026, 11, 9))
    kept = here.employer("Đã gộp vào")
    here.employer("Bị gộp", merged_into=kept)
    closed = here.employer("Giải thể rồi", status="operating")
    StatusEvent.objects.create(employer=closed, kind="dissolved", happened_on=date(2026, 9, 1), agency=here.coordinator)
    back = here.employer("Chạy lại", status="suspended")
    StatusEvent.objects.create(employer=back, kind="suspended", happened_on=date(2026, 5, 1), agency=here.coordinator)
    StatusEvent.objects.create(employer=back, kind="resumed", happened_on=date(2026, 8, 1), agency=here.coordinator)
    assert set(owners(here.open())) == {"Đang chạy", "Dừng sau ngày chốt", "Đã gộp vào", "Chạy lại"}


def test_who_operates_on_a_day_is_told_by_the_one_rule_of_status(here):
    """Also whose suspension is over, who was told dissolved and "back" after it, and of whom several words hold at once."""
    random = Random(20261101)
    kinds = (*GRAVITY[1:], *sorted(LIFTS), "suspended", "resumed")
    first, told = date(2026, 10, 1), {}
    for _number in range(150):
        employer, events = here.employer(), set()
        for _event in range(random.randint(1, 4)):
            kind, on = random.choice(kinds), first + timedelta(days=random.randint(0, 9))
            until = on + timedelta(days=random.randint(0, 4)) if kind == "suspended" and random.random() < 0.7 else None
            if (kind, on) not in {event[:2] for event in events}:
                events.add((kind, on, until))
        StatusEvent.objects.bulk_create(
            StatusEvent(employer=employer, kind=kind, happened_on=on, until=until, agency=here.coordinator)
            for kind, on, until in events
        )
        told[employer] = [Told(*event) for event in events]
    operated = 0
    for number in range(0, 14, 2):
        day = first + timedelta(days=number)
        heard = {one.pk: events for one, events in told.items() if any(event.on <= day for event in events)}
        works = {pk for pk, events in heard.items() if status_on(events, day).status == "operating"}
        assert set(operating_on(here.province, day).filter(pk__in=heard).values_list("pk", flat=True)) == works
        operated += len(works)
    assert operated > 100


def test_the_people_of_the_agencies_are_told_how_many_and_by_when(here):
    here.several()
    officer, head = here.person(here.board), here.person(here.board, "head")
    auditor = here.person(here.board, "auditor")
    review = here.open()
    share = review.shares.get(agency=here.board)
    for user in (officer, head):
        line = Notification.objects.get(user=user)
        assert "2 đơn vị" in line.text and "15/12/2026" in line.text and line.url == f"/ra-soat/phan/{share.pk}/"
    assert not Notification.objects.filter(user=auditor).exists()


def test_only_the_labour_authority_opens_and_the_act_is_remembered(here):
    here.several()
    approver = here.person(here.coordinator, "approver")
    for wrong in (here.person(here.coordinator), here.person(here.board, "head"), THE_CLOCK):
        with pytest.raises(PermissionDenied):
            here.open(by=wrong)
    review = here.open(by=approver)
    assert review.opened_by == approver
    assert AuditEntry.objects.filter(act="open_labour_review", user=approver).count() == 1
    with pytest.raises(NotPossible):
        here.open(by=approver)
    assert LabourReview.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"title": " "},
        {"period": "2026-13"},
        {"as_of": date(2026, 11, 21)},
        {"due_on": date(2026, 10, 1)},
    ],
)
def test_what_makes_no_sense_is_refused(here, facts):
    here.several()
    with pytest.raises(ValidationError):
        here.open(**facts)
    assert not ReviewShare.objects.exists()


def test_employers_that_came_later_are_taken_in_by_an_act_of_its_own(here):
    here.several()
    review = here.open()
    review.shares.filter(agency=here.construction).update(status="submitted")
    here.employer("Thầu mới", sector="F")
    assert add_to_review(review, by=OPERATOR, at=AT) == 1
    assert add_to_review(review, by=OPERATOR, at=AT) == 0
    review.refresh_from_db()
    share = review.shares.get(agency=here.construction)
    assert (review.employers, share.employers, share.status) == (7, 2, "returned")


def test_a_line_of_somebody_else_s_is_given_to_the_right_agency(here):
    firms = here.several()
    review = here.open()
    line = ReviewLine.objects.get(employer=firms["contractor"])
    ReviewLine.objects.filter(pk=line.pk).update(found="elsewhere", note="không phải nhà thầu")
    facts = {"line": line, "agency": here.committee(), "reason": "Thuộc địa bàn xã", "at": AT}
    with pytest.raises(PermissionDenied):
        reassign_line(review, by=here.person(here.board, "head"), **facts)
    with pytest.raises(ValidationError):
        reassign_line(review, by=OPERATOR, **{**facts, "reason": " "})
    reassign_line(review, by=here.person(here.coordinator), **facts)
    line.refresh_from_db()
    assert (line.share.agency, line.found, line.ground) == (here.committee(), "", "reassigned")
    assert line.note.startswith("Thuộc địa bàn xã")
    assert review.shares.get(agency=here.construction).employers == 0
    assert line.share.employers == 2
    with pytest.raises(NotPossible):
        reassign_line(review, by=OPERATOR, **facts)
