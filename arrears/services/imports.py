"""A month's file on its road: upload -> check -> preview -> confirm -> apply -> undo while the month is open.

All or nothing: one refused row refuses the file. Checking and applying run in a worker, each in one transaction; a
worker that dies leaves the batch where it was, and the job list starts it again.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from agencies.models.settings import setting
from arrears import permissions
from arrears.models import LedgerMonth
from arrears.queries import imports as questions
from arrears.queries.file_notes import notes_of
from arrears.queries.fund_sql import planned
from arrears.services import register
from arrears.services.applying import APPLIERS
from arrears.services.closing import restate_month
from arrears.services.ledger import rebuild_month
from employers.turns import TURN, alone, take_register
from portal.core import files, jobs
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.copying import copy_stream
from portal.core.models import ImportBatch
from portal.core.periods import Month
from portal.core.workbooks import child
from portal.core.workbooks.limits import Limits
from portal.core.workbooks.refusals import Refused

IN_LEDGER = ("b03", "c12")
KINDS = (*IN_LEDGER, *APPLIERS)
PARSERS = {"b03": "arrears.imports.b03:parse", "c12": "arrears.imports.c12:parse"}
PARSERS |= {kind: applier.parser for kind, applier in APPLIERS.items()}
FOLLOWED = frozenset(kind for kind, applier in APPLIERS.items() if applier.is_followed)
"""Kinds of history: the month's ledger follows them where it has figures; they open none."""
SPEAKERS = ("social_insurance", "social_insurance_local")
LIVE = (ImportBatch.Status.UPLOADED, ImportBatch.Status.STAGED, ImportBatch.Status.CONFIRMED)
LISTED = 1000


class _Unfit(Exception):
    """The file is refused: unwinds what was copied."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        self.outcome = outcome


@act(may=permissions.import_month_file, hide=("chunks",))
def upload_month_file(agency: Agency, *, by, kind: str, month: Month, name: str, chunks, on: date) -> ImportBatch:
    """Keep the file and put its check on the list. The same file still on its road is not taken twice."""
    if kind not in KINDS:
        raise ValidationError(_("Loại tệp «%(kind)s» không có.") % {"kind": kind})
    if agency.kind_id not in SPEAKERS or (by is not OPERATOR and not _speaks_for(by, agency)):
        raise NotPossible(_("Chỉ cơ quan BHXH nộp tệp của tháng, và chỉ cho chính mình."))
    if month > Month.of(on):
        raise ValidationError(_("Tháng %(month)s chưa tới.") % {"month": month.label})
    if kind in APPLIERS and (refusal := APPLIERS[kind].refuse_month(agency, month)):
        raise ValidationError(refusal)
    if kind not in FOLLOWED:
        _refuse_before_settings(agency, month)
    stored = files.keep(chunks, name=name, content_type="application/octet-stream", province_code=agency.province_code)
    live = ImportBatch.objects.filter(
        province_code=agency.province_code, agency_code=agency.code, kind=kind, month=month.first_day, status__in=LIVE
    )
    if same := live.filter(file__sha256=stored.sha256).first():
        return same
    batch = ImportBatch.objects.create(
        kind=kind,
        province_code=agency.province_code,
        agency_code=agency.code,
        month=month.first_day,
        file=stored,
        uploaded_by=by if by is not OPERATOR else None,
    )
    title = _("Kiểm tra tệp %(kind)s tháng %(month)s") % {"kind": kind.upper(), "month": month.label}
    jobs.later(
        "arrears.tasks.check_import",
        key=f"check:{batch.pk}",
        title=title,
        by=by,
        batch=batch.pk,
        province_code=batch.province_code,
    )
    return batch


def _speaks_for(by, agency: Agency) -> bool:
    mine = by.posting.agency
    return mine.pk == agency.pk or (mine.kind_id == "social_insurance" and mine.province_id == agency.province_id)


@act(may=permissions.import_month_file, hide=("tell",))
def check_import(batch: ImportBatch, *, by, tell: Callable[[int], None] | None = None) -> ImportBatch:
    """Check every row and stage them. Ends staged, refused or unchanged."""
    if batch.status != ImportBatch.Status.UPLOADED:
        return batch
    try:
        with transaction.atomic():
            outcome = _stage(batch, tell)
    except _Unfit as unfit:
        outcome = unfit.outcome
        batch.status = ImportBatch.Status.REFUSED
    else:
        is_news = outcome["new"] + outcome["changed"] > 0
        is_news = is_news or outcome["absent"] > 0 and not questions.is_said_again(batch, outcome["rows"])
        batch.status = ImportBatch.Status.STAGED if is_news else ImportBatch.Status.UNCHANGED
    for name in ("rows", "accepted", "refused", "new", "changed", "same", "absent"):
        setattr(batch, name, outcome.get(name, 0))
    batch.outcome = outcome
    batch.save()
    return batch


def _stage(batch: ImportBatch, tell) -> dict[str, Any]:
    """Copy the rows in and ask the database what it knows better. Raises _Unfit with the reasons."""
    table = questions.TABLES[batch.kind]
    agency = Agency.objects.select_related("province").get(province__slug=batch.province_code, code=batch.agency_code)
    options = {"month": str(Month.of(batch.month)), "batch_id": batch.pk, "agency": agency.name}
    options["today"] = str(timezone.localtime(batch.uploaded_at).date())
    try:
        parser, path, limits = PARSERS[batch.kind], files.location(batch.file), _limits(agency, _rules_day(batch))
        with child.stream(parser, path, options, name=batch.file.name, limits=limits, on_progress=tell) as parsed:
            copy_stream(table, questions.copied_columns(batch.kind), parsed.rows)
        outcome = parsed.outcome
    except Refused as refusal:
        problem = {"sheet": "", "row": 0, "column": "", "code": refusal.code, "message": str(refusal)}
        raise _Unfit(
            {"rows": 0, "accepted": 0, "refused": 0, "errors": [problem], "warnings": [], "totals": {}}
        ) from None
    if outcome["errors"]:
        raise _Unfit(outcome)
    with planned(**questions.JUST_COPIED):
        return _compare_beside(batch, agency, outcome) if batch.kind in APPLIERS else _compare(batch, agency, outcome)


def _compare(batch: ImportBatch, agency: Agency, outcome: dict[str, Any]) -> dict[str, Any]:
    """A file of the ledger beside what the database knows."""
    outcome["errors"] += questions.scope_problems(batch, agency, outcome)
    if outcome["errors"]:
        raise _Unfit(outcome)
    questions.match_by_tax_code(batch)
    tolerance = setting(agency.province, "month_import.tolerance_percent", on=batch.month)
    found = [*notes_of(outcome), *questions.warnings_of(batch, agency, outcome, tolerance)]
    outcome["warnings"] = (found + outcome["warnings"])[:LISTED]
    outcome.update(questions.news_of(batch, agency))
    return outcome


def _compare_beside(batch: ImportBatch, agency: Agency, outcome: dict[str, Any]) -> dict[str, Any]:
    """A file of another kind beside what the database knows: a row that it cannot place refuses the file."""
    applier, batch.outcome = APPLIERS[batch.kind], outcome
    outcome["errors"] += applier.problems(batch, agency)
    if outcome["errors"]:
        refused = len({error["row"] for error in outcome["errors"] if error["row"]})
        raise _Unfit(outcome | {"refused": refused, "accepted": outcome["rows"] - refused})
    outcome["warnings"] = (notes_of(outcome) + applier.warnings(batch, agency) + outcome["warnings"])[:LISTED]
    outcome.update(applier.news(batch, agency))
    return outcome


def _refuse_before_settings(agency: Agency, month: Month) -> None:
    """A month before the province's first settings cannot be checked by any rule."""
    try:
        _limits(agency, month.first_day)
    except LookupError:
        told = {"month": month.label}
        raise ValidationError(_("Tháng %(month)s quá xa, cổng không có quy định cho tháng đó.") % told) from None


def _rules_day(batch: ImportBatch) -> date:
    """By whose settings a file is checked: those of its month; history, older than all settings, by those of its arrival."""
    return timezone.localtime(batch.uploaded_at).date() if batch.kind in FOLLOWED else batch.month


def _limits(agency: Agency, on: date) -> Limits:
    """What a file may weigh and hold in this province."""
    megabytes = setting(agency.province, "month_import.max_megabytes", on=on)
    return Limits(file_bytes=megabytes * 1024 * 1024, rows=setting(agency.province, "month_import.max_rows", on=on))


@act(may=permissions.confirm_import)
def confirm_import(batch: ImportBatch, *, by, at: datetime, reason: str = "") -> ImportBatch:
    """A person has read the preview: let the rows in. A closed month takes them only as a restatement with a reason."""
    if batch.status != ImportBatch.Status.STAGED:
        raise NotPossible(
            _("Tệp này đang ở trạng thái «%(status)s», không xác nhận được.") % {"status": batch.get_status_display()}
        )
    if (month := _ledger_told(batch)) is not None:
        _open_for(month, by=by, reason=reason)
    batch.status = ImportBatch.Status.CONFIRMED
    batch.reason = reason
    batch.confirmed_by = by if by is not OPERATOR else None
    batch.save(update_fields=["status", "reason", "confirmed_by"])
    told = {"kind": batch.kind.upper(), "month": Month.of(batch.month).label}
    jobs.later(
        "arrears.tasks.apply_import",
        key=f"apply:{batch.pk}",
        title=_("Ghi nhận tệp %(kind)s tháng %(month)s") % told,
        by=by,
        batch=batch.pk,
        province_code=batch.province_code,
    )
    return batch


def _open_for(month: LedgerMonth, *, by, reason: str) -> None:
    """The month takes the file: open, or opened again as a restatement."""
    if month.status == LedgerMonth.Status.CLOSING:
        raise NotPossible(_("Tháng đang khóa sổ; chờ xong rồi thử lại."))
    if month.status == LedgerMonth.Status.CLOSED:
        if not reason.strip():
            raise NotPossible(
                _("Tháng %(month)s đã khóa sổ: cần nêu lý do điều chỉnh.") % {"month": month.period.label}
            )
        restate_month(month, by=by, reason=reason)


@act(may=permissions.confirm_import)
def apply_import(batch: ImportBatch, *, by, at: datetime) -> ImportBatch:
    """Let a confirmed file into the month: the register, then the provisional ledger, in one transaction."""
    if batch.status != ImportBatch.Status.CONFIRMED:
        return batch
    _hold(batch)
    month = _ledger_told(batch)
    if month is not None and month.status not in (LedgerMonth.Status.OPEN, LedgerMonth.Status.RESTATING):
        raise NotPossible(_("Tháng %(month)s không còn mở.") % {"month": month.period.label})
    if batch.kind in APPLIERS:
        _mark_applied(batch, at)
        APPLIERS[batch.kind].apply(batch, by=by, at=at)
    else:
        register.take_into_register(batch, by=by, on=timezone.localtime(at).date())
        _mark_applied(batch, at)
    if month is not None:
        rebuild_month(month, by=by, at=at)
    return batch


def _mark_applied(batch: ImportBatch, at: datetime) -> None:
    batch.status = ImportBatch.Status.APPLIED
    batch.applied_at = at
    batch.sequence = 1 + (
        ImportBatch.objects.filter(province_code=batch.province_code).aggregate(last=Max("sequence"))["last"] or 0
    )
    batch.save(update_fields=["status", "applied_at", "sequence"])


@act(may=permissions.undo_import, first=alone("province_code", span=TURN))
def undo_import(batch: ImportBatch, *, by, at: datetime, reason: str) -> ImportBatch:
    """Take an applied file back out; one of the ledger while its month is open."""
    if batch.status != ImportBatch.Status.APPLIED:
        raise NotPossible(_("Chỉ hoàn tác được tệp đã ghi nhận."))
    _hold(batch)
    month = _ledger_told(batch)
    if month is not None:
        _refuse_sealed(batch, month)
    _mark_undone(batch, at)
    if batch.kind in APPLIERS:
        APPLIERS[batch.kind].undo(batch, by=by, at=at)
    else:
        register.put_back_register(batch, by=by, on=timezone.localtime(at).date())
    if month is not None:
        rebuild_month(month, by=by, at=at)
    if batch.kind in IN_LEDGER:
        register.forget_newcomers(batch, by=by)
    return batch


def _refuse_sealed(batch: ImportBatch, month: LedgerMonth) -> None:
    if month.status not in (LedgerMonth.Status.OPEN, LedgerMonth.Status.RESTATING):
        raise NotPossible(_("Tháng %(month)s đã khóa sổ, không hoàn tác được.") % {"month": month.period.label})
    if month.version and batch.pk in _closed_batches(month):
        raise NotPossible(_("Tệp này đã vào phiên bản đã khóa sổ; hãy nộp tệp điều chỉnh."))


def _mark_undone(batch: ImportBatch, at: datetime) -> None:
    batch.status = ImportBatch.Status.UNDONE
    batch.undone_at = at
    batch.save(update_fields=["status", "undone_at"])


@act(may=permissions.discard_import)
def discard_import(batch: ImportBatch, *, by) -> ImportBatch:
    """Put a checked file aside without applying it."""
    if batch.status != ImportBatch.Status.STAGED:
        raise NotPossible(_("Chỉ bỏ được tệp đang chờ xác nhận."))
    batch.status = ImportBatch.Status.DISCARDED
    batch.save(update_fields=["status"])
    return batch


def _closed_batches(month: LedgerMonth) -> set[int]:
    from_versions = month.province.versions.filter(month=month.month).values_list("sources", flat=True)
    return {source["batch"] for sources in from_versions for source in sources}


def _ledger_month_of(batch: ImportBatch) -> LedgerMonth:
    """The month's own row, made when the first file comes."""
    province = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code).province
    return LedgerMonth.objects.get_or_create(province=province, month=batch.month)[0]


def _ledger_told(batch: ImportBatch) -> LedgerMonth | None:
    """The month whose ledger the file speaks to: always of C12 and B03, of history where there are figures, else none."""
    if batch.kind in IN_LEDGER:
        _ledger_month_of(batch)
    elif batch.kind not in FOLLOWED:
        return None
    months = LedgerMonth.objects.filter(province__slug=batch.province_code, month=batch.month).select_related(
        "province"
    )
    return months.first() if batch.kind in IN_LEDGER else months.exclude(rebuilt_at=None).first()


def _hold(batch: ImportBatch) -> None:
    """One file of a month at a time goes in or out; for history, one of the province: it makes no month. What may change the
    register waits for its turn there before it holds anything else."""
    take_register(Province.objects.get(slug=batch.province_code).pk)
    if batch.kind in FOLLOWED:
        Province.objects.select_for_update(no_key=True).get(slug=batch.province_code)
        months = LedgerMonth.objects.filter(province__slug=batch.province_code, month=batch.month)
    else:
        months = LedgerMonth.objects.filter(pk=_ledger_month_of(batch).pk)
    list(months.select_for_update(no_key=True))
