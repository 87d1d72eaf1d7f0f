"""Two people at once: numbers are given once, a payment and an approval never both win, one list is drawn up once; a file that
changes the register and a list that is looked at again never wait for each other."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from arrears import rechecking
from arrears.models import C12Row, Publication, PublicationNotice
from arrears.rechecking import recheck
from arrears.services.imports import apply_import
from arrears.services.publication import drawing
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.editions import correct_line, delist_paid, publish_edition
from arrears.services.publication.lines import strike_line
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.objections import record_objection
from arrears.services.publication.payments import record_payment
from employers.models import Employer
from employers.turns import Busy, share_register, take_register
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import ImportBatch, Job, StoredFile
from tests.factories.ledger import NOW
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, PUBLISHED, Publishing


def together(*deeds) -> list[bool]:
    """Each in a thread and a connection of its own, begun at one moment; whether each succeeded."""
    barrier = Barrier(len(deeds))

    def run(deed) -> bool:
        try:
            barrier.wait(10)
            deed()
            return True
        except (NotPossible, ValidationError):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def publishing(own_database) -> Publishing:
    return Publishing()


def noticed(publishing: Publishing, what: str = "debtors", number: int = 1) -> Publication:
    officer = publishing.person("lap")
    publication = check_publication(publishing.drawn(what), by=officer, at=DRAWN)
    facts = {"number": number, "symbol": "TB", "issued_on": DRAWN.date()}
    publication = notice_publication(publication, by=officer, at=DRAWN, **facts)
    record_notice_sent(publication, by=officer, at=DRAWN, sent_on=DRAWN.date())
    return publication


def test_one_list_is_drawn_up_once(publishing):
    assert sorted(together(publishing.drawn, publishing.drawn)) == [False, True]
    assert Publication.objects.count() == 1


def test_two_lists_never_take_the_same_numbers(publishing):
    officer = publishing.person("lap")
    lists = [check_publication(publishing.drawn(what), by=officer, at=DRAWN) for what in ("debtors", "late")]
    facts = {"number": 1, "symbol": "TB", "issued_on": DRAWN.date()}

    done = together(*(lambda one=one: notice_publication(one, by=officer, at=DRAWN, **facts) for one in lists))

    assert sorted(done) == [False, True]
    assert sorted(PublicationNotice.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_an_answer_or_a_strike_beside_an_approval_never_leaves_an_approved_list_that_nobody_saw(publishing):
    publication = noticed(publishing)
    officer, approver = publishing.person("lap"), publishing.person("duyet")
    first, second = publication.lines.all()[:2]
    said = {"line": first.pk, "received_on": DRAWN.date(), "text": "Đã nộp"}

    together(
        lambda: approve_publication(publication, by=approver, at=APPROVED),
        lambda: record_objection(publication, by=officer, at=APPROVED, **said),
        lambda: strike_line(publication, by=officer, line=second.pk, reason="nhầm"),
    )

    publication.refresh_from_db()
    states = {line.pk: line.state for line in publication.lines.all()}
    assert (states[first.pk], states[second.pk]) == ("stopped", "struck")
    assert (publication.state, publication.approved_by) == ("noticed", None)


def test_a_payment_beside_an_approval_is_seen_by_it_or_by_the_publishing(publishing):
    publication = noticed(publishing)
    line = publication.lines.first()
    officer, approver = publishing.person("lap"), publishing.person("duyet")
    paid = {"amount": line.owed, "paid_on": APPROVED.date(), "document_no": "UNC 1", "at": APPROVED}

    approved, recorded = together(
        lambda: approve_publication(publication, by=approver, at=APPROVED),
        lambda: record_payment(line.employer, by=officer, **paid),
    )

    assert recorded
    publication.refresh_from_db()
    assert approved == (publication.state == "approved")
    assert [change.line for change in recheck_alone(publication)] == [line.pk]


def recheck_alone(publication: Publication):
    with transaction.atomic():
        return recheck(publication, at=APPROVED)


def test_a_line_that_is_corrected_and_paid_at_once_leaves_once_and_stops_nobody_elses_leaving(publishing):
    edition = publishing.published()
    approver, officer = publishing.person("duyet"), publishing.person("lap")
    for place in (1, 2):
        line = edition.publication.lines.get(place=place)
        paid = {"amount": line.owed, "paid_on": PUBLISHED.date(), "document_no": f"UNC {place}", "at": PUBLISHED}
        record_payment(line.employer, by=officer, **paid)

    together(
        lambda: correct_line(edition.publication, by=approver, place=1, at=PUBLISHED, text="Nêu nhầm"),
        lambda: delist_paid(edition.publication, by=THE_CLOCK, at=PUBLISHED),
    )

    assert sorted(edition.events.values_list("place", flat=True)) == [1, 2]


def test_a_correction_beside_the_publishing_of_another_list_is_told_to_try_again_and_then_takes_the_line_off_both(
    publishing,
):
    first, other = publishing.published(), publishing.approved("late", number=10)
    by, written, tried = publishing.person("duyet"), Event(), Event()
    wrong = {"by": by, "place": 1, "at": PUBLISHED, "text": "Nêu nhầm"}

    def publish() -> None:
        with transaction.atomic():
            publish_edition(other, by=by, at=PUBLISHED, number=2, symbol="DS-BHXH")
            written.set()
            tried.wait(60)

    def correct() -> None:
        written.wait(60)
        try:
            correct_line(first.publication, **wrong)
        finally:
            tried.set()

    assert together(publish, correct) == [True, False]
    correct_line(first.publication, **wrong)
    assert [one.edition.events.count() for one in (first.publication, other)] == [1, 1]


def paid_in_part(publishing: Publishing, employer: Employer, amount: int, number: str) -> None:
    facts = {"amount": amount, "paid_on": PUBLISHED.date(), "document_no": number, "at": PUBLISHED}
    record_payment(employer, by=publishing.person("lap"), **facts)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]


def test_a_payment_told_while_the_job_of_another_is_under_way_takes_the_payer_off_as_well(publishing):
    first = publishing.published()
    facts = {"by": publishing.person("duyet"), "at": PUBLISHED, "number": 2, "symbol": "DS-BHXH"}
    second = publish_edition(publishing.approved("late", number=10), **facts)
    line = first.publication.lines.get(place=1)
    paid_in_part(publishing, line.employer, line.owed - 1, "UNC 1")
    under_way, held, told = Job.objects.get(task="arrears.tasks.delist_one_who_paid"), Event(), Event()

    def keep_it_waiting() -> None:
        with transaction.atomic():
            Publication.objects.select_for_update().get(pk=first.publication_id)
            held.set()
            assert told.wait(60)

    def work() -> None:  # looks at the newer list and waits for the older one
        held.wait(60)
        jobs.run(under_way.pk)

    def tell() -> None:
        until = time.monotonic() + 300
        while not somebody_waits() and time.monotonic() < until:
            time.sleep(0.02)
        paid_in_part(publishing, line.employer, 1, "UNC 2")
        told.set()

    assert together(keep_it_waiting, work, tell) == [True, True, True]
    for job in Job.objects.filter(task="arrears.tasks.delist_one_who_paid"):
        jobs.run(job.pk)
    assert [one.events.filter(kind="delisted").count() for one in (first, second)] == [1, 1]


# --- Files that change the register ----------------------------------------------------------------------------------


def file_of(publishing: Publishing, number: int) -> ImportBatch:
    """A confirmed file of the next month that gives every employer another address, the last one first."""
    stored = StoredFile.objects.create(name="c12.xlsx", path=f"test/{number}", size=1, sha256=f"{number:064d}")
    batch = ImportBatch.objects.create(
        kind="c12",
        province_code=publishing.province.slug,
        agency_code=publishing.ledger.bhxh.code,
        month=OCTOBER.plus(1).first_day,
        file=stored,
        status=ImportBatch.Status.CONFIRMED,
        outcome={"form": "c12"},
    )
    employers = Employer.objects.filter(province=publishing.province).order_by("-pk")
    C12Row.objects.bulk_create(
        C12Row(
            batch=batch,
            row_no=place,
            unit_code=one.unit_code,
            name=one.name,
            address=f"Số {number}.{place}",
            workers=10,
        )
        for place, one in enumerate(employers, 20)
    )
    return batch


def test_files_let_in_while_a_list_is_looked_at_again_and_again_never_end_in_a_deadlock(own_database):
    publishing = Publishing(owing=40)
    publication = noticed(publishing)
    batches, officer = [file_of(publishing, number) for number in range(5)], publishing.person("lap")

    def let_in() -> None:
        for batch in batches:
            apply_import(batch, by=OPERATOR, at=NOW)

    def look() -> None:
        for _time in range(12):
            recheck_publication(publication, by=officer, at=APPROVED)

    assert together(let_in, look, look) == [True, True, True]
    assert set(ImportBatch.objects.filter(pk__in=[one.pk for one in batches]).values_list("status", flat=True)) == {
        "applied"
    }
    assert Employer.objects.get(unit_code="TA0040A").address == "Số 4.20"


def test_a_file_waits_for_its_turn_before_it_holds_an_employer(publishing):
    batch, looked, begun = file_of(publishing, 1), Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            share_register(publishing.province.pk)
            begun.set()
            looked.wait(20)

    def let_in() -> None:
        begun.wait(10)
        apply_import(batch, by=OPERATOR, at=NOW)

    def see() -> None:
        begun.wait(10)
        assert not looked.wait(1)
        assert ImportBatch.objects.get(pk=batch.pk).status == "confirmed"
        with transaction.atomic():  # nothing is held by the file that waits
            assert len(Employer.objects.select_for_update(nowait=True)) == 3
        looked.set()

    assert together(hold, let_in, see) == [True, True, True]
    assert ImportBatch.objects.get(pk=batch.pk).status == "applied"


def test_who_looks_at_a_list_while_a_long_file_comes_in_is_told_to_try_again(publishing, monkeypatch):
    monkeypatch.setattr(rechecking, "TURN", "200ms")
    publication, told, begun = noticed(publishing), Event(), Event()

    def let_in() -> None:
        with transaction.atomic():
            take_register(publishing.province.pk)
            begun.set()
            told.wait(20)

    def look() -> None:
        begun.wait(10)
        with pytest.raises(Busy, match="thử lại"):
            recheck_publication(publication, by=publishing.person("lap"), at=APPROVED)
        told.set()

    assert together(let_in, look) == [True, True]
    assert recheck_publication(publication, by=publishing.person("lap"), at=APPROVED).state == "noticed"


def test_a_long_list_that_could_not_be_written_leaves_no_line_and_is_written_by_the_next_try(publishing, monkeypatch):
    monkeypatch.setattr(rechecking, "TURN", "200ms")
    monkeypatch.setattr(drawing, "AT_ONCE", 2)
    publication = publishing.drawn()
    job = Job.objects.get(key=f"publication-lines:{publication.pk}")
    tried, begun = Event(), Event()

    def let_in() -> None:
        with transaction.atomic():
            take_register(publishing.province.pk)
            begun.set()
            tried.wait(20)

    def write() -> None:
        begun.wait(10)
        assert jobs.run(job.pk).state == "queued"
        tried.set()

    assert together(let_in, write) == [True, True]
    publication.refresh_from_db()
    assert publication.state == "drawing" and not publication.lines.exists()
    Job.objects.filter(pk=job.pk).update(not_before=None)
    assert jobs.run(job.pk).state == "done"
    publication.refresh_from_db()
    assert (publication.state, publication.lines.count()) == ("draft", 3)
