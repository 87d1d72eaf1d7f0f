"""An employer that leaves one edition leaves the others that name it for the same, or their makers are told at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from arrears.models import Edition, EditionEvent, LedgerVersion
from arrears.queries.editions import lines_now
from arrears.services.publication import editions
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication
from arrears.services.publication.drawing import draw_up_publication
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from portal.core.models import AuditEntry, Job, Notification
from portal.core.periods import Month
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, PUBLISHED, Publishing

pytestmark = pytest.mark.django_db
LATER = PUBLISHED + timedelta(hours=1)


@pytest.fixture
def publishing() -> Publishing:
    return Publishing.beside_a_commune()


def of_commune(publishing: Publishing) -> Edition:
    agency, officer = publishing.ledger.committees[0], publishing.person("xa.lap")
    made = draw_up_publication(agency, by=officer, at=DRAWN, what="late", version=publishing.version)
    made = check_publication(made, by=officer, at=DRAWN)
    made = notice_publication(made, by=officer, at=DRAWN, number=1, symbol="TB-UBND", issued_on=DRAWN.date())
    record_notice_sent(made, by=officer, at=DRAWN, sent_on=DRAWN.date())
    approver = publishing.person("xa.duyet")
    made = approve_publication(made, by=approver, at=APPROVED)
    return editions.publish_edition(made, by=approver, at=PUBLISHED, number=1, symbol="DS-UBND")


def named(edition: Edition) -> list[str]:
    return sorted(line.unit_code for line in lines_now(edition))


def told(username: str) -> list[Notification]:
    return list(Notification.objects.filter(user__username=username, text__contains="đưa ra khỏi danh sách"))


def place_of(edition: Edition, code: str) -> int:
    return edition.lines.get(unit_code=code).place


def test_whom_bhxh_takes_off_as_paid_or_wrong_leaves_the_communes_edition_by_the_same_act(publishing):
    whole, local = publishing.published(), of_commune(publishing)
    approver = publishing.person("duyet")
    for act, code, text in (
        (editions.delist_line, "TA0001A", "Đã nộp"),
        (editions.correct_line, "TA0002A", "Nêu nhầm"),
    ):
        act(whole.publication, by=approver, place=place_of(whole, code), at=LATER, text=text)

    assert named(whole) == named(local) == ["TA0003A"]
    kinds = {event.kind: event for event in EditionEvent.objects.filter(edition=local)}
    assert set(kinds) == {"delisted", "corrected"}
    assert "theo danh sách số 01/DS-BHXH" in kinds["corrected"].text
    assert kinds["corrected"].shown_until == LATER + (LATER - local.published_at)
    assert Job.objects.filter(key=f"edition-files:{local.pk}:2").exists()
    assert len(told("xa.lap")) == len(told("xa.duyet")) == 2 and not told("lap")
    assert AuditEntry.objects.filter(act="leave_too").count() == 2


def test_whom_a_commune_takes_off_stays_in_bhxhs_edition_and_bhxh_is_told_at_once(publishing):
    whole, local = publishing.published(), of_commune(publishing)
    place = place_of(local, "TA0001A")
    editions.correct_line(local.publication, by=publishing.person("xa.duyet"), place=place, at=LATER, text="Nhầm")

    assert "TA0001A" not in named(local) and "TA0001A" in named(whole)
    (line,) = told("duyet")
    assert "còn nêu một đơn vị" in line.text and "TA0001A" not in line.text
    assert line.url.endswith(f"/{whole.code}/dong/{place_of(whole, 'TA0001A')}/")


def test_what_was_paid_leaves_older_lists_and_newer_ones_are_told(publishing):
    october = publishing.published()
    publishing.version = publishing.closed(3, Month(2026, 11))
    november = editions.publish_edition(
        publishing.approved(number=10), by=publishing.person("duyet"), at=PUBLISHED, number=2, symbol="DS-BHXH"
    )
    by = publishing.person("duyet")
    editions.delist_line(november.publication, by=by, place=place_of(november, "TA0001A"), at=LATER)
    assert "TA0001A" not in named(october) and "TA0001A" not in named(november)

    editions.delist_line(october.publication, by=by, place=place_of(october, "TA0002A"), at=LATER)
    assert "TA0002A" not in named(october) and "TA0002A" in named(november)
    assert any("còn nêu" in line.text for line in told("duyet"))


def restated(publishing: Publishing, amount: int) -> LedgerVersion:
    """October once more, by which everybody owes another sum."""
    month = publishing.ledger.month(OCTOBER)
    month.status, month.reason = "restating", "sửa"
    month.save()
    names = [f"TA000{place}A" for place in (1, 2, 3)]
    publishing.ledger.b03(
        OCTOBER,
        [{"unit_code": code, "name": f"Công ty {code}", "days_late": 124, "late_httt": amount} for code in names],
    )
    return publishing.ledger.close(OCTOBER)


def test_what_leaves_a_list_by_old_figures_stays_in_one_by_the_same_month_restated_and_its_makers_are_told(publishing):
    old = publishing.published()
    publishing.version = restated(publishing, 77)
    by = publishing.person("duyet")
    new = editions.publish_edition(publishing.approved(number=10), by=by, at=PUBLISHED, number=2, symbol="DS-BHXH")
    for act, code in ((editions.correct_line, "TA0001A"), (editions.delist_line, "TA0002A")):
        act(old.publication, by=by, place=place_of(old, code), at=LATER, text="Số cũ sai")
    assert named(old) == ["TA0003A"] and named(new) == ["TA0001A", "TA0002A", "TA0003A"]
    assert len([one for one in told("duyet") if "còn nêu" in one.text]) == 2

    editions.correct_line(new.publication, by=by, place=place_of(new, "TA0003A"), at=LATER, text="Nhầm")
    assert named(old) == [] and named(new) == ["TA0001A", "TA0002A"]


def test_nothing_leaves_with_another_that_does_not_name_the_same_employer(publishing):
    whole, local = publishing.published(), of_commune(publishing)
    by = publishing.person("duyet")
    place = place_of(local, "TA0001A")
    event = editions.correct_line(
        local.publication, by=publishing.person("xa.duyet"), place=place, at=LATER, text="Nhầm"
    )
    facts = {"by": by, "at": LATER, "event": event.pk}
    for wrong in (place_of(whole, "TA0001A"), place_of(whole, "TA0002A")):
        with pytest.raises(PermissionDenied):  # a commune's word takes nobody off BHXH's list
            editions.leave_too(whole.publication, place=wrong, **facts)
