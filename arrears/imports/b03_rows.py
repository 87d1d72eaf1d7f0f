"""The unit rows of a form B03-TS, some thousands at a time, column by column: read, checked across, made COPY text."""

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.imports.b03_layout import MONEY_COLUMNS, STATE_COLUMNS, SUMS, TITLES, Layout
from arrears.imports.columns import FUNDS
from arrears.imports.problems import Problems, dong
from portal.core.folding import fold
from portal.core.tabular.cells import (
    Lines,
    Wrong,
    by_value,
    code_column,
    least,
    shown,
    text_column,
    whole_column,
)
from portal.core.tabular.staged import Calculated

FIRST_OF_FUNDS = {"not_due": 6, "late": 13, "evaded": 20, "charge_late": 27, "charge_evaded": 33}
FUND_COLUMNS = [(what, fund, first + n) for n, fund in enumerate(FUNDS) for what, first in FIRST_OF_FUNDS.items()]
_MARKS = frozenset(("x", "v", "1", "co", "có", "✓", "✔", "✗", "✘", "☑", "☒", "×"))


@dataclass
class Chunk:
    """Unit rows that follow each other: their numbers, money by label, the places refused and those not even read."""

    numbers: Sequence[int]
    codes: list[str]
    names: list[str]
    money: dict[int, list[int]]
    tails: list[str]
    bad: set[int]
    unread: set[int]


class RowReader:
    """Reads chunks of one sheet; holds what stays the same from chunk to chunk."""

    def __init__(self, layout: Layout, problems: Problems, formulas: set[tuple[int, int]]):
        self.layout, self.problems = layout, problems
        self.places = layout.columns
        watched = [place for label, place in self.places.items() if label != "A"]
        self.calculated = Calculated(formulas, watched, problems)

    def chunk(self, numbers: Sequence[int], rows: Sequence[Sequence], groups: list[tuple[int | None, str]]) -> Chunk:
        """Read and check the rows; `groups` holds kind and office of each."""
        self.columns = dict(enumerate(zip(*rows, strict=False)))
        self.numbers = numbers
        self.unread = self.calculated.told(numbers)
        codes = self._codes()
        names = self._texts("B", 300)
        self._missing("missing_name", names, "B")
        workers = self._whole(1, blank=None)
        money = {label: self._whole(label) for label in MONEY_COLUMNS}
        days = {label: self._whole(label, blank=None) for label in (11, 18)}
        self.bad = set(self.unread)
        self._sums_across(money)
        states = self._states()
        self._oddities(money, days, states, workers)
        tails = self._tails(codes, names, workers, money, days, states, groups)
        money[1] = [value or 0 for value in workers]
        return Chunk(numbers, codes, names, money, tails, self.bad, self.unread)

    def _column(self, label: int | str) -> Sequence:
        place = self.places.get(label)
        return self.columns.get(place, ("",) * len(self.numbers)) if place is not None else ("",) * len(self.numbers)

    def _told(self, odd: list, label: int | str) -> None:
        if odd:
            self.unread |= self.problems.cells(odd, self.numbers, self.places[label], title(label))

    def _codes(self) -> list[str]:
        codes, odd = code_column(self._column("C"))
        self._told(odd, "C")
        self._missing("missing_code", codes, "C", {place for place, _ in odd})
        return codes

    def _missing(self, code: str, texts: list[str], label: str, told: set[int] = frozenset()) -> None:
        if "" in texts:
            for place, value in enumerate(texts):
                if not value and place not in told:
                    self.problems.error(code, self.numbers[place], self.places[label])
                    self.unread.add(place)

    def _texts(self, label: int | str, limit: int) -> list[str]:
        texts, odd = text_column(self._column(label), limit)
        self._told(odd, label)
        return texts

    def _whole(self, label: int, blank: int | None = 0) -> list:
        values, odd = whole_column(self._column(label), blank)
        self._told(odd, label)
        if least(values) < 0:
            odd = [(p, Wrong("negative", value=v)) for p, v in enumerate(values) if v is not None and v < 0]
            self._told(odd, label)
        return values

    def _sums_across(self, money: dict[int, list[int]]) -> None:
        for target, parts in SUMS:
            expected = list(map(sum, zip(*[money[part] for part in parts], strict=True)))
            if expected != money[target]:
                pairs = zip(money[target], expected, strict=True)
                for place in [p for p, (found, right) in enumerate(pairs) if found != right and p not in self.unread]:
                    self._wrong_sum(target, parts, place, money[target][place], expected[place])

    def _wrong_sum(self, target: int, parts: Sequence[int], place: int, found: int, expected: int) -> None:
        self.bad.add(place)
        self.problems.error(
            "sum_across",
            self.numbers[place],
            self.places[target],
            number=target,
            formula=" + ".join(map(str, parts)),
            expected=dong(expected),
            found=dong(found),
        )

    def _states(self) -> list[int | None]:
        marks = list(zip(*[self._column(label) for label in STATE_COLUMNS], strict=True))
        states, odd = by_value(marks, _state)
        for place, wrong in odd:
            column = self.places.get(38 + wrong.facts.pop("at"))
            self.problems.error(wrong.code, self.numbers[place], column, **wrong.facts)
            self.bad.add(place)
        return states

    def _oddities(self, money: dict, days: dict, states: list, workers: list) -> None:
        """What does not refuse a row, but somebody should look at."""
        warn, numbers, places = self.problems.warning, self.numbers, self.places
        for label, owed, word in ((11, money[12], "chậm đóng"), (18, money[19], "trốn đóng")):
            for place in [p for p, (d, m) in enumerate(zip(days[label], owed, strict=True)) if (not d) != (not m)]:
                code = "money_without_days" if owed[place] else "days_without_money"
                facts = {"title": word, "days": days[label][place], "money": dong(owed[place])}
                warn(code, numbers[place], places[label], **facts)
        for place in [p for p, (a, b) in enumerate(zip(money[12], money[19], strict=True)) if not (a or b)]:
            warn("nothing_owed", numbers[place], places[4])
        for code, values, label in (("no_state", states, 38), ("no_workers", workers, 1)):
            if None in values:
                for place in [p for p, value in enumerate(values) if value is None and p not in self.bad]:
                    warn(code, numbers[place], places.get(label))

    def _tails(self, codes, names, workers, money, days, states, groups) -> list[str]:
        kinds, offices = map(list, zip(*groups, strict=True))
        lines = Lines()
        lines.constant(self.layout.sheet.replace("\\", "\\\\"))
        lines.text(codes)
        lines.text(names)
        lines.text(self._texts(2, 400))
        lines.numbers([0 if value is None else value for value in workers] if None in workers else workers)
        lines.numbers(kinds)
        lines.text(offices)
        for column in (days[11], days[18], states):
            lines.numbers(column)
        lines.text(self._texts(49, 500))
        for _, _, label in FUND_COLUMNS:
            lines.numbers(money[label])
        self.bad |= self.unread
        return lines.joined()


def _state(marks: tuple) -> int | None:
    """The one state that is marked."""
    marked = []
    for place, value in enumerate(marks):
        word = "1" if value is True or value == 1 else str(value or "").strip().casefold()
        if word in _MARKS or fold(word) in _MARKS:
            marked.append(place)
        elif word and word not in ("0", "0.0", "-", "false"):
            raise Wrong("state_mark", value=shown(value), at=place)
    if len(marked) > 1:
        raise Wrong("two_states", count=len(marked), at=marked[1])
    return marked[0] + 1 if marked else None


def title(label: int | str) -> str:
    return TITLES.get(label) or (f"cột {label}" if isinstance(label, int) else str(label))
