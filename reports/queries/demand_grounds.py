"""On what a demand letter rests: the law of its day, and the sentence by which a directive orders it of the agency."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agencies.models import AdminUnit, Agency, Directive, Duty
from agencies.queries.functions import HolderBook, bearers, family
from agencies.queries.territory import former_provinces
from agencies.reference_files import day as day_of
from agencies.reference_files import rows


@dataclass(frozen=True)
class Law:
    """What the law of a day says of joining, and of answering."""

    duty: str
    answer: str


def law_on(day: date) -> Law:
    """From reference/demand_law.csv; every day has one."""
    for row in rows("reports", "demand_law"):
        ended = day_of(row["valid_to"])
        if date.fromisoformat(row["valid_from"]) <= day and (ended is None or day <= ended):
            return Law(row["duty"], row["answer"])
    raise LookupError(f"no law of joining on {day}")


@dataclass(frozen=True)
class Order:
    """A directive's sentence, and where it applies."""

    directive: str
    sentence: str
    territory: AdminUnit


class Orders:
    """The sentences that order one agency, on a day, to ask employers to join; read once for a whole bundle."""

    def __init__(self, agency: Agency, day: date) -> None:
        self.agency, self.province, self.day = agency, agency.province, day
        self.found = [order for row in rows("reports", "demand_grounds") if (order := self._order(row))]

    @cached_property
    def _book(self) -> HolderBook:
        return HolderBook(self.province)

    @cached_property
    def _former(self) -> dict[int, AdminUnit]:
        return former_provinces(self.province.unit)

    @cached_property
    def _directives(self) -> dict[str, Directive]:
        found = self.province.directives.in_force(self.day).defer("text").select_related("territory", "province")
        return {directive.code: directive for directive in found}

    def _order(self, row: dict[str, str]) -> Order | None:
        directive = self._directives.get(row["directive"])
        if directive is None:
            return None
        codes = row["duties"].split()
        duties = Duty.objects.on(self.day).filter(directive=directive, code__in=codes).prefetch_related("parties")
        known = {duty.code: duty for duty in duties}
        if set(known) != set(codes):
            return None  # the province corrected the document: what is quoted must stand in it
        known[codes[0]].directive = directive
        charged = [agency for _party, found in bearers(known[codes[0]], self.day, self._book) for agency in found]
        if self.agency not in charged:
            return None
        sentence = " ".join(" ".join(known[code].text.split()) for code in codes)
        return Order(directive.official_name, sentence.rstrip(" ;.,"), directive.territory)

    def of(self, commune_id: int | None) -> Order | None:
        """The first that applies where the employer stands."""
        return next((order for order in self.found if self._applies(order, commune_id)), None)

    @cached_property
    def _whole(self) -> set[int]:
        """The units that stand for the whole province on the day."""
        return {self.province.unit_id, *(unit.pk for unit in family(self.province.unit, self.day))}

    def _applies(self, order: Order, commune_id: int | None) -> bool:
        former = self._former.get(commune_id or 0)
        return order.territory.pk in self._whole or (former is not None and former.pk == order.territory.pk)
