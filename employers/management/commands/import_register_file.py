"""manage.py import_register_file KIND PATH --period 2026-Q3 --agency CODE [--confirm]: the whole road of a register file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.models import Agency
from employers.queries.senders import kinds_for
from employers.rules.file_kinds import KINDS
from employers.services import intake
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.doors import Door, Refusal
from portal.core.models import ImportBatch, Job


class Command(Door):
    help = "Nhập tệp về đơn vị, lao động: kiểm tra từng dòng; với --confirm thì ghi nhận."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(KINDS))
        parser.add_argument("path", type=Path)
        parser.add_argument("--period", required=True, help="2026-10, 2026-Q3 hoặc 2026")
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--agency", help="mã cơ quan cung cấp; mặc định cơ quan duy nhất cung cấp loại tệp này")
        parser.add_argument("--confirm", action="store_true")

    def answer(self, *, kind: str, path: Path, period: str, **options: Any) -> dict[str, Any]:
        if not path.is_file():
            raise Refusal({"status": "refused", "code": "no_file", "path": str(path)}, f"Không có tệp {path}.")
        today = timezone.localdate()
        batch = intake.upload_register_file(
            _agency(kind, options),
            by=OPERATOR,
            kind=kind,
            period=period,
            name=path.name,
            chunks=_chunks(path),
            on=today,
        )
        batch = _at_once(batch, "check")
        if batch.status == ImportBatch.Status.STAGED and options["confirm"]:
            intake.confirm_register_file(batch, by=OPERATOR, at=timezone.now())
            batch = _at_once(batch, "apply")
        if batch.status == ImportBatch.Status.REFUSED:
            raise Refusal(described(batch), "Tệp bị từ chối; không có gì được ghi nhận.")
        return described(batch)


def _agency(kind: str, options: dict[str, Any]) -> Agency:
    """The agency named; else the only one that first holds a function of the kind."""
    ours = Agency.objects.select_related("province", "province__unit").filter(province__slug=options["province"])
    if options["agency"]:
        return ours.get(code=options["agency"])
    today = timezone.localdate()
    may = [agency for agency in ours.as_of(today).filter(area=None) if KINDS[kind] in kinds_for(agency, today)]
    if len(may) != 1:
        known = ", ".join(sorted(agency.code for agency in may)) or "không có"
        raise Refusal({"status": "refused", "code": "which_agency"}, f"Hãy nêu --agency, một trong: {known}.")
    return may[0]


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        yield from iter(lambda: source.read(1 << 20), b"")


def _at_once(batch: ImportBatch, step: str) -> ImportBatch:
    """Do the batch's job here instead of waiting for a worker; if a worker was quicker, its result is the same."""
    done = jobs.finish(Job.objects.get(key=f"{step}-register:{batch.pk}"))
    batch.refresh_from_db()
    if done.state == Job.State.FAILED:
        raise Refusal(described(batch), done.error)
    return batch


def described(batch: ImportBatch) -> dict[str, Any]:
    """The batch as IT staff read it."""
    outcome = batch.outcome
    counts = ("rows", "accepted", "refused", "new", "changed", "same", "absent")
    return {
        "batch": batch.pk,
        "status": batch.status,
        "kind": batch.kind,
        "period": batch.period,
        "agency": batch.agency_code,
        **{name: getattr(batch, name) for name in counts},
        "matches": outcome.get("matches", {}),
        "errors": outcome.get("errors", []),
        "warnings": outcome.get("warnings", []),
        "totals": outcome.get("totals", {}),
        "applied": outcome.get("applied", {}),
    }
