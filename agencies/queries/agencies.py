"""Agencies as they were on a day, and the file of one: what it was called, held and oversaw, before whom and after whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Agency, AgencyName, AgencyTerritory, FunctionHolder, Post
from agencies.queries.functions import IN_PARTS, HolderBook
from agencies.queries.reorganisations import heirs

MANY = 3  # more of one kind are named by their kind


def _current(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def agencies_listed(rows: QuerySet, day: date) -> QuerySet:
    """The agencies that stood on the day, called as they were on it (name_then), with how many people work there."""
    called = AgencyName.objects.filter(_current(day), agency=OuterRef("pk")).order_by("-valid_from")
    working = Q(posts__valid_from__lte=day) & (Q(posts__valid_to=None) | Q(posts__valid_to__gte=day))
    return (
        rows.as_of(day)
        .select_related("kind", "parent", "area")
        .annotate(
            name_then=Coalesce(Subquery(called.values("name")[:1]), F("name")),
            people=Count("posts", filter=working & Q(posts__user__is_active=True), distinct=True),
        )
    )


@dataclass(frozen=True)
class Held:
    """A function that the agency holds or held, and between which days."""

    row: FunctionHolder
    valid_from: date
    valid_to: date | None

    def is_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True)
class Passing:
    """Who had a function before, or has it after, and from when."""

    functions: list[str]
    on: date
    names: tuple[str, ...]
    agencies: tuple[Agency, ...]


class AgencyFile:
    """Everything about one agency that stands on its page."""

    def __init__(self, agency: Agency, day: date) -> None:
        self.agency, self.day = agency, day
        self._book = HolderBook(agency.province)
        self._book.agencies = list(agency.province.agencies.select_related("kind").order_by("code"))  # one question
        self._book.rows = list(agency.province.function_holders.select_related("function").order_by("valid_from", "pk"))
        self._place = agency.area or agency.province.unit

    @cached_property
    def functions(self) -> list[Held]:
        """Its functions by their order, each within the days of the agency itself."""
        mine = self.agency
        rows = [row for row in self._book.rows if mine.kind_id == row.kind_id or mine.pk == row.agency_id]
        found = []
        for row in sorted(rows, key=lambda row: (row.function.order, row.valid_from)):
            begun = max(row.valid_from, mine.valid_from)
            ended = min((day for day in (row.valid_to, mine.valid_to) if day), default=None)
            if ended is None or begun <= ended:
                found.append(Held(row, begun, ended))
        return found

    def called(self) -> str:
        """What it was called on the day, of names that are read already."""
        named = [one for one in self.agency.names.all() if one.valid_from <= self.day <= (one.valid_to or self.day)]
        return named[-1].name if named else self.agency.name

    def before(self) -> list[Passing]:
        """Who held its functions on the eve of its having them."""
        return self._passings((held, held.valid_from - timedelta(days=1), held.valid_from) for held in self.functions)

    def after(self) -> list[Passing]:
        """Who holds them since it no longer does; without names: nobody is stated."""
        ends = [(held, held.valid_to + timedelta(days=1)) for held in self.functions if held.valid_to]
        return self._passings((held, day, day) for held, day in ends)

    def _passings(self, found: Iterable[tuple[Held, date, date]]) -> list[Passing]:
        """Functions that came from, or went to, the same agencies on the same day stand together."""
        passed: dict[tuple, Passing] = {}
        for held, day, on in found:
            others = [
                one for one in self._book.holders(held.row.function_id, self._place, day) if one.pk != self.agency.pk
            ]
            names, agencies = self._named(others, day)
            if names or on > self.agency.valid_from:
                one = passed.setdefault((on, names), Passing([], on, names, agencies))
                one.functions.append(held.row.function.name)
        return list(passed.values())

    def _named(self, agencies: list[Agency], day: date) -> tuple[tuple[str, ...], tuple[Agency, ...]]:
        if len(agencies) <= MANY:
            return tuple(self._book.name_of(one, day) for one in agencies), tuple(agencies)
        counts: dict[str, int] = {}
        for one in agencies:
            counts[one.kind.name] = counts.get(one.kind.name, 0) + 1
        return tuple(f"{number} {name}" for name, number in counts.items()), ()

    @cached_property
    def _heirs(self) -> dict[int, int]:
        return heirs(self.agency.province)

    def heir(self) -> Agency | None:
        """The agency that a reorganisation made its successor."""
        return Agency.objects.filter(pk=self._heirs[self.agency.pk]).first() if self.agency.pk in self._heirs else None

    def forebears(self) -> QuerySet[Agency]:
        """Agencies that a reorganisation ended in its favour."""
        return Agency.objects.filter(pk__in=[old for old, new in self._heirs.items() if new == self.agency.pk])

    def territories(self) -> QuerySet[AgencyTerritory]:
        return self.agency.territories.select_related("unit").order_by(
            F("valid_to").desc(nulls_first=True), "unit__sort_key"
        )

    def children(self) -> QuerySet[Agency]:
        return self.agency.children.as_of(self.day).order_by("code")

    def people(self) -> QuerySet[Post]:
        posts = self.agency.posts.filter(_current(self.day), user__is_active=True)
        return posts.select_related("user").order_by("user__full_name")


@dataclass(frozen=True)
class FunctionLine:
    """A function on a day: its rows, and the agencies of the day that hold it."""

    code: str
    name: str
    rows: tuple[FunctionHolder, ...]
    names: tuple[str, ...]
    agencies: tuple[Agency, ...]

    @property
    def is_asked(self) -> bool:
        """No text names anybody."""
        return not self.agencies and all(row.kind_id is None and row.agency_id is None for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Nobody is named to this day; a gap that has closed since is history."""
        return any(row.valid_to is None for row in self.rows)


def functions_on(province, day: date) -> list[FunctionLine]:
    """Every function with its holders of the day, those that nobody holds first."""
    book = HolderBook(province)
    held = book.on(province.unit, day)
    rows = (
        province.function_holders.on(day).select_related("function", "kind").order_by("function__order", "valid_from")
    )
    by_code: dict[str, list[FunctionHolder]] = {}
    for row in rows:
        by_code.setdefault(row.function_id, []).append(row)
    lines = [_line(book, code, found, held.get(code, []), day) for code, found in by_code.items()]
    return sorted(lines, key=lambda line: (bool(line.agencies), not line.is_asked))


def _line(book: HolderBook, code: str, rows: list[FunctionHolder], agencies: list[Agency], day: date) -> FunctionLine:
    many: dict[str, int] = {}
    for one in agencies:
        if one.kind.tier in IN_PARTS:
            many[one.kind.name] = many.get(one.kind.name, 0) + 1
    single = [one for one in agencies if one.kind.tier not in IN_PARTS]
    names = [book.name_of(one, day) for one in single] + [f"{number} {name}" for name, number in many.items()]
    named = [row for row in rows if row.kind_id or row.agency_id] or rows
    return FunctionLine(code, rows[0].function.name, tuple(named), tuple(names), tuple(agencies))
