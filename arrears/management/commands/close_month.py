"""manage.py close_month 2026-10 [--reason TEXT]: close, wait for the four jobs, say what the version holds."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.models import Province
from arrears.models import LedgerMonth, LedgerVersion
from arrears.queries.ledger import newest_version
from arrears.queries.missing import missing_months
from arrears.services.closing import close_month
from portal.core import jobs
from portal.core.acts import OPERATOR, NotPossible
from portal.core.doors import Door, Refusal
from portal.core.models import Job
from portal.core.periods import Month


class Command(Door):
    help = "Khóa sổ một tháng và chờ lập xong tổng hợp, danh sách, báo cáo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--reason", default="")

    def answer(self, *, month: Month, reason: str, **options: Any) -> dict[str, Any]:
        province = Province.objects.get(slug=options["province"])
        ledger_month = LedgerMonth.objects.filter(province=province, month=month.first_day).first()
        if ledger_month is None:
            raise Refusal(described(province, month, None, "refused"), f"Tháng {month.label} chưa có số liệu.")
        if ledger_month.status == LedgerMonth.Status.CLOSED:
            return described(province, month, newest_version(province, month), "unchanged")
        before = newest_version(province, month)
        try:
            close_month(ledger_month, by=OPERATOR, at=timezone.now(), reason=reason)
        except NotPossible as refusal:
            raise Refusal(described(province, month, before, "refused"), str(refusal)) from refusal
        _wait(province, month)
        after = newest_version(province, month)
        is_same = before is not None and after is not None and before.version == after.version
        return described(province, month, after, "unchanged" if is_same else "closed")


def _wait(province: Province, month: Month) -> None:
    """Do the closing jobs here, in their order, unless a worker is quicker."""
    waiting = Job.objects.filter(key__startswith=f"close:{province.slug}:{month}:").unfinished().order_by("pk")
    for job in waiting:
        done = jobs.finish(job)
        if done.state != Job.State.DONE:
            raise RuntimeError(f"{done.key}: {done.error}")


def described(province: Province, month: Month, version: LedgerVersion | None, status: str) -> dict[str, Any]:
    last = month.plus(1).first_day
    return {
        "month": str(month),
        "version": version.version if version else 0,
        "status": status,
        "employers": version.employers if version else 0,
        "owing": version.owing if version else 0,
        "missing": [str(missing) for missing in sorted(missing_months(province, on=last))],
        "totals": version.totals if version else {},
    }
