"""The law as dated figures: which row counts on a day, what a reckoning reads of it, and the same frozen and thawed.

Of approved rows alone. Where several hold on a day the one that begins last counts, and of two that begin on one day that
of the province before that of the portal; so a row takes its place from its day on and nothing before it changes.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Q, When

from agencies.models import Province
from agencies.reference_files import rows as reference_rows
from arrears.models import LegalRule
from arrears.rules.figures import Figure
from arrears.rules.law import Law
from arrears.rules.months import Deadline
from portal.core.folding import fold
from portal.core.periods import Month

DEADLINE, RATE, EVASION_AFTER = (
    "payment_deadline.months_after_period",
    "charge.per_100000_per_day",
    "evasion.after_days",
)
DAY0, ORDER = "legacy.day0", "payment.allocation_order"
RECKONED_WITH = (DEADLINE, RATE, EVASION_AFTER, DAY0, ORDER)
"""What the arithmetic reads; the rest of the law is read by the rooms that it speaks of."""


@dataclass(frozen=True)
class LawBook:
    """Rows in force, of one province and of the portal, read once: ask it as often as needed."""

    rows: Sequence[LegalRule]

    def row(self, key: str, day: date) -> LegalRule | None:
        """The row that counts on the day."""
        holding = [
            row for row in self.of(key) if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        ]
        return max(holding, key=lambda row: (row.valid_from, not row.is_shipped), default=None)

    def value(self, key: str, day: date) -> str | None:
        row = self.row(key, day)
        return None if row is None else row.value

    def of(self, key: str) -> list[LegalRule]:
        return [row for row in self.rows if row.key == key]

    def turns(self, key: str) -> list[tuple[date, LegalRule | None]]:
        """The days on which another row begins to count, oldest first; None = none from there on."""
        own = self.of(key)
        days = {row.valid_from for row in own} | {row.valid_to + timedelta(days=1) for row in own if row.valid_to}
        found: list[tuple[date, LegalRule | None]] = []
        for day in sorted(days):
            row = self.row(key, day)
            if not found or found[-1][1] != row:
                found.append((day, row))
        return found


def book(province: Province | None = None, keys: Iterable[str] | None = None) -> LawBook:
    """The portal's figures and, where a province is named, its own."""
    rows = LegalRule.objects.in_force().counting_in(province).order_by("key", "valid_from", "pk")
    return LawBook(list(rows if keys is None else rows.filter(key__in=list(keys))))


def figure_on(key: str, day: date, *, province: Province | None = None) -> LegalRule | None:
    """The row in force on the day; None where the law says nothing."""
    return LegalRule.objects.valid_on(key, day, province=province).first()


def law_on(day: date, *, province: Province | None = None) -> Law:
    """What a reckoning on the day reads."""
    return law_from(law_snapshot(day, province=province))


def law_of(held: LawBook, day: date) -> Law:
    """The same from rows that were read already: for whoever asks of many days."""
    return law_from(_snapshot(held, day))


def law_snapshot(day: date, *, province: Province | None = None) -> dict[str, Any]:
    """The same as plain values, with the rows they come from, citations included: to be kept with what was reckoned."""
    return _snapshot(book(province, RECKONED_WITH), day)


def _snapshot(found: LawBook, day: date) -> dict[str, Any]:
    deadlines = [(first, row) for first, row in found.turns(DEADLINE) if row is not None]
    rates, orders = _turned(found, RATE, day), _turned(found, ORDER, day)
    single = {key: found.row(key, day) for key in (RATE, EVASION_AFTER, DAY0, ORDER)}
    rows = {
        row.pk: row
        for row in [*(row for _first, row in deadlines + rates + orders), *single.values()]
        if row is not None
    }
    return {
        "day": day.isoformat(),
        "deadlines": [[str(Month.of(first)), int(row.value)] for first, row in deadlines],
        "rate": _whole(single[RATE]),
        "rates": [[first.isoformat(), _whole(row) or 0] for first, row in rates],
        "evasion_after": _whole(single[EVASION_AFTER]),
        "day0": single[DAY0].value if single[DAY0] else None,
        "order": order_of(single[ORDER].value) if single[ORDER] else None,
        "orders": [[first.isoformat(), order_of(row.value)] for first, row in orders if row],
        "rows": [_told(row) for row in rows.values()],
    }


def _turned(found: LawBook, key: str, day: date) -> list[tuple[date, LegalRule | None]]:
    """The turns of a figure up to the day; none where it never was another."""
    turns = [(first, row) for first, row in found.turns(key) if first <= day]
    return turns if len({row.value if row else None for _first, row in turns}) > 1 else []


def law_from(snapshot: dict[str, Any]) -> Law:
    """The law as it was frozen."""
    given: dict[str, Any] = {}
    if snapshot["day0"]:
        given["day0"] = date.fromisoformat(snapshot["day0"])
    if snapshot["order"]:
        given["order"] = tuple(tuple(funds) for funds in snapshot["order"])
    if snapshot.get("rates"):  # what was frozen while there was but one has none
        given["rates"] = tuple((date.fromisoformat(first), rate) for first, rate in snapshot["rates"])
    if snapshot.get("orders"):
        given["orders"] = tuple(
            (date.fromisoformat(first), tuple(tuple(funds) for funds in order)) for first, order in snapshot["orders"]
        )
    return Law(
        deadlines=tuple(Deadline(Month.parse(first), after) for first, after in snapshot["deadlines"]),
        rate=snapshot["rate"] or 0,
        evasion_after=snapshot["evasion_after"],
        **given,
    )


def order_of(text: str) -> list[list[str]]:
    """Groups of funds in the order in which money settles them; funds joined by + are settled together.

    >>> order_of("bhyt,odts+httt")
    [['bhyt'], ['odts', 'httt']]
    """
    return [group.split("+") for group in text.split(",")]


def _whole(row: LegalRule | None) -> int | None:
    return None if row is None else int(row.value)


def _told(row: LegalRule) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": row.key,
        "value": row.value,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "citation": row.citation,
        "confidence": row.confidence,
    }


@functools.cache
def figures() -> dict[str, Figure]:
    """The keys of the law, in the order of the page."""
    return {
        row["key"]: Figure(
            key=row["key"],
            group=row["group"],
            title=row["title"],
            kind=row["type"],
            minimum=int(row["minimum"]) if row["minimum"] else None,
            maximum=int(row["maximum"]) if row["maximum"] else None,
            unit=row["unit"],
            used=row["used"],
        )
        for row in reference_rows("arrears", "legal_keys")
    }


def figure_of(row: LegalRule) -> Figure:
    """The key of a row; a row of a key that is no more reads as text."""
    return figures().get(row.key) or Figure(row.key, "", row.key, "text")


def words_of(row: LegalRule) -> str:
    return figure_of(row).words(row.value)


def counting_on(user, day: date):
    """The row that counts on the day for each key, of those this person may read."""
    rows = LegalRule.objects.visible_to(user).in_force().filter(valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("key", "-valid_from", "is_shipped")
    chosen = rows.distinct("key").values("pk")
    places = Case(*(When(key=key, then=place) for place, key in enumerate(figures())), default=len(figures()))
    found = LegalRule.objects.visible_to(user).filter(pk__in=chosen).annotate(place=places)
    return found.select_related("entered_by", "decided_by")


def waiting_for(user):
    """Proposals that nobody has decided yet, for those who propose and decide."""
    if not (user.may("propose_legal_rule") or user.may("approve_legal_rule")):
        return LegalRule.objects.none()
    rows = LegalRule.objects.visible_to(user).filter(state=LegalRule.State.PROPOSED)
    return rows.select_related("entered_by", "province").order_by("entered_at", "pk")


def named(rows, text: str):
    """Rows of keys whose title, or whose own citation, has every word of the text."""
    words = fold(text).split()
    keys = [key for key, one in figures().items() if all(word in fold(f"{one.title} {key}") for word in words)]
    return rows.filter(Q(key__in=keys) | Q(citation__icontains=text))


def history_of(user, key: str):
    """Every row of the key that this person may read, the newest beginning first."""
    rows = LegalRule.objects.visible_to(user).filter(key=key)
    people = ("entered_by", "decided_by", "withdrawn_by", "province")
    return rows.select_related(*people).order_by("-valid_from", "is_shipped", "-pk")
