"""The unit rows of a form B03-TS of Decision 595, some thousands at a time: read, added up across, made COPY text. What a
sum does not explain is told as a warning: the figures are stored as BHXH said them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from arrears.imports.b03_595_layout import MONEY, PARTS, TITLES, Layout
from arrears.imports.problems import Problems, dong
from portal.core.tabular.cells import Lines, Wrong, by_value, code_column, least, shown, text_column, whole_column
from portal.core.tabular.staged import Calculated
from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable

LIMITS = {"name": 300, "address": 400, "measures": 500, "document_no": 80, "note": 500}
MOST_MONTHS = 1200


@dataclass
class Chunk:
    """Unit rows that follow each other: codes, money by column, COPY tails, the places refused."""

    codes: list[str]
    money: dict[str, list[int]]
    workers: list[int | None]
    tails: list[str]
    bad: set[int]


class RowReader:
    """Reads chunks of one sheet; holds what stays the same from chunk to chunk."""

    def __init__(self, layout: Layout, problems: Problems, formulas: set[tuple[int, int]], date1904: bool):
        self.layout, self.problems, self.places = layout, problems, layout.columns
        watched = [place for name, place in self.places.items() if name != "stt"]
        self.calculated = Calculated(formulas, watched, problems)
        self.date1904 = date1904

    def chunk(self, numbers: Sequence[int], rows: Sequence[Sequence], sections: Sequence[str]) -> Chunk:
        """Read and check the rows; `sections` says of each in which section it stands."""
        self.numbers, self.columns = numbers, dict(enumerate(zip(*rows, strict=False)))
        self.bad = set(self.calculated.told(numbers))
        codes, odd = code_column(self._column("unit_code"))
        self._told(odd, "unit_code")
        self._missing("missing_code", codes, "unit_code", {place for place, _ in odd})
        names = self._texts("name")
        self._missing("missing_name", names, "name", set())
        workers = self._whole("workers", None)
        money = {name: self._whole(name, 0) for name in MONEY}
        months = self._months(sections)
        self._sums_across(money)
        tails = self._tails(codes, names, workers, months, money, sections)
        return Chunk(codes, money, workers, tails, self.bad)

    def _column(self, name: str) -> Sequence:
        blank = ("",) * len(self.numbers)
        place = self.places.get(name)
        return blank if place is None else self.columns.get(place, blank)

    def _told(self, odd: list, name: str) -> None:
        if odd:
            self.bad |= self.problems.cells(odd, self.numbers, self.places[name], TITLES[name])

    def _missing(self, code: str, texts: list[str], name: str, told: set[int]) -> None:
        for place, value in enumerate(texts):
            if not value and place not in told:
                self.problems.error(code, self.numbers[place], self.places[name])
                self.bad.add(place)

    def _texts(self, name: str) -> list[str]:
        texts, odd = text_column(self._column(name), LIMITS[name])
        self._told(odd, name)
        return texts

    def _whole(self, name: str, blank: int | None) -> list:
        values, odd = whole_column(self._column(name), blank)
        self._told(odd, name)
        if least(values) < 0:
            self._told([(p, Wrong("negative", value=v)) for p, v in enumerate(values) if v is not None and v < 0], name)
        return values

    def _months(self, sections: Sequence[str]) -> list[str | None]:
        """As BHXH gives them, every digit of the fraction; a unit of sections II to IV should have some."""
        months, odd = by_value(self._column("months"), months_owed)
        self._told(odd, "months")
        wrong = {place for place, _ in odd}
        for place, found in enumerate(months):
            if found is None and sections[place] not in ("", "I") and place not in wrong:
                self.problems.warning("no_months", self.numbers[place], self.places["months"], section=sections[place])
        return months

    def _sums_across(self, money: dict[str, list[int]]) -> None:
        """The total is the sum of the funds and the interest; where it leaves the interest out, that is told apart."""
        for place, parts in enumerate(zip(*[money[name] for name in PARTS], strict=True)):
            found, expected = money["owed"][place], sum(parts)
            if found != expected and place not in self.bad:
                without = found == expected - money["interest"][place]
                code = "total_without_interest" if without else "old_sum_across"
                facts = {"expected": dong(expected), "found": dong(found)}
                self.problems.warning(code, self.numbers[place], self.places["owed"], **facts)

    def _papers(self) -> tuple[list[str], list[date | None]]:
        """Number and day of the document; a day that cannot be read stays beside the number as it was written."""
        numbers = self._texts("document_no")
        days, odd = by_value(self._column("document_on"), self._day)
        said = self._column("document_on")
        for place, _ in odd:
            self.problems.warning("old_day", self.numbers[place], self.places["document_on"], value=shown(said[place]))
            numbers[place] = f"{numbers[place]} ngày {text.clean(said[place])}".strip()[: LIMITS["document_no"]]
        return numbers, days

    def _day(self, value: object) -> date | None:
        return text.day(value, date1904=self.date1904)

    def _tails(self, codes, names, workers, months, money, sections) -> list[str]:
        lines = Lines()
        lines.constant(self.layout.sheet.replace("\\", "\\\\"))
        lines.ready(list(sections))
        lines.text(names)
        lines.text(codes)
        lines.numbers(workers)
        lines.text(self._texts("address"))
        lines.ready(["\\N" if one is None else one for one in months])
        lines.numbers(money["owed"])
        measures, (papers, days), note = self._texts("measures"), self._papers(), self._texts("note")
        lines.text(measures)
        lines.text(papers)
        lines.ready(["\\N" if day is None else day.isoformat() for day in days])
        lines.text(note)
        for name in PARTS:
            lines.numbers(money[name])
        return lines.joined()


def months_owed(value: object) -> str | None:
    """Months owed with every digit that the file holds: 2.999 is not 3.

    >>> months_owed(2.6666666666666665), months_owed("2,5"), months_owed("")
    ('2.6666666666666665', '2.5', None)
    """
    number = text.decimal_number(value)
    if number is None:
        return None
    if number < 0:
        raise Wrong("negative", value=shown(value))
    if number >= MOST_MONTHS:
        raise Unreadable("number_too_large", value)
    return str(number)
