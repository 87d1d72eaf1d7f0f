"""The monthly report: composed from a closed version, sent once, received by each agency for what is its own."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from arrears.models import ArrearsNote
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Job, Notification
from reports.models import MonthlyReport, ReportLine, ReportReceipt
from reports.queries.contents import content_hash
from reports.queries.inbox import drafts_to_submit, unread_receipts
from reports.rules import Figures
from reports.services.monthly import (
    acknowledge_monthly_report,
    compose_monthly_report,
    refresh_report_notes,
    submit_monthly_report,
)
from tests.reports.conftest import CLOSED_AT, MONTH, SUBMITTED_AT, close, freeze, owes

ON = date(2026, 11, 6)


def send(report, by, number="125"):
    return submit_monthly_report(report, by=by, at=SUBMITTED_AT, on=ON, number=number)


def test_a_report_holds_one_line_for_each_employer_late_or_evading(draft):
    assert list(draft.lines.order_by("place").values_list("unit_code", "owed")) == [
        ("TA0002A", 9_000_000),
        ("TA0004A", 7_000_000),
        ("TA0001A", 6_000_000),
        ("TA0005A", 3_000_000),
        ("TA0003A", 2_000_000),
    ]


def test_its_figures_are_the_sums_of_its_lines(draft):
    now = Figures.from_json(draft.summary["now"])
    lines = list(draft.lines.all())
    assert now.owed == sum(line.owed for line in lines) == 27_000_000
    assert now.workers == sum(line.workers for line in lines)
    assert (now.owing, now.late_employers, now.evading_employers, now.unplaced) == (5, 4, 1, 1)
    assert (now.threshold, now.long_owing, now.long_owed) == (3, 4, 25_000_000)
    assert now.charge == sum(line.charge for line in lines)


def test_it_compares_with_the_month_before(draft):
    assert Figures.from_json(draft.summary["before"]).owed == 4_000_000


def test_a_note_is_carried_forward_from_the_month_it_was_made_in(draft):
    line = draft.lines.get(unit_code="TA0001A")
    assert (line.measures, line.proposal) == ("Đã gửi thông báo", "Thanh tra")
    assert line.cause


def test_composing_again_changes_nothing(closed, draft):
    before = content_hash(draft)
    again = compose_monthly_report(closed.version, by=THE_CLOCK, at=datetime(2026, 12, 1, tzinfo=UTC))
    assert (again.pk, content_hash(again)) == (draft.pk, before)
    closed.version.refresh_from_db()
    assert closed.version.reported_at == CLOSED_AT


def test_an_unfrozen_version_has_no_report(world):
    with pytest.raises(NotPossible):
        compose_monthly_report(close(world, MONTH), by=THE_CLOCK, at=CLOSED_AT)


def test_a_note_made_after_composing_comes_with_the_submission(closed, draft):
    ArrearsNote.objects.create(
        employer=closed.employers["TA0003A"], month=MONTH.first_day, measures="Làm việc trực tiếp", proposal=""
    )
    later = MONTH.plus(1).first_day
    ArrearsNote.objects.create(employer=closed.employers["TA0004A"], month=later, measures="Tháng sau", proposal="")
    send(draft, closed.person("approver"))
    assert draft.lines.get(unit_code="TA0003A").measures == "Làm việc trực tiếp"
    assert draft.lines.get(unit_code="TA0004A").measures == ""


def test_an_officer_refreshes_the_notes_of_a_draft_but_not_of_a_sent_report(closed, draft):
    ArrearsNote.objects.create(employer=closed.employers["TA0003A"], month=MONTH.first_day, measures="Mới", proposal="")
    assert refresh_report_notes(draft, by=closed.person("officer")) == 1
    assert refresh_report_notes(draft, by=closed.person("officer")) == 0
    send(draft, closed.person("approver"))
    with pytest.raises(NotPossible):
        refresh_report_notes(draft, by=closed.person("officer"))


def test_submitting_sends_the_whole_to_three_and_the_own_rows_to_the_rest(closed, submitted):
    receipts = ReportReceipt.objects.filter(report=submitted)
    whole = set(receipts.filter(scope="whole").values_list("agency__kind_id", flat=True))
    own = set(receipts.filter(scope="own").values_list("agency__kind_id", flat=True))
    assert whole == {"home_affairs", "provincial_chair", "trade_union"}
    assert own == {"industrial_zone_board", "commune_committee"}
    first = closed.agency("commune_committee", closed.communes[0])
    assert receipts.get(agency=first).lines == 2
    assert receipts.get(agency__kind="home_affairs").lines == 5
    assert receipts.get(agency__kind="trade_union").lines == 4  # without the employer that has no commune


def test_submitting_opens_the_month_to_its_readers_and_names_who_sent_it(closed, submitted):
    closed.version.refresh_from_db()
    assert closed.version.submitted_at == SUBMITTED_AT
    assert submitted.submitted_by == closed.people["approver"]
    assert submitted.content_hash == content_hash(submitted)


def test_submitting_tells_the_people_of_the_recipients_and_nobody_else(closed, submitted):
    told = set(Notification.objects.values_list("user__username", flat=True))
    assert told == {"department", "leader", "union", "board", "commune", "neighbour"}


def test_submitting_puts_the_whole_files_on_the_list(submitted):
    tasks = list(Job.objects.filter(task="reports.tasks.make_report_file").values_list("arguments__kind", flat=True))
    assert sorted(tasks) == ["pdf", "pdf", "pdf", "xlsx", "xlsx", "xlsx"]  # all, province leadership, trade union


@pytest.mark.parametrize("name", ["officer", "department", "commune", "tax", "leader"])
def test_only_an_approver_of_bhxh_submits(closed, draft, name):
    with pytest.raises(PermissionDenied):
        send(draft, closed.person(name))
    draft.refresh_from_db()
    assert draft.status == MonthlyReport.Status.DRAFT


def test_a_report_is_sent_once(closed, submitted):
    with pytest.raises(NotPossible):
        send(submitted, closed.person("approver"), "126")


@pytest.mark.parametrize("number", ["", "   ", "1" * 21])
def test_a_report_needs_a_number(closed, draft, number):
    with pytest.raises(ValidationError):
        send(draft, closed.person("approver"), number)


def test_a_report_of_an_overtaken_version_is_not_sent(closed, draft):
    newer = close(closed, MONTH, 2, "Bổ sung chứng từ")
    owes(closed, "TA0001A", newer, 1_000_000)
    freeze(newer)
    with pytest.raises(NotPossible):
        send(draft, closed.person("approver"))
    second = compose_monthly_report(newer, by=OPERATOR, at=CLOSED_AT)
    assert send(second, closed.person("approver")).version.version == 2
    assert list(drafts_to_submit(closed.person("approver"))) == []


def test_submitting_is_remembered(closed, submitted):
    entry = AuditEntry.objects.get(act="submit_monthly_report")
    assert entry.user == closed.people["approver"]
    assert entry.detail["changed"]["status"] == ["draft", "submitted"]
    assert entry.detail["facts"]["number"] == "125"


def test_the_database_refuses_to_change_what_was_sent(submitted):
    for change in (
        lambda: MonthlyReport.objects.filter(pk=submitted.pk).update(number="9"),
        lambda: ReportLine.objects.filter(report=submitted).update(owed=0),
        lambda: ReportLine.objects.filter(report=submitted).first().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_recipient_acknowledges_once_for_its_agency(closed, submitted):
    receipt = ReportReceipt.objects.get(report=submitted, agency__kind="home_affairs")
    assert unread_receipts(closed.person("department")).count() == 1
    acknowledge_monthly_report(receipt, by=closed.person("department"), at=SUBMITTED_AT)
    receipt.refresh_from_db()
    assert (receipt.acknowledged_by, receipt.acknowledged_at) == (closed.people["department"], SUBMITTED_AT)
    assert unread_receipts(closed.person("department")).count() == 0
    with pytest.raises(NotPossible, match="Người department"):
        acknowledge_monthly_report(receipt, by=closed.person("department"), at=SUBMITTED_AT)
    assert AuditEntry.objects.filter(act="acknowledge_monthly_report").count() == 1


@pytest.mark.parametrize("name", ["approver", "union", "commune", "tax"])
def test_nobody_acknowledges_for_another_agency(closed, submitted, name):
    receipt = ReportReceipt.objects.get(report=submitted, agency__kind="home_affairs")
    with pytest.raises(PermissionDenied):
        acknowledge_monthly_report(receipt, by=closed.person(name), at=SUBMITTED_AT)


def test_no_machine_says_that_it_has_read(submitted):
    receipt = ReportReceipt.objects.filter(report=submitted).first()
    for machine in (OPERATOR, THE_CLOCK):
        with pytest.raises(PermissionDenied):
            acknowledge_monthly_report(receipt, by=machine, at=SUBMITTED_AT)
