"""All figures of a bench, one after the other: what is measured under which key, and the goals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portal.shell.bench import (
    documents,
    duties,
    duty_pages,
    duty_province,
    ledger,
    lists,
    naming,
    pages,
    province,
    reckoning,
    register_files,
    register_growth,
    register_pages,
    register_province,
    register_review,
    register_search,
    risk,
    workbooks,
)
from portal.shell.bench.duty_province import Lived
from portal.shell.bench.partition import tidy
from portal.shell.bench.province import Built
from portal.shell.bench.register_province import Registered


@dataclass(frozen=True)
class Effort:
    """How much is built, and how often each thing is tried."""

    employers: int
    months: int
    small: int
    runs: int
    rounds: int
    users: int
    agencies: int
    on: date
    crowd: int = 6  # so many times the employers, to see how things grow


@dataclass
class Ground:
    """What the figures are measured on, built when it is first asked for."""

    effort: Effort
    tell: Callable[[str], Any]

    @cached_property
    def large(self) -> Built:
        return self._with_employers(province.LARGE, self.effort.employers)

    @cached_property
    def small(self) -> Built:
        return self._with_employers(province.SMALL, self.effort.small)

    @cached_property
    def duties(self) -> Lived:
        return self._with_duties(duty_province.LARGE, self.effort.agencies)

    @cached_property
    def few_duties(self) -> Lived:
        return self._with_duties(duty_province.SMALL, self.effort.agencies // 10)

    @cached_property
    def fresh_duties(self) -> Lived:
        return self._with_duties(duty_province.FRESH, self.effort.agencies, is_fresh=True)

    @cached_property
    def register(self) -> Registered:
        return self._registered(register_province.REGISTER, self.effort.employers)

    @cached_property
    def crowd(self) -> Registered:
        return self._registered(register_province.CROWD, self.effort.crowd * self.effort.employers)

    @cached_property
    def reviewed(self) -> Registered:
        return self._registered(register_province.REVIEWED, 3 * self.effort.employers // 5)

    @cached_property
    def few_registered(self) -> Registered:
        return self._registered(register_province.FEW, self.effort.small)

    def _registered(self, slug: str, employers: int) -> Registered:
        found = register_province.registered(slug, employers=employers, on=self.effort.on, tell=self.tell)
        tidy()
        return found

    def _with_employers(self, slug: str, employers: int) -> Built:
        effort = self.effort
        found = province.built(slug, employers=employers, months=effort.months, on=effort.on, tell=self.tell)
        tidy()
        return found

    def _with_duties(self, slug: str, agencies: int, *, is_fresh: bool = False) -> Lived:
        facts = {"agencies": agencies, "on": self.effort.on, "is_fresh": is_fresh, "tell": self.tell}
        found = duty_province.lived(slug, **facts)
        tidy()
        return found


# Each answers some keys of the result. The ledger's figures share one transaction, which ends with a rollback.
ROOMS: dict[str, tuple[tuple[str, ...], Callable[[Ground, frozenset[str]], dict[str, Any]]]] = {
    "ledger": (("disk", "load", "rollup", "correction", "status", "merge"), ledger.measure),
    "workbooks": (("import", "export"), workbooks.measure),
    "lists": (("deep_page", "search"), lists.measure),
    "naming": (naming.KEYS, naming.measure),
    "risk": (("risk",), risk.measure),
    "reckoning": (reckoning.KEYS, reckoning.measure),
    "pages": (("board", "pages"), pages.measure),
    "documents": (("pdf",), documents.measure),
    "duties": (duties.KEYS, duties.measure),
    "duty_pages": (("duties_pages",), duty_pages.measure),
    "register_files": (("register_import", "register_drop"), register_files.measure),
    "register_review": (("register_review", "register_share", "register_typing"), register_review.measure),
    "register_pages": (("register_pages",), register_pages.measure),
    "register_search": (("register_search",), register_search.measure),
    "register_growth": (("register_growth",), register_growth.measure),
}
KEYS = tuple(key for keys, _measure in ROOMS.values() for key in keys)


def measure(effort: Effort, *, only: Sequence[str], tell: Callable[[str], Any]) -> dict[str, Any]:
    """Build what is not there yet, then measure."""
    ground = Ground(effort, tell)
    found: dict[str, Any] = {"employers": effort.employers, "months": effort.months, "agencies": effort.agencies}
    for keys, room in ROOMS.values():
        if asked := frozenset(keys) & frozenset(only):
            measured = room(ground, asked)
            found |= measured
            for key, figure in measured.items():
                if "ratio" in figure:
                    tell(f"= {key}: {figure['ratio']} (goal {figure.get('goal')})")
    return found
