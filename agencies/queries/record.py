"""One agency's year: what it owed, what became of it, by directive and row by row, counted as the tracker counts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from agencies.models import Agency, Directive, Obligation
from agencies.queries import tracking


@dataclass
class Record:
    """What one agency owed in a year and what became of it, for whoever may see it."""

    agency: Agency
    year: int
    years: list[int]
    total: tracking.Tally
    by_directive: list[tuple[Directive, tracking.Tally]]
    rows: list[Obligation]
    is_cut: bool


SHOWN = 20


def record_of(agency: Agency, year: int, *, user, now: datetime) -> Record:
    """The agency's year, of the rows that the reader may see; its newest SHOWN rows beneath."""
    mine = Obligation.objects.visible_to(user).filter(Q(holder=agency) | Q(holder=None, agency=agency))
    board = tracking.board_of(tracking.tracked(mine, year=year, now=now))
    directives = Directive.objects.filter(pk__in=board.by_directive).defer("text").order_by("code")
    shown = tracking.with_names(tracking.tracked(mine, year=year, now=now)).prefetch_related(
        None
    )  # to whom it goes is not said here
    rows = list(shown.order_by("-due_at", "-pk")[: SHOWN + 1])
    return Record(
        agency=agency,
        year=year,
        years=tracking.years_of(mine, or_else=year),
        total=board.total,
        by_directive=[(directive, board.by_directive[directive.pk]) for directive in directives],
        rows=rows[:SHOWN],
        is_cut=len(rows) > SHOWN,
    )
