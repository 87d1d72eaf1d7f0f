"""Typing into a share as into a spreadsheet: cell by cell, many people at once, nobody's cell lost.

A cell says what it was when the person saw it. Whoever changed it meanwhile is told, nothing is overwritten unseen. Only the
columns that changed are written; the share's row is the lock, so that handing in and typing never cross."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import User
from employers import permissions
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.rules.review_lines import FIELDS, Unreadable, read_cell, settle
from portal.core.acts import NotPossible, act

FOUND = dict(ReviewLine.Found.choices)
MOST = 5000
Cell = tuple[int, str, Any, Any]  # line, field, what it was, what it is to be


@dataclass
class Saved:
    """What became of the cells: [line, field, value], refused with why, conflicting with what and whose."""

    saved: list[list] = field(default_factory=list)
    filled: list[list] = field(default_factory=list)
    refused: list[dict] = field(default_factory=list)
    conflicts: list[dict] = field(default_factory=list)

    def as_dict(self) -> dict[str, list]:
        return asdict(self)


@act(may=permissions.save_cells)
def save_cells(share: ReviewShare, *, by, cells: Iterable[Cell], at: datetime) -> Saved:
    """Write the cells that hold; say of each other why not, with the value that stands there."""
    cells = list(cells)
    if len(cells) > MOST:
        raise NotPossible(_("Mỗi lần lưu tối đa %(most)s ô.") % {"most": MOST})
    return _save(share, cells, by=by, at=at)


@act(may=permissions.save_sheet, hide=("cells",))
def save_sheet(share: ReviewShare, *, by, cells: Iterable[Cell], at: datetime) -> Saved:
    """The cells of a whole file, by the same rules."""
    return _save(share, cells, by=by, at=at)


def _save(share: ReviewShare, cells: Iterable[Cell], *, by, at: datetime) -> Saved:
    if share.review.status != LabourReview.Status.OPEN:
        raise NotPossible(_("Đợt rà soát đã kết thúc; không sửa được nữa."))
    if share.status not in (ReviewShare.Status.OPEN, ReviewShare.Status.RETURNED):
        raise NotPossible(_("Phần việc này đã nộp; không sửa được khi chưa bị trả lại."))
    asked: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        asked[cell[0]].append(cell)
    found = ReviewLine.objects.select_for_update(no_key=True, of=["self"]).select_related("changed_by")
    lines = {line.pk: line for line in found.filter(share=share, pk__in=asked).order_by("pk")}
    answer = Saved()
    for pk, theirs in asked.items():
        if pk in lines:
            _save_line(lines[pk], theirs, answer, by=by, at=at)
        else:
            gone = _("Đơn vị này không còn trong phần việc của cơ quan.")
            answer.refused += [{"line": pk, "field": cell[1], "why": gone, "value": None} for cell in theirs]
    return answer


def _save_line(line: ReviewLine, cells: list[Cell], answer: Saved, *, by, at: datetime) -> None:
    edits: dict[str, Any] = {}
    for _pk, name, was, now in cells:
        _take(line, name, was, now, edits, answer)
    present = {name: getattr(line, name) for name in FIELDS}
    settled = settle(present, edits)
    changed = {name: value for name, value in settled.values.items() if value != present[name]}
    if changed:
        who = by if isinstance(by, User) else None
        ReviewLine.objects.filter(pk=line.pk).update(**changed, edits=line.edits + 1, changed_by=who, changed_at=at)
    for name in edits:
        if name in settled.refused:
            answer.refused.append(
                {"line": line.pk, "field": name, "why": settled.refused[name], "value": present[name]}
            )
        else:
            answer.saved.append([line.pk, name, settled.values[name]])
    answer.filled += [[line.pk, name, value] for name, value in settled.filled.items()]


def _take(line: ReviewLine, name: str, was: Any, now: Any, edits: dict[str, Any], answer: Saved) -> None:
    """Read the cell and compare what the person saw with what stands there."""
    if name not in FIELDS:
        answer.refused.append({"line": line.pk, "field": name, "why": _("Không có cột này."), "value": None})
        return
    current = getattr(line, name)
    try:
        value = read_cell(name, now, FOUND)
    except Unreadable as wrong:
        answer.refused.append({"line": line.pk, "field": name, "why": str(wrong), "value": current})
        return
    if value == current or _seen(name, was) == current:
        edits[name] = value
        return
    who = line.changed_by.full_name if line.changed_by else ""
    at = line.changed_at.isoformat() if line.changed_at else ""
    answer.conflicts.append({"line": line.pk, "field": name, "theirs": current, "who": who, "at": at})


def _seen(name: str, was: Any) -> Any:
    """What the person saw; something unreadable was never there."""
    try:
        return read_cell(name, was, FOUND)
    except Unreadable:
        return object()
