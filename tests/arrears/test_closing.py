"""Closing a month: who may, what it starts, and that any order, repetition or restatement ends the same."""

import itertools
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from arrears import tasks
from arrears.models import DebtorEntry, LedgerMonth, LedgerRow, LedgerVersion, Rollup
from arrears.services import closing, nightly
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Job, Notification
from portal.core.periods import Month
from reports.models import MonthlyReport
from tests.factories.ledger import NOW, Ledger, each_fund
from tests.factories.people import make_person

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
JOBS = ("freeze", "rollup", "list", "report")


@pytest.fixture
def ledger(db) -> Ledger:
    return Ledger()


def late(code: str = "A1", amount: int = 100, **columns) -> dict:
    return {"unit_code": code, "days_late": 92} | each_fund(late=amount) | columns


def begin(ledger: Ledger) -> LedgerVersion:
    ledger.b03(OCTOBER, [late()])
    return closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)


def do(version: LedgerVersion, name: str) -> Job:
    place = f"{version.province.slug}:{version.period}:v{version.version}"
    return jobs.run(Job.objects.get(key=f"close:{place}:{name}").pk)


def test_closing_seals_the_rows_and_lists_the_debtors(ledger):
    ledger.b03(OCTOBER, [late()])

    version = ledger.close(OCTOBER)

    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSED
    assert (version.version, version.employers, version.owing) == (1, 1, 1)
    assert version.totals["all"] == {"not_due": 0, "late": 500, "evaded": 0, "charge": 0}
    assert ledger.row(OCTOBER, "A1", version=1).owed == 500
    assert not LedgerRow.objects.filter(version=0).exists()
    assert not Rollup.objects.filter(version=0).exists()
    assert {made.purpose for made in version.debtor_lists.all()} == {"publication", "inspection", "gate", "report"}
    assert version.debtor_lists.get(purpose="report").entries.get().owed == 500


def test_a_version_names_the_files_it_rests_on(ledger):
    batch = ledger.b03(OCTOBER, [late()])

    source = ledger.close(OCTOBER).sources[0]

    assert (source["batch"], source["form"], source["sha256"]) == (batch.pk, "b03b", batch.file.sha256)


def test_closing_puts_four_jobs_on_the_list(ledger):
    begin(ledger)

    keys = [f"close:bac-ninh:2026-10:v1:{name}" for name in JOBS]
    assert list(Job.objects.order_by("pk").values_list("key", flat=True)) == keys
    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSING


@pytest.mark.parametrize("order", list(itertools.permutations(JOBS)))
def test_in_any_order_the_jobs_end_the_same(ledger, order):
    version = begin(ledger)

    for name in order:
        assert do(version, name).state == Job.State.DONE

    version.refresh_from_db()
    assert None not in (version.frozen_at, version.rolled_up_at, version.listed_at, version.reported_at)
    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSED
    assert LedgerRow.objects.count() == 1 and MonthlyReport.objects.count() == 1
    assert version.debtor_lists.count() == 4


def test_a_job_done_twice_changes_nothing(ledger):
    version = begin(ledger)
    for name in JOBS:
        do(version, name)
    before = (list(LedgerRow.objects.values()), list(Rollup.objects.values()), list(DebtorEntry.objects.values()))

    for name in JOBS:
        job = closing.closing_job(ledger.province, month=OCTOBER, name=name, by=OPERATOR)
        assert jobs.run(job.pk).state == Job.State.DONE

    after = (list(LedgerRow.objects.values()), list(Rollup.objects.values()), list(DebtorEntry.objects.values()))
    assert after == before and LedgerVersion.objects.count() == 1


def test_before_any_closing_there_is_no_job_to_run(ledger):
    assert closing.closing_job(ledger.province, month=OCTOBER, name="freeze", by=OPERATOR) is None


def test_a_month_without_files_is_not_closed(ledger):
    with pytest.raises(NotPossible):
        closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)


def test_who_confirmed_a_file_does_not_close_the_month_and_another_approver_does(ledger):
    confirmer = make_person(ledger.bhxh, "thu", "approver")
    approver = make_person(ledger.bhxh, "hoa", "approver")
    ledger.b03(OCTOBER, [late()], confirmed_by=confirmer)

    with pytest.raises(NotPossible):
        closing.close_month(ledger.month(OCTOBER), by=confirmer, at=NOW)
    version = closing.close_month(ledger.month(OCTOBER), by=approver, at=NOW)

    assert version.closed_by == approver
    assert AuditEntry.objects.filter(act="close_month", user=approver).exists()


def test_an_officer_and_another_agency_close_nothing(ledger):
    ledger.b03(OCTOBER, [late()])
    for person in (make_person(ledger.bhxh, "lan"), make_person(ledger.board, "hai", "approver")):
        with pytest.raises(PermissionDenied):
            closing.close_month(ledger.month(OCTOBER), by=person, at=NOW)


def test_a_head_who_brings_in_no_files_closes_and_the_jobs_run_as_that_person(ledger):
    head = make_person(ledger.bhxh, "minh", "head")
    ledger.b03(OCTOBER, [late()])
    version = closing.close_month(ledger.month(OCTOBER), by=head, at=NOW)

    assert [do(version, name).state for name in JOBS] == [Job.State.DONE] * 4
    assert AuditEntry.objects.filter(act="freeze_version", user=head).exists()


def test_a_second_close_is_told_why_not(ledger):
    begin(ledger)

    with pytest.raises(NotPossible, match="đang được khóa sổ"):
        closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)


def test_bhxh_is_told_when_the_month_is_closed(ledger):
    officer = make_person(ledger.bhxh, "lan")
    ledger.b03(OCTOBER, [late()])
    ledger.close(OCTOBER)

    assert "10/2026" in Notification.objects.get(user=officer).text


def test_a_restatement_makes_the_next_version_and_keeps_the_first(ledger):
    ledger.b03(OCTOBER, [late(amount=100)])
    first = ledger.close(OCTOBER)

    closing.restate_month(ledger.month(OCTOBER), by=OPERATOR, reason="B03 nộp thiếu")
    ledger.b03(OCTOBER, [late(amount=70)])
    second = ledger.close(OCTOBER)

    assert (second.version, second.reason) == (2, "B03 nộp thiếu")
    assert (ledger.row(OCTOBER, "A1", 1).owed, ledger.row(OCTOBER, "A1", 2).owed) == (500, 350)
    assert first.debtor_lists.get(purpose="report").entries.get().owed == 500
    assert ledger.month(OCTOBER).version == 2


def test_a_restatement_that_changes_nothing_leaves_the_version_there_is(ledger):
    ledger.b03(OCTOBER, [late()])
    first = ledger.close(OCTOBER)
    closing.restate_month(ledger.month(OCTOBER), by=OPERATOR, reason="xem lại")
    ledger.b03(OCTOBER, [late()])

    assert closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW) == first

    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSED
    assert not LedgerRow.objects.filter(version=0).exists() and LedgerVersion.objects.count() == 1


def test_a_restatement_has_a_reason_and_a_closed_month(ledger):
    ledger.b03(OCTOBER, [late()])
    with pytest.raises(NotPossible):
        closing.restate_month(ledger.month(OCTOBER), by=OPERATOR, reason="sớm quá")
    ledger.close(OCTOBER)
    with pytest.raises(NotPossible):
        closing.restate_month(ledger.month(OCTOBER), by=OPERATOR, reason=" ")


def test_freezing_takes_what_the_last_month_came_to_meanwhile(ledger):
    """October was rebuilt before September closed: who owed in September is known when October is sealed."""
    ledger.b03(OCTOBER, [late()])
    ledger.b03(SEPTEMBER, [late()])
    ledger.close(SEPTEMBER)

    ledger.close(OCTOBER)

    assert ledger.row(OCTOBER, "A1", 1).prior_httt == 100


def test_the_version_counts_who_was_there_and_is_missing(ledger):
    ledger.c12(SEPTEMBER, [{"unit_code": code} | each_fund(opening=0, payable=1) for code in ("A1", "A2", "A3")])
    ledger.close(SEPTEMBER)
    ledger.c12(OCTOBER, [{"unit_code": "A1"} | each_fund(opening=1, payable=1)])

    assert ledger.close(OCTOBER).missing == 2


def test_the_hash_tells_versions_apart_and_not_which_batch_said_so(ledger):
    ledger.b03(OCTOBER, [late()])
    first = ledger.close(OCTOBER).content_hash
    closing.restate_month(ledger.month(OCTOBER), by=OPERATOR, reason="x")
    ledger.b03(OCTOBER, [late(amount=101)])

    assert len(first) == 64 and ledger.close(OCTOBER).content_hash != first


def test_the_clock_takes_up_a_closing_that_stopped_half_way(ledger):
    version = begin(ledger)
    Job.objects.update(state=Job.State.FAILED)

    assert nightly.take_up_closings(ledger.province, by=THE_CLOCK)

    for name in JOBS:
        do(version, name)
    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSED


def test_the_clock_rebuilds_open_months_only(ledger):
    ledger.b03(SEPTEMBER, [late()])
    ledger.close(SEPTEMBER)
    ledger.b03(OCTOBER, [late()])
    Rollup.objects.filter(version=0).delete()

    tasks.rebuild_open_months()

    assert set(Rollup.objects.filter(version=0).values_list("month", flat=True)) == {OCTOBER.first_day}


def test_the_clock_reminds_once_from_the_day_set_while_the_month_is_open(ledger):
    approver = make_person(ledger.bhxh, "hoa", "approver")
    november = OCTOBER.plus(1).first_day

    assert nightly.remind_of_open_month(ledger.province, by=THE_CLOCK, on=november.replace(day=4)) == 0
    for day in (5, 6):
        nightly.remind_of_open_month(ledger.province, by=THE_CLOCK, on=november.replace(day=day))
    assert Notification.objects.filter(user=approver).count() == 1

    ledger.b03(OCTOBER, [late()])
    ledger.close(OCTOBER)
    assert nightly.remind_of_open_month(ledger.province, by=THE_CLOCK, on=november.replace(day=7)) == 0


def test_two_who_close_at_once_have_one_effect(own_database):
    ledger = Ledger()
    ledger.b03(OCTOBER, [late()])
    people = [make_person(ledger.bhxh, name, "approver") for name in ("hoa", "thu")]
    told: list[str] = []
    start = threading.Barrier(2)

    def close(person) -> None:
        start.wait()
        try:
            closing.close_month(ledger.month(OCTOBER), by=person, at=NOW)
            told.append("closed")
        except NotPossible as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told)[1:] == ["closed"] and "đang được khóa sổ" in "".join(told)
    assert LedgerVersion.objects.count() == 1 and Job.objects.count() == 4
