"""My work: what waits for this person now, each line with the address where it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.queries.accounts import chores
from agencies.queries.tracking import MOST_COUNTED, OVERDUE, what_waits
from arrears.models import LedgerMonth
from arrears.queries.missing import missing_months
from arrears.queries.shown import Shown
from arrears.services.imports import KINDS
from portal.core.figures import grouped
from portal.core.models import ImportBatch
from portal.shell.register_work import waiting
from reports.models import MonthlyReport, ReportReceipt


@dataclass(frozen=True)
class Task:
    """One thing to do."""

    text: str
    url: str
    tone: str = "info"
    action: str = ""


def work_of(
    user, *, today: date, now: datetime, rebuilt: set[date] | None = None, newest: Shown | None = None
) -> list[Task]:
    """What the agency owes, then the month's road: missing files, files to confirm, months to close, reports, receipts.
    `rebuilt`, `newest`: the months that have figures and the newest of them, where the page has read them already."""
    return [
        *_duties(user, now),
        *_files(user, today, rebuilt),
        *_months(user),
        *_reports(user),
        *_receipts(user),
        *_register(user, newest, today),
        *_accounts(user, today),
    ]


def _duties(user, now: datetime) -> list[Task]:
    """What this agency owes this month by the directives, and what waits for its acknowledgement or its judgement."""
    waits, mine = what_waits(user, now=now), reverse("obligations")
    nothing_due = int(user.may("work_on_obligation") and not waits.overdue and not waits.this_month)
    told = (
        (nothing_due, _nothing_due(waits.next_due), mine, "info", _("Xem nhiệm vụ")),
        (waits.overdue, _("%(n)s nhiệm vụ theo chỉ thị đã quá hạn."), f"{mine}?urgency={OVERDUE}", "danger", _("Xem và làm")),
        (waits.returned, _("%(n)s nhiệm vụ bị trả lại."), f"{mine}?state=returned", "danger", _("Xem lý do")),
        (waits.this_month, _("%(n)s nhiệm vụ theo chỉ thị có hạn từ nay đến hết tháng."), mine, "warning", _("Xem nhiệm vụ")),
        (waits.to_acknowledge, _("%(n)s báo cáo, danh sách gửi đến cơ quan chờ tiếp nhận."),
         reverse("obligations-to-acknowledge"), "info", _("Xem và tiếp nhận")),
        (waits.to_judge, _("%(n)s nhiệm vụ đã nộp chờ cơ quan điều phối xem xét."),
         reverse("obligations-to-judge"), "info", _("Xem xét")),
    )  # fmt: skip
    return [Task(text % {"n": _told(number)}, url, tone, action) for number, text, url, tone, action in told if number]


def _nothing_due(next_due: date | None) -> str:
    """That nothing presses, and when the next thing will."""
    if next_due is None:
        return _("Không có nhiệm vụ theo chỉ thị nào quá hạn hoặc đến hạn trong tháng này.")
    text = _("Không có nhiệm vụ theo chỉ thị nào quá hạn hoặc đến hạn trong tháng này; hạn gần nhất là ngày %(day)s.")
    return text % {"day": f"{next_due:%d/%m/%Y}"}


def _told(number: int) -> str:
    if number > MOST_COUNTED:
        return _("Hơn %(number)s") % {"number": grouped(MOST_COUNTED)}
    return grouped(number)


def _files(user, today: date, rebuilt: set[date] | None) -> list[Task]:
    if not user.may("import_month_file"):
        return []
    staged = ImportBatch.objects.visible_to(user).filter(status=ImportBatch.Status.STAGED, kind__in=KINDS)
    waiting = staged[:10]
    found = [_waiting(batch) for batch in waiting]
    if user.posting.agency.kind_id == "social_insurance":
        for month in missing_months(user.province, on=today, known=rebuilt):
            text = _("Tháng %(month)s chưa có tệp nào được ghi nhận.") % {"month": month.label}
            found.append(Task(text, f"{reverse('upload-month-file')}?month={month}", "warning", _("Nộp tệp")))
    return found


def _waiting(batch: ImportBatch) -> Task:
    facts = {"kind": batch.kind.upper(), "month": f"{batch.month:%m/%Y}"}
    text = _("Tệp %(kind)s tháng %(month)s đã kiểm tra, chờ xác nhận.") % facts
    return Task(text, reverse("import", args=[batch.pk]), "warning", _("Xem và xác nhận"))


def _months(user) -> list[Task]:
    if not user.may("close_month"):
        return []
    still_open = LedgerMonth.objects.visible_to(user).exclude(rebuilt_at=None)
    still_open = still_open.filter(status__in=[LedgerMonth.Status.OPEN, LedgerMonth.Status.RESTATING])[:6]
    return [
        Task(_("Tháng %(month)s đã có số liệu, chưa khóa sổ.") % {"month": month.period.label},
             reverse("month", args=[month.period]), "warning", _("Xem và khóa sổ"))
        for month in still_open
    ]  # fmt: skip


def _reports(user) -> list[Task]:
    if not user.may("submit_monthly_report"):
        return []
    drafts = (
        MonthlyReport.objects.visible_to(user).filter(status=MonthlyReport.Status.DRAFT).select_related("version")[:6]
    )
    return [
        Task(_("Báo cáo tháng %(month)s đã lập, chưa gửi.") % {"month": draft.period.label},
             reverse("monthly-report", args=[draft.pk]), "warning", _("Xem và gửi"))
        for draft in drafts
    ]  # fmt: skip


def _receipts(user) -> list[Task]:
    if not user.may("acknowledge_monthly_report"):
        return []
    mine = ReportReceipt.objects.visible_to(user).filter(agency_id=user.posting.agency_id, acknowledged_at=None)
    return [
        Task(_("Báo cáo tháng %(month)s chờ tiếp nhận.") % {"month": receipt.report.period.label},
             reverse("monthly-report", args=[receipt.report_id]), "info", _("Xem và tiếp nhận"))
        for receipt in mine.select_related("report__version")[:6]
    ]  # fmt: skip


def _register(user, newest: Shown | None, today: date) -> list[Task]:
    return [Task(*facts) for facts in waiting(user, newest, today=today)]


def _accounts(user, today: date) -> list[Task]:
    """For who administers users: a review that is due or open, accounts about to be closed."""
    return [Task(chore.text, reverse(chore.route), "warning", _("Xem")) for chore in chores(user, on=today)]
