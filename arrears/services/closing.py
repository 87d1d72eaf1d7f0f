"""Closing a month: an approver's act puts four jobs on the list (freeze, roll up, list, report), each of which does first
what is still missing before it, so that any order and any death end the same. Restating opens a closed month again."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.models import LedgerMonth, LedgerVersion
from arrears.models.ledger import PROVISIONAL
from arrears.queries import closing as questions
from arrears.queries import fund_sql
from arrears.queries.ledger import FILES, applied_batches, ledger_columns, newest_version, sources_of
from arrears.services.debtors import list_debtors
from arrears.services.ledger import rebuild_month
from arrears.services.rollups import roll_up_version
from portal.core import jobs
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.models import Job
from portal.core.notifications import tell
from portal.core.periods import Month

Status = LedgerMonth.Status

CLOSING_JOBS = {
    "freeze": "arrears.tasks.freeze",
    "rollup": "arrears.tasks.roll_up",
    "list": "arrears.tasks.list_debtors",
    "report": "reports.tasks.compose_monthly_report",
}
"""The named jobs of a closing, in order: `manage.py run_job NAME MONTH` runs each too."""


@act(may=permissions.close_month)
def close_month(ledger_month: LedgerMonth, *, by, at: datetime, reason: str = "") -> LedgerVersion:
    """Close the month as its next version. A restatement that changed nothing gives no new version: the last one stays."""
    _refuse_unless_closable(ledger_month, by)
    newest = newest_version(ledger_month.province, ledger_month.period)
    if newest is not None:
        ledger_month = rebuild_month(ledger_month, by=by, at=at)
        if questions.content_of(ledger_month, PROVISIONAL).content_hash == newest.content_hash:
            _forget_provisional(ledger_month)
            _move(ledger_month, Status.CLOSED)
            return newest
    version = LedgerVersion.objects.create(
        province_id=ledger_month.province_id,
        month=ledger_month.month,
        version=newest.version + 1 if newest else 1,
        reason=reason.strip() or ledger_month.reason,
        closed_by=by if isinstance(by, User) else None,
        closed_at=at,
        sources=[asdict(source) for source in sources_of(ledger_month.province, ledger_month.period)],
    )
    _move(ledger_month, Status.CLOSING)
    start_jobs(version, by=by)
    return version


@act(may=permissions.restate_month)
def restate_month(ledger_month: LedgerMonth, *, by, reason: str) -> LedgerMonth:
    """Open a closed month again, for a reason; closing it makes the next version."""
    if ledger_month.status != Status.CLOSED:
        raise NotPossible(_("Chỉ điều chỉnh được tháng đã khóa sổ."))
    if not reason.strip():
        raise NotPossible(_("Cần nêu lý do điều chỉnh tháng %(month)s.") % {"month": ledger_month.period.label})
    ledger_month.status, ledger_month.reason = Status.RESTATING, reason.strip()[:300]
    ledger_month.rolled_up_at = None
    ledger_month.save(update_fields=["status", "reason", "rolled_up_at"])
    return ledger_month


@act(may=permissions.finish_closing)
def start_jobs(version: LedgerVersion, *, by, again: bool = False) -> LedgerVersion:
    """Put the four jobs of a closing on the list, once; `again` starts those that gave up anew."""
    for name in CLOSING_JOBS:
        _job(version, name, by=by, again=again)
    return version


@act(may=permissions.finish_closing)
def closing_job(province: Province, *, by, month: Month, name: str) -> Job | None:
    """One of the four jobs of the month's newest closing, on the list again if it is finished; None before any closing."""
    version = LedgerVersion.objects.filter(province=province, month=month.first_day).order_by("-version").first()
    return None if version is None else _job(version, name, by=by, again=True)


@act(may=permissions.finish_closing)
def freeze_version(version: LedgerVersion, *, by, at: datetime) -> LedgerVersion:
    """Copy the provisional rows, brought up to date, into the version and seal it with totals and hash. Once."""
    month = LedgerMonth.objects.select_for_update(no_key=True).get(province=version.province_id, month=version.month)
    if version.frozen_at is not None:
        return version
    month = rebuild_month(month, by=by, at=at)
    columns = [name for name in ledger_columns() if name != "version"]
    facts = {"province": version.province_id, "month": version.month, "version": version.version}
    fund_sql.execute("ledger_freeze", facts, columns=", ".join(columns))
    content = questions.content_of(month, version.version)
    version.employers, version.owing = content.employers, content.owing
    version.totals, version.content_hash = content.totals, content.content_hash
    version.missing = questions.missing_employers(month, version.version)
    version.frozen_at = at
    version.save()
    _forget_rows(month)
    return version


@act(may=permissions.finish_closing)
def advance_closing(version: LedgerVersion, *, by, at: datetime, until: str) -> LedgerVersion:
    """Do what is still missing of a closing, up to and with the job `until` (freeze, rollup, list)."""
    for name, mark, step in STEPS:
        if getattr(version, mark) is None:
            version = step(version, by=by, at=at)
        if name == until:
            break
    return version


@act(may=permissions.finish_closing)
def finish_closing(version: LedgerVersion, *, by, at: datetime) -> LedgerVersion:
    """After the last job: the month is closed, and BHXH's people are told."""
    month = LedgerMonth.objects.select_for_update(no_key=True).get(province=version.province_id, month=version.month)
    if None in (version.frozen_at, version.rolled_up_at, version.listed_at, version.reported_at):
        raise NotPossible(_("Việc khóa sổ chưa xong các bước."))
    if month.status == Status.CLOSING and month.version < version.version:
        month.version, month.status = version.version, Status.CLOSED
        month.save(update_fields=["version", "status"])
        _tell_closed(version, at)
        _count_participants(version, by=by)
        _score_risk(version, by=by)
        _reckon(version, by=by)
        for agency in insurance_owing(version.province, "arrears_ledger", localdate(at)):
            _fulfil(agency, version, by=by, at=at)
    return version


STEPS = (
    ("freeze", "frozen_at", freeze_version),
    ("rollup", "rolled_up_at", roll_up_version),
    ("list", "listed_at", list_debtors),
)


def _job(version: LedgerVersion, name: str, *, by: Any, again: bool) -> Job:
    place = f"{version.province.slug}:{version.period}:v{version.version}"
    return jobs.later(
        CLOSING_JOBS[name],
        key=f"close:{place}:{name}",
        title=_("Khóa sổ tháng %(month)s: %(step)s") % {"month": version.period.label, "step": _titles()[name]},
        by=by,
        again=again,
        province=version.province.slug,
        version=version.pk,
    )


def _titles() -> dict[str, Any]:
    return {
        "freeze": _("đóng băng số liệu"),
        "rollup": _("tổng hợp"),
        "list": _("lập danh sách đơn vị nợ"),
        "report": _("lập báo cáo tháng"),
    }


def _refuse_unless_closable(ledger_month: LedgerMonth, by: Any) -> None:
    label = {"month": ledger_month.period.label}
    if ledger_month.status == Status.CLOSING:
        raise NotPossible(_("Tháng %(month)s đang được khóa sổ.") % label)
    if ledger_month.status == Status.CLOSED:
        raise NotPossible(_("Tháng %(month)s đã khóa sổ.") % label)
    applied = applied_batches(ledger_month.province, ledger_month.period)
    if not applied.filter(kind__in=FILES).exists():
        raise NotPossible(_("Tháng %(month)s chưa có tệp nào được ghi nhận, chưa khóa sổ được.") % label)
    if by is not OPERATOR and applied.filter(confirmed_by=by).exists():
        raise NotPossible(_("Người đã xác nhận tệp của tháng không được khóa sổ; cần một người phê duyệt khác."))


def _move(ledger_month: LedgerMonth, to: str) -> None:
    if to not in LedgerMonth.MOVES[ledger_month.status]:
        raise NotPossible(_("Tháng %(month)s không chuyển trạng thái được.") % {"month": ledger_month.period.label})
    ledger_month.status = to
    ledger_month.save(update_fields=["status"])


def _forget_provisional(ledger_month: LedgerMonth) -> None:
    _forget_rows(ledger_month)
    fund_sql.execute(
        "rollup_remove", {"province": ledger_month.province_id, "month": ledger_month.month, "version": PROVISIONAL}
    )


def _forget_rows(ledger_month: LedgerMonth) -> None:
    """A closed month has no provisional rows: its newest version is what everyone reads."""
    fund_sql.execute("ledger_forget", {"province": ledger_month.province_id, "month": ledger_month.month})
    LedgerMonth.objects.filter(pk=ledger_month.pk).update(rolled_up_at=None)


def _fulfil(agency: Agency, version: LedgerVersion, *, by, at: datetime) -> None:
    """The duty to keep the ledger of the month is done by closing it."""
    fulfil_by_execution(
        agency,
        by=by,
        thing="arrears_ledger",
        on_period=version.period,
        at=at,
        label=_("Sổ tháng %(month)s đã khóa") % {"month": version.period.label},
        url=reverse("month", args=[version.period]),
    )


def _count_participants(version: LedgerVersion, *, by) -> None:
    """Who takes part goes among the labour counts; a job of its own, which the night repeats."""
    place = f"{version.province.slug}:{version.period}:v{version.version}"
    jobs.later(
        "arrears.tasks.record_participants",
        key=f"participants:{place}",
        title=_("Ghi số đang tham gia tháng %(month)s") % {"month": version.period.label},
        by=by,
        province=version.province.slug,
        since=str(version.period),
    )


def _score_risk(version: LedgerVersion, *, by) -> None:
    """The risk of its employers; a job of its own, which the night repeats."""
    jobs.later(
        "arrears.tasks.score_risk",
        key=f"risk:{version.province.slug}:{version.period}:v{version.version}",
        title=_("Chấm điểm rủi ro tháng %(month)s") % {"month": version.period.label},
        by=by,
        province=version.province.slug,
        version=version.pk,
    )


def _reckon(version: LedgerVersion, *, by) -> None:
    """What the portal's own arithmetic says of its employers; a job of its own, which the night repeats."""
    jobs.later(
        "arrears.tasks.reckon",
        key=f"reckon:{version.province.slug}:{version.period}:v{version.version}",
        title=_("Tính nợ theo luật tháng %(month)s") % {"month": version.period.label},
        by=by,
        province=version.province.slug,
        version=version.pk,
    )


def _tell_closed(version: LedgerVersion, at: datetime) -> None:
    office = Agency.objects.as_of(at.date()).filter(province=version.province_id, kind="social_insurance").first()
    if office is None:
        return
    tell(
        User.objects.holding(at.date(), agency=office, power="see_employer_arrears"),
        key=f"month-closed:{version.pk}",
        text=_("Tháng %(month)s đã khóa sổ (phiên bản %(version)s).")
        % {"month": version.period.label, "version": version.version},
        url=reverse("month", args=[version.period]),
    )
