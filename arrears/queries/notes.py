"""BHXH's notes on its debtors: which holds in a month, what a change of many would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from arrears.models import ArrearsNote, LedgerRow

FIELDS = ("cause_id", "solution", "measures", "proposal", "remark")
SHOWN = 10


def with_notes(rows: QuerySet[LedgerRow], month: date) -> QuerySet[LedgerRow]:
    """Rows with the note in force in the month: note_cause (code), note_cause_name, note_solution … note_remark, and since
    when it holds (note_month)."""
    newest = ArrearsNote.objects.filter(employer=OuterRef("employer_id"), month__lte=month).order_by("-month", "-id")
    paths = {
        "note_month": "month",
        "note_cause": "cause_id",
        "note_cause_name": "cause__name",
        **{f"note_{name}": name for name in FIELDS[1:]},
    }
    return rows.annotate(**{name: Subquery(newest.values(path)[:1]) for name, path in paths.items()})


def in_force(employers: Iterable[int], month: date) -> dict[int, ArrearsNote]:
    """The note of each employer that holds in the month."""
    notes = ArrearsNote.objects.filter(employer__in=employers, month__lte=month)
    return {note.employer_id: note for note in notes.order_by("employer", "month", "id").select_related("cause")}


@dataclass(frozen=True)
class Change:
    """One employer's note as it is and as it would be."""

    employer: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def is_one(self) -> bool:
        return dict(self.before) != dict(self.after)


def changes_of(employers: Iterable[int], month: date, ticked: Mapping[str, Any]) -> list[Change]:
    """What setting the ticked fields would do: everything not ticked is carried on as it is."""
    employers = list(employers)
    known = in_force(employers, month)
    return [Change(pk, before := _values(known.get(pk)), before | dict(ticked)) for pk in employers]


def _values(note: ArrearsNote | None) -> dict[str, Any]:
    blank = {name: None if name == "cause_id" else "" for name in FIELDS}
    return blank if note is None else {name: getattr(note, name) for name in FIELDS}
