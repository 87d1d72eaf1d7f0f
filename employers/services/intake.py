"""A register file on its road: upload -> check -> preview -> confirm -> apply -> undo while nothing later stands on it.

One refused row refuses the file; a row that only a person can tell whose it is waits as a question, and the others go on.
Checking and applying run in a worker, each in one transaction: a worker that dies leaves the batch where it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from agencies.models.settings import setting
from employers import permissions
from employers.models import Employer, Merge
from employers.queries.drops import difference_of
from employers.queries.row_places import places_of
from employers.queries.senders import refusal
from employers.rules.count_periods import first_day
from employers.rules.file_columns import COPY_COLUMNS
from employers.rules.file_kinds import KINDS, MONTH, QUARTER, YEAR, Kind
from employers.services.applying import APPLIERS
from employers.services.identifiers import keep_identifiers, link_branches
from employers.services.intake_ends import receive_register_file, take_back_register_file
from employers.services.managing import settle_managing
from employers.services.match_answers import tell_of_questions
from employers.services.matching import match_rows
from employers.settling import settle_unconfirmed
from employers.turns import TURN, alone, take_register
from portal.core import files, jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible, act
from portal.core.copying import copy_stream
from portal.core.models import ImportBatch
from portal.core.workbooks import child
from portal.core.workbooks.limits import Limits
from portal.core.workbooks.refusals import Refused

PARSER = "employers.imports.flat:parse"
TABLE = "employers_sourcerow"
Status = ImportBatch.Status
LIVE = (Status.UPLOADED, Status.STAGED, Status.CONFIRMED)
COUNTED = ("rows", "accepted", "refused", "new", "changed", "same", "absent")


class _Unfit(Exception):
    """The file is refused: unwinds what was copied."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        self.outcome = outcome


# --- Upload ----------------------------------------------------------------------------------------------------------


@act(may=permissions.import_register_file, hide=("chunks",))
def upload_register_file(agency: Agency, *, by, kind: str, period: str, name: str, chunks, on: date) -> ImportBatch:
    """Keep the file and put its check on the list. The same file still on its road is not taken twice."""
    found = _kind_named(kind)
    if why := refusal(agency, found, on):
        raise NotPossible(why)
    starts_on = _begun(found, period, on)
    stored = files.keep(chunks, name=name, content_type="application/octet-stream", province_code=agency.province_code)
    facts = {"province_code": agency.province_code, "agency_code": agency.code, "kind": kind, "period": period}
    live = ImportBatch.objects.filter(**facts, status__in=LIVE)
    if same := live.filter(file__sha256=stored.sha256).first():
        return same
    uploaded_by = by if by is not OPERATOR else None
    batch = ImportBatch.objects.create(**facts, month=starts_on, file=stored, uploaded_by=uploaded_by)
    _later("check", batch, by, _("Kiểm tra tệp «%(kind)s»") % {"kind": found.title})
    return batch


def _kind_named(code: str) -> Kind:
    if code not in KINDS:
        raise ValidationError(_("Loại tệp «%(kind)s» không có.") % {"kind": code})
    return KINDS[code]


def _begun(kind: Kind, period: str, on: date) -> date:
    """The first day of the file's period, which has begun and is of a length that the kind knows."""
    try:
        starts_on = first_day(period)
    except ValueError:
        raise ValidationError(_("Kỳ «%(period)s» không đọc được.") % {"period": period}) from None
    length = QUARTER if "Q" in period else MONTH if "-" in period else YEAR
    if length not in kind.periods:
        raise ValidationError(_("Tệp «%(kind)s» không nộp theo kỳ này.") % {"kind": kind.title})
    if starts_on > on:
        raise ValidationError(_("Kỳ %(period)s chưa tới.") % {"period": period})
    return starts_on


def _later(step: str, batch: ImportBatch, by, title: str) -> None:
    jobs.later(
        f"employers.tasks.{step}_register_file",
        key=f"{step}-register:{batch.pk}",
        title=title,
        by=by,
        again=True,
        batch=batch.pk,
        province_code=batch.province_code,
    )


# --- Check -----------------------------------------------------------------------------------------------------------


@act(may=permissions.check_register_file, hide=("tell",))
def check_register_file(batch: ImportBatch, *, by, tell: Callable[[int], None] | None = None) -> ImportBatch:
    """Check every row, stage them, say whose they are and what they would change. Ends staged, refused or unchanged."""
    if batch.status != Status.UPLOADED:
        return batch
    try:
        with transaction.atomic():
            outcome = _stage(batch, by, tell)
    except _Unfit as unfit:
        outcome = unfit.outcome
        status = Status.REFUSED
    else:
        status = Status.STAGED if _is_news(batch, outcome) else Status.UNCHANGED
    for name in COUNTED:
        setattr(batch, name, outcome.get(name, 0))
    batch.outcome = outcome
    batch.save(update_fields=[*COUNTED, "outcome"])
    if status == Status.UNCHANGED:
        receive_register_file(batch, by=by, at=batch.uploaded_at)
    batch.status = status
    batch.save(update_fields=["status"])
    return batch


def _stage(batch: ImportBatch, by, tell) -> dict[str, Any]:
    """Copy the rows in and ask the register what it knows of them. Raises _Unfit with the reasons."""
    agency = Agency.objects.select_related("province").get(province__slug=batch.province_code, code=batch.agency_code)
    try:
        path, limits = files.location(batch.file), _limits(agency.province, batch.month)
        options = _options(batch, agency.province)
        with child.stream(PARSER, path, options, name=batch.file.name, limits=limits, on_progress=tell) as parsed:
            copy_stream(TABLE, COPY_COLUMNS, parsed.rows)
        outcome = parsed.outcome
    except Refused as refused:
        problem = {"sheet": "", "row": 0, "column": "", "code": refused.code, "message": str(refused)}
        raise _Unfit({"errors": [problem], "warnings": [], "totals": {}}) from None
    if outcome["errors"]:
        raise _Unfit(outcome)
    outcome["asked"].pop("communes", None)  # as long as the province; read anew when the refused rows are asked for
    kind = KINDS[batch.kind]
    outcome["matches"] = match_rows(batch, by=by) if kind.names_employers else {}
    outcome["drop"] = difference_of(batch)
    outcome["stood"] = _last_sequence(batch.province_code)
    outcome["newest"] = _newest_employer(batch.province_code)
    batch.outcome = outcome
    with _unknown_sizes():
        if problems := APPLIERS[batch.kind].problems(batch, agency):
            raise _Unfit(outcome | {"errors": problems})
        outcome |= APPLIERS[batch.kind].news(batch)
    outcome["warnings"] = [*outcome["warnings"], *outcome.pop("told", [])]
    outcome["absent"] = outcome["drop"].get("went", 0)
    return outcome


def _options(batch: ImportBatch, province: Province) -> dict[str, Any]:
    """What the parser is told of the province."""
    version = setting(province, "register.vsic_version", on=localdate(batch.uploaded_at))
    return {"kind": batch.kind, "batch_id": batch.pk, "vsic_version": str(version)} | places_of(
        province, localdate(batch.uploaded_at)
    )


def _limits(province: Province, on: date) -> Limits:
    try:
        megabytes = setting(province, "month_import.max_megabytes", on=on)
        return Limits(file_bytes=megabytes * 1024 * 1024, rows=setting(province, "month_import.max_rows", on=on))
    except LookupError:  # a list of a year before the portal's settings
        return Limits()


def _is_news(batch: ImportBatch, outcome: dict[str, Any]) -> bool:
    """Whether applying would change anything. Questions that the same rows raised before are no news."""
    if outcome["new"] + outcome["changed"] > 0:
        return True
    asks = outcome["matches"].get("asks", 0)
    return asks > 0 and not _is_said_again(batch)


def _is_said_again(batch: ImportBatch) -> bool:
    mine = ImportBatch.objects.applied().filter(
        province_code=batch.province_code, agency_code=batch.agency_code, kind=batch.kind, period=batch.period
    )
    newest = mine.order_by("-sequence").first()
    return newest is not None and newest.file.sha256 == batch.file.sha256


def _last_sequence(province_code: str) -> int:
    files_of = ImportBatch.objects.filter(province_code=province_code)
    return files_of.aggregate(last=Max("sequence"))["last"] or 0


def _newest_employer(province_code: str) -> int | None:
    return Employer.objects.filter(province__slug=province_code).order_by("-pk").values_list("pk", flat=True).first()


# --- Confirm, apply, undo, discard -----------------------------------------------------------------------------------


@act(may=permissions.confirm_register_file)
def confirm_register_file(batch: ImportBatch, *, by, at: datetime) -> ImportBatch:
    """A person has read the preview: let the rows in."""
    if batch.status != Status.STAGED:
        raise NotPossible(
            _("Tệp này đang ở trạng thái «%(status)s», không xác nhận được.") % {"status": batch.get_status_display()}
        )
    batch.status, batch.reason = Status.CONFIRMED, ""
    batch.confirmed_by = by if by is not OPERATOR else None
    batch.save(update_fields=["status", "reason", "confirmed_by"])
    _later("apply", batch, by, _("Ghi nhận tệp «%(kind)s»") % {"kind": KINDS[batch.kind].title})
    return batch


@act(may=permissions.confirm_register_file)
def apply_register_file(batch: ImportBatch, *, by, at: datetime) -> ImportBatch:
    """Let a confirmed file into the register, in one transaction; one file of a province at a time."""
    if batch.status != Status.CONFIRMED:
        return batch
    take_register(Province.objects.get(slug=batch.province_code).pk)
    province = Province.objects.select_for_update(no_key=True).get(slug=batch.province_code)
    kind = KINDS[batch.kind]
    if kind.names_employers and _is_register_moved(batch, at):
        match_rows(batch, by=by)
    with _unknown_sizes():
        told = APPLIERS[batch.kind].apply(batch, by=by, at=at)
    if kind.names_employers:
        _follow(province, batch, by=by, on=localdate(at), is_changed=told.get("register", True))
    receive_register_file(batch, by=by, at=at)
    batch.refresh_from_db(fields=["outcome"])
    batch.outcome["applied"] = told
    batch.status, batch.applied_at = Status.APPLIED, at
    batch.sequence = 1 + _last_sequence(batch.province_code)
    batch.save(update_fields=["status", "applied_at", "sequence", "outcome"])
    tell_of_questions(batch, by=by, on=localdate(at))
    return batch


@act(may=permissions.confirm_register_file)
def stay_register_file(batch: ImportBatch, *, by, reason: str) -> ImportBatch:
    """What has happened since the preview keeps the file out: it waits again for a person, with the reason beside it."""
    if batch.status == Status.CONFIRMED:
        batch.status, batch.reason = Status.STAGED, reason[:300]
        batch.save(update_fields=["status", "reason"])
    return batch


@contextmanager
def _unknown_sizes() -> Iterator[None]:
    """Of rows that the same transaction wrote the planner knows nothing: it would look each of them up one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
        yield
        cursor.execute("RESET enable_nestloop; RESET work_mem")


def _follow(province: Province, batch: ImportBatch, *, by, on: date, is_changed: bool) -> None:
    """What hangs on codes and places: identifiers, legal units, the one managing agency; who may stand in twice now."""
    with _unknown_sizes():
        settle_unconfirmed(province)
    if not is_changed:
        return
    facts = {"by": THE_CLOCK, "province": province.slug}
    title = _("Tìm hồ sơ nghi trùng")
    jobs.later("employers.tasks.find_duplicates", key=f"duplicates-after:{batch.pk}", title=title, **facts)
    title = _("Đếm lại các từ để tìm kiếm")
    jobs.later("employers.tasks.keep_words", key=f"words-after:{batch.pk}", title=title, **facts)
    with _unknown_sizes():
        keep_identifiers(province, by=by, on=on, source=KINDS[batch.kind].title, batch=batch, matched=True)
        link_branches(province, by=by)
        settle_managing(province, by=by, on=on)


def _is_register_moved(batch: ImportBatch, at: datetime) -> bool:
    """Whether somebody changed who is who since the rows were told."""
    if batch.outcome.get("stood") != _last_sequence(batch.province_code):
        return True
    if batch.outcome.get("newest") != _newest_employer(
        batch.province_code
    ):  # an answer about another file may make one
        return True
    merged = Merge.objects.filter(kept__province__slug=batch.province_code)
    return merged.filter(merged_at__gte=batch.uploaded_at).exists() or (at - batch.uploaded_at).total_seconds() > 3600


@act(may=permissions.undo_register_file, first=alone("province_code", span=TURN))
def undo_register_file(batch: ImportBatch, *, by, at: datetime, reason: str) -> ImportBatch:
    """Take an applied file back out, while nothing later stands on it."""
    if batch.status != Status.APPLIED:
        raise NotPossible(_("Chỉ hoàn tác được tệp đã ghi nhận."))
    if not reason.strip():
        raise ValidationError(_("Cần nêu lý do hoàn tác."))
    take_back_register_file(batch, by=by, at=at, reason=reason)
    batch.status, batch.undone_at = Status.UNDONE, at
    batch.save(update_fields=["status", "undone_at"])
    return batch


@act(may=permissions.discard_register_file)
def discard_register_file(batch: ImportBatch, *, by) -> ImportBatch:
    """Put a checked file aside without applying it."""
    if batch.status != Status.STAGED:
        raise NotPossible(_("Chỉ bỏ được tệp đang chờ xác nhận."))
    batch.status = Status.DISCARDED
    batch.save(update_fields=["status"])
    return batch
