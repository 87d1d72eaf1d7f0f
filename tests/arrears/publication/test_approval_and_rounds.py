"""An approval does not hold for ever; what the clock does for one list waits for no other; evasion rests on an urging that
stands; a long list is written by a job."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agencies.models import ProvinceSetting
from arrears import rounds
from arrears.models import EditionLine, PaymentReport, Publication, PublicationLine, UrgingNotice
from arrears.queries.editions import lines_now
from arrears.services.publication import drawing, editions
from arrears.services.publication.approving import approve_publication, discard_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.payments import record_payment
from arrears.services.urging import withdraw_urging
from arrears.tasks import delist_paid_everywhere, look_after_publications
from portal.core import jobs
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import Job, Notification
from portal.core.periods import Month
from tests.arrears.publication.test_drawing import closed, evading, urge
from tests.factories.people import make_person
from tests.factories.publications import APPROVED, DRAWN, PUBLISHED, Publishing

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
NUMBER = {"number": 1, "symbol": "DS-BHXH"}


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


def publish(publishing: Publishing, publication: Publication, at=PUBLISHED):
    return editions.publish_edition(publication, by=publishing.person("duyet"), at=at, **NUMBER)


def refused(act, *args, **facts) -> str:
    with pytest.raises(NotPossible) as refusal, transaction.atomic():
        act(*args, **facts)
    return str(refusal.value)


def told(username: str) -> list[str]:
    return list(Notification.objects.filter(user__username=username).values_list("text", flat=True))


# --- An approval ------------------------------------------------------------------------------------------------------


def test_an_approval_that_is_too_old_publishes_nothing_and_is_given_anew(publishing):
    publication = publishing.approved()
    last, over = APPROVED + timedelta(days=15), APPROVED + timedelta(days=16)
    assert recheck_publication(publication, by=THE_CLOCK, at=last).state == "approved"
    assert "quá 15 ngày" in refused(publish, publishing, publication, over)

    again = recheck_publication(publication, by=THE_CLOCK, at=over)
    assert (again.state, again.approved_by) == ("noticed", None)
    assert set(again.lines.values_list("state", flat=True)) == {"candidate"}
    for person in ("lap", "duyet"):
        assert any("phải được duyệt lại" in text for text in told(person))
    again = approve_publication(again, by=publishing.person("duyet"), at=over)
    assert publish(publishing, again, over).lines_count == 3


def test_how_long_an_approval_holds_is_a_setting_of_the_province(publishing):
    ProvinceSetting.objects.filter(province=publishing.province, key="publication.approval_days").update(value=2)
    publication = publishing.approved()
    assert "quá 2 ngày" in refused(publish, publishing, publication, APPROVED + timedelta(days=3))


def test_newer_figures_that_were_closed_since_end_an_approval(publishing):
    publication = publishing.approved()
    names = [line.unit_code for line in publication.lines.all()]
    rows = [{"unit_code": code, "name": f"Công ty {code}", "days_late": 150, "late_httt": 9} for code in names]
    publishing.ledger.b03(NOVEMBER, rows)
    at = APPROVED + timedelta(days=1)
    publishing.ledger.close(NOVEMBER, at=at)

    assert "đã khóa sổ" in refused(publish, publishing, publication, at + timedelta(hours=1))
    again = recheck_publication(publication, by=THE_CLOCK, at=at + timedelta(hours=1))
    assert (again.state, set(again.lines.values_list("state", flat=True))) == ("noticed", {"candidate"})


# --- What the clock does ----------------------------------------------------------------------------------------------


def spoil(publication: Publication) -> None:
    """Whatever is asked of it fails: its rule is not one."""
    Publication.objects.filter(pk=publication.pk).update(rule={"cited": 5, "threshold_months": "x"})


def test_a_list_that_fails_keeps_no_other_from_being_looked_after_and_the_administrators_are_told(publishing):
    make_person(publishing.ledger.bhxh, "quantri", "administrator")
    broken, sound = publishing.approved(), publishing.approved("late", number=10)
    closed(publishing, [{"unit_code": "TA0001A", "name": "Công ty TA0001A", "days_late": 150, "late_httt": 9}])
    spoil(broken)
    line = sound.lines.get(unit_code="TA0001A")
    PaymentReport.objects.create(employer=line.employer, amount=line.owed, paid_on=APPROVED.date(), document_no="1")
    with pytest.raises(rounds.Unfinished):
        rounds.look_after(publishing.province, at=APPROVED + timedelta(hours=2))
    line.refresh_from_db()
    assert line.state == "held"
    assert any("không làm được" in text for text in told("quantri"))


def test_every_beat_gives_each_province_a_job_of_its_own_that_is_tried_again(publishing):
    for beat, task in ((look_after_publications, "look_after_lists"), (delist_paid_everywhere, "delist_whoever_paid")):
        beat()
        job = Job.objects.get(key=f"{task}:{publishing.province.slug}")
        assert jobs.run(job.pk).state == "done", job.error
        beat()
        job.refresh_from_db()
        assert job.state == "queued"


def test_whose_payment_is_told_leaves_what_is_published_at_once(publishing):
    edition = publishing.published()
    line = edition.publication.lines.get(unit_code="TA0002A")
    paid = {"amount": line.owed, "paid_on": PUBLISHED.date(), "document_no": "UNC 1"}
    payment = record_payment(line.employer, by=publishing.person("lap"), at=PUBLISHED, **paid)
    job = Job.objects.get(key=f"delist-paid-by:{payment.pk}")
    assert jobs.run(job.pk).state == "done"
    assert [one.unit_code for one in lines_now(edition)] == ["TA0003A", "TA0001A"]


# --- The urging on which evasion rests --------------------------------------------------------------------------------


def test_evasion_that_another_urging_proves_rests_on_that_one_before_it_is_published(publishing):
    first = urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.approved("evasion")
    second = urge(publishing, "E1", date(2026, 10, 20))
    withdraw_urging(first, by=publishing.person("duyet"), at=APPROVED, reason="sai tên")

    assert "có thay đổi" in refused(publish, publishing, publication)
    again = recheck_publication(publication, by=publishing.person("duyet"), at=PUBLISHED)
    line = again.lines.get()
    assert (line.state, line.urged_on, line.urging_id) == ("candidate", date(2026, 10, 20), second.pk)
    assert again.state == "noticed"
    again = approve_publication(again, by=publishing.person("duyet"), at=PUBLISHED)
    assert publish(publishing, again).lines.get().named_as == 3


def test_what_the_database_does_not_let_be_named_is_refused_in_words(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.approved("evasion")
    UrgingNotice.objects.update(issued_on=None)  # counts by its service, on another day than the line says
    PublicationLine.objects.filter(publication=publication).update(urged_on=date(2026, 10, 14))
    assert "thay đổi" in refused(publish, publishing, publication)
    assert not EditionLine.objects.exists()


# --- A long list ------------------------------------------------------------------------------------------------------


def test_a_long_list_is_written_by_a_job_in_one_piece(publishing, monkeypatch):
    monkeypatch.setattr(drawing, "AT_ONCE", 2)
    publication = publishing.drawn()
    assert publication.state == "drawing" and not publication.lines.exists()
    assert "dự thảo" in refused(check_publication, publication, by=publishing.person("lap"), at=DRAWN)
    assert "mở đợt đó" in refused(publishing.drawn)

    job = jobs.run(Job.objects.get(key=f"publication-lines:{publication.pk}").pk)
    assert (job.state, job.error) == ("done", "")
    publication.refresh_from_db()
    assert (publication.state, publication.candidates) == ("draft", 3)
    assert publication.lines.get(place=1).unit_code == "TA0003A"
    again = drawing.draw_lines(publication, by=publishing.person("lap"), at=DRAWN)
    assert again.lines.count() == 3


def test_a_long_list_that_is_dropped_before_it_is_written_stays_empty(publishing, monkeypatch):
    monkeypatch.setattr(drawing, "AT_ONCE", 2)
    publication = publishing.drawn()
    discard_publication(publication, by=publishing.person("lap"), reason="nhầm tháng")
    job = jobs.run(Job.objects.get(key=f"publication-lines:{publication.pk}").pk)
    assert job.state == "done" and not publication.lines.exists()
    stranger = make_person(publishing.ledger.committees[0], "xa", "officer")
    with pytest.raises(PermissionDenied):
        drawing.draw_lines(publication, by=stranger, at=DRAWN)


# --- What the database keeps an edition to ----------------------------------------------------------------------------


def test_the_database_keeps_every_line_of_an_edition_to_a_line_of_its_list(publishing):
    edition = publishing.published()
    said = edition.lines.get(place=1)
    outside = publishing.ledger.employer("TB0001B")
    names = ("name", "unit_code", "tax_code", "address", "workers", "months", "late", "evaded", "owed", "named_as")
    facts = {name: getattr(said, name) for name in names}
    on_no_list = {"name": outside.name, "unit_code": outside.unit_code}
    for change in ({}, on_no_list, on_no_list | {"named_as": 0}, {"owed": said.owed + 1}, {"name": "Công ty Khác"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EditionLine.objects.create(edition=edition, place=9, folded="x", **(facts | change))


def test_the_database_publishes_nobody_as_a_debtor_who_is_on_no_list_of_debtors(publishing):
    publication = publishing.approved()
    outside = publishing.ledger.employer("TB0001B")
    line = publication.lines.first()
    line.pk, line.employer, line.unit_code, line.place = None, outside, outside.unit_code, 9
    line.save(force_insert=True)
    at, by = PUBLISHED, publishing.person("duyet")
    with pytest.raises((DatabaseError, NotPossible)), transaction.atomic():
        editions.publish_edition(publication, by=by, at=at, **NUMBER)
