"""manage.py import_file b03|c12 PATH --month 2026-10 [--agency CODE] [--confirm] [--reason TEXT]: the whole road."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.models import Agency, Province
from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from arrears.models import LedgerMonth
from arrears.services import imports
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.doors import Door, Refusal
from portal.core.models import ImportBatch, Job
from portal.core.periods import Month


class Command(Door):
    help = "Nhập tệp của một tháng: kiểm tra từng dòng; với --confirm thì ghi nhận."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=imports.KINDS)
        parser.add_argument("path", type=Path)
        parser.add_argument("--month", required=True, type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--agency", help="mã cơ quan BHXH nộp tệp; mặc định BHXH tỉnh")
        parser.add_argument("--confirm", action="store_true")
        parser.add_argument("--reason", default="")

    def answer(self, *, kind: str, path: Path, month: Month, **options: Any) -> dict[str, Any]:
        if not path.is_file():
            raise Refusal({"status": "refused", "code": "no_file", "path": str(path)}, f"Không có tệp {path}.")
        batch = imports.upload_month_file(
            _agency(options),
            by=OPERATOR,
            kind=kind,
            month=month,
            name=path.name,
            chunks=_chunks(path),
            on=timezone.localdate(),
        )
        batch = _at_once(batch, "check")
        closed = _closed_without_reason(batch, options["reason"])
        if batch.status == ImportBatch.Status.STAGED and closed and options["confirm"]:
            raise Refusal(described(batch, extra=[_MONTH_CLOSED]), _MONTH_CLOSED["message"])
        if batch.status == ImportBatch.Status.STAGED and options["confirm"]:
            imports.confirm_import(batch, by=OPERATOR, at=timezone.now(), reason=options["reason"])
            batch = _at_once(batch, "apply")
        if batch.status == ImportBatch.Status.REFUSED:
            raise Refusal(described(batch), "Tệp bị từ chối; không có gì được ghi nhận.")
        return described(batch)


_MONTH_CLOSED = {
    "sheet": "",
    "row": 0,
    "column": "",
    "code": "month_closed",
    "message": "Tháng đã khóa sổ: cần --reason để mở điều chỉnh.",
}


def _agency(options: dict[str, Any]) -> Agency:
    """Who brings the file. On an empty database the first file opens the province."""
    if not Province.objects.exists():
        today = timezone.localdate()
        unit = province_named(options["province"], today)
        if unit is None:
            raise Refusal({"status": "refused", "code": "no_province"}, f"Không có tỉnh {options['province']}.")
        open_province(unit, by=OPERATOR, on=today)
    ours = Agency.objects.select_related("province").filter(province__slug=options["province"])
    if options["agency"]:
        return ours.get(code=options["agency"])
    return ours.get(kind="social_insurance", valid_to=None)


def _chunks(path: Path):
    with path.open("rb") as source:
        yield from iter(lambda: source.read(1 << 20), b"")


def _at_once(batch: ImportBatch, step: str) -> ImportBatch:
    """Do the batch's job here instead of waiting for a worker; if a worker was quicker, its result is the same."""
    job = Job.objects.get(key=f"{step}:{batch.pk}")
    done = jobs.finish(job)
    batch.refresh_from_db()
    if done.state == Job.State.FAILED:
        raise RuntimeError(done.error)
    return batch


def _closed_without_reason(batch: ImportBatch, reason: str) -> bool:
    closed = LedgerMonth.objects.filter(
        province__slug=batch.province_code, month=batch.month, status=LedgerMonth.Status.CLOSED
    )
    return closed.exists() and not reason.strip()


def described(batch: ImportBatch, extra: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The batch as IT staff read it; `extra` are reasons of refusal beside the file's own."""
    status = "refused" if extra else batch.status
    return {
        "batch": batch.pk,
        "status": "staged" if status in ("staged", "confirmed") else status,
        "kind": batch.kind,
        "month": str(Month.of(batch.month)),
        "agency": batch.agency_code,
        **{name: getattr(batch, name) for name in ("rows", "accepted", "refused", "new", "changed", "same", "absent")},
        "errors": [*(extra or []), *batch.outcome.get("errors", [])],
        "warnings": batch.outcome.get("warnings", []),
        "totals": batch.outcome.get("totals", {}),
    }
