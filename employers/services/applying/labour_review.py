"""A share of a labour review sent back as a file: its rows are saved by the rules of the spreadsheet's cells. What somebody
changed on screen since the file was made stays as it is on screen, and is told before the file is let in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency
from employers.models import Employer, LabourReview, Match, RegisterChange, ReviewLine, ReviewShare, SourceRow
from employers.rules.review_lines import FIELDS, NUMBERS, key_of_line, settle
from employers.services.applier import Applier
from employers.services.review_cells import Cell, save_sheet
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch

LISTED = 1000
CAN_TYPE = (ReviewShare.Status.OPEN, ReviewShare.Status.RETURNED)


@dataclass
class Comparison:
    """What the file would do to the lines: cells to write, rows that say nothing new, cells changed on screen meanwhile."""

    cells: list[Cell] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: list[tuple[SourceRow, ReviewLine, str]] = field(default_factory=list)


def _problems(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    """No open share for the period, a row of nobody's in it, cells that do not add up with those on screen."""
    share = _share_of(batch)
    if share is None:
        message = _("Cơ quan không có phần rà soát nào đang nhập cho kỳ này.")
        return [{"sheet": "", "row": 0, "column": "", "code": "no_share", "message": message}]
    _match_by_key(batch, share)
    lines = _lines(share)
    found = []
    for row, line in _rows(batch, share, lines):
        if line is None:
            found.append(_problem(row, "name", "not_in_share", _("Đơn vị không có trong phần rà soát của cơ quan.")))
            continue
        present, said = _present(line), _said(batch, row)
        edits = {name: value for name, value in said.items() if value != present[name]}
        for name, why in settle(present, edits).refused.items():
            found.append(_problem(row, name, "does_not_add_up", why))
    return found[:LISTED]


def _news(batch: ImportBatch) -> dict[str, Any]:
    """Lines that would be begun, changed, left; and warnings of cells that stay as they are on screen."""
    share = _share_of(batch)
    found = _compare(batch, share)
    sentence = _("“%(name)s” đã được sửa trên màn hình sau khi tải biểu; ô này giữ như trên màn hình.")
    told = [
        _problem(row, name, "changed_on_screen", sentence % {"name": line.employer.name})
        for row, line, name in found.kept[:LISTED]
    ]
    return {"new": found.new, "changed": found.changed, "same": found.same, "told": told}


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """Write the cells that hold; keep what stood there, so that undoing can put it back."""
    share = _share_of(batch)
    if share is None:
        raise NotPossible(_("Phần rà soát của kỳ này không còn nhập được."))
    _match_by_key(batch, share)
    found = _compare(batch, share)
    written = _write(batch, share, found.cells, by=by, at=at)
    return {"lines": written, "kept": len(found.kept), "register": False}


def _apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    share = _share_of(batch)
    line = share and share.lines.filter(employer=employer).select_related("employer").first()
    if not line:
        raise NotPossible(_("Đơn vị không có trong phần rà soát của cơ quan."))
    found = Comparison()
    _weigh(batch, row, line, found)
    _write(batch, share, found.cells, by=by, at=at)


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Put the cells back as they were; not when somebody has changed one of them since."""
    share = _share_of(batch)
    if share is None:
        raise NotPossible(_("Phần rà soát đã nộp hoặc đã kết thúc; không hoàn tác tệp được."))
    lines = {line.employer_id: line for line in share.lines.all()}
    cells: list[Cell] = []
    for change in RegisterChange.objects.filter(batch=batch):
        line = lines.get(change.employer_id)
        if line is None or any(getattr(line, name) != value for name, value in change.after.items()):
            raise NotPossible(_("Có đơn vị đã được sửa sau tệp này; không hoàn tác được."))
        cells += [(line.pk, name, value, change.before[name]) for name, value in change.after.items()]
    answer = save_sheet(share, by=by, at=at, cells=cells)
    if answer.refused or answer.conflicts:
        raise NotPossible(_("Có đơn vị đã được sửa sau tệp này; không hoàn tác được."))


# --- What they share -------------------------------------------------------------------------------------------------


def _share_of(batch: ImportBatch) -> ReviewShare | None:
    """The agency's share in the open review of the file's period."""
    shares = ReviewShare.objects.select_related("review").filter(
        review__province__slug=batch.province_code,
        review__period=batch.period,
        review__status=LabourReview.Status.OPEN,
        agency__code=batch.agency_code,
        status__in=CAN_TYPE,
    )
    return shares.first()


def _match_by_key(batch: ImportBatch, share: ReviewShare) -> None:
    """The key that went out with the row says whose it is, better than any name."""
    owners = dict(share.lines.values_list("pk", "employer_id"))
    keyed = SourceRow.objects.filter(batch=batch).exclude(document_no=None).exclude(document_no="")
    told = {
        row_no: owners[key[0]]
        for row_no, text in keyed.values_list("row_no", "document_no")
        if (key := key_of_line(text)) and key[0] in owners
    }
    unsure = Match.objects.filter(batch=batch, row_no__in=told, decided_at=None)
    wrong = [match for match in unsure if match.employer_id != told[match.row_no] or match.state != Match.State.MATCHED]
    for match in wrong:
        match.state, match.how, match.employer_id = Match.State.MATCHED, "line", told[match.row_no]
    Match.objects.bulk_update(wrong, ["state", "how", "employer"], batch_size=1000)


def _lines(share: ReviewShare) -> dict[int, ReviewLine]:
    return {line.employer_id: line for line in share.lines.select_related("employer")}


def _rows(
    batch: ImportBatch, share: ReviewShare, lines: dict[int, ReviewLine]
) -> Iterator[tuple[SourceRow, ReviewLine | None]]:
    """Each row that is told whose it is, with its line; rows that ask are left for a person."""
    told = Match.objects.filter(batch=batch, state__in=[Match.State.MATCHED, Match.State.NEW])
    owners = dict(told.values_list("row_no", "employer_id"))
    for row in SourceRow.objects.filter(batch=batch, row_no__in=owners).order_by("row_no"):
        yield row, lines.get(owners[row.row_no] or 0)


def _compare(batch: ImportBatch, share: ReviewShare | None) -> Comparison:
    found = Comparison()
    if share is not None:
        for row, line in _rows(batch, share, _lines(share)):
            if line is not None:
                _weigh(batch, row, line, found)
    return found


def _weigh(batch: ImportBatch, row: SourceRow, line: ReviewLine, found: Comparison) -> None:
    """Beside each other: the row and the line as it is now."""
    said = _said(batch, row)
    differs = [name for name in said if said[name] != getattr(line, name)]
    if not differs:
        found.same += 1
        return
    if _is_moved(batch, row, line):
        found.kept += [(row, line, name) for name in differs]
        found.same += 1
        return
    found.cells += [(line.pk, name, getattr(line, name), said[name]) for name in differs]
    found.new += line.edits == 0
    found.changed += line.edits > 0


def _is_moved(batch: ImportBatch, row: SourceRow, line: ReviewLine) -> bool:
    """Whether somebody changed the line on screen after the file was made; without a key: after it was sent."""
    key = key_of_line(row.document_no or "")
    if key is not None and key[0] == line.pk:
        return key[1] != line.edits
    return line.changed_at is not None and line.changed_at > batch.uploaded_at


def _said(batch: ImportBatch, row: SourceRow) -> dict[str, Any]:
    """The cells that the file has: columns it lacks say nothing, and in a row that is not of our making, empty ones neither."""
    known = set(batch.outcome.get("columns_known") or FIELDS)
    said = {
        name: getattr(row, name) if name in NUMBERS else getattr(row, name) or "" for name in FIELDS if name in known
    }
    if key_of_line(row.document_no or "") is None:
        return {name: value for name, value in said.items() if value not in (None, "")}
    return said


def _present(line: ReviewLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in FIELDS}


def _write(batch: ImportBatch, share: ReviewShare, cells: Iterable[Cell], *, by, at: datetime) -> int:
    cells = list(cells)
    touched = sorted({cell[0] for cell in cells})
    before = {line.pk: line for line in ReviewLine.objects.filter(pk__in=touched)}
    answer = save_sheet(share, by=by, at=at, cells=cells)
    if answer.refused or answer.conflicts:
        raise NotPossible(_("Có ô vừa được sửa trên màn hình; hãy bỏ tệp và nộp lại."))
    changes = []
    for line in ReviewLine.objects.filter(pk__in=touched):
        old = _present(before[line.pk])
        after = {name: value for name, value in _present(line).items() if value != old[name]}
        kept = {name: old[name] for name in after}
        changes.append(RegisterChange(batch=batch, employer_id=line.employer_id, before=kept, after=after))
    RegisterChange.objects.bulk_create(changes, batch_size=1000)
    return len(changes)


def _problem(row: SourceRow, column: str, code: str, message: str) -> dict[str, Any]:
    return {"sheet": row.sheet, "row": row.row_no, "column": column, "code": code, "message": str(message)}


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
