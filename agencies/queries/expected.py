"""What is owed in a province between two days, computed from the directives: who, for which duty and period, due when.

Nothing is read that the generator wrote: asked again, the answer is the same until a directive, a setting, a holder of a
function or a special day changes.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q

from agencies.models import (
    AdminUnit,
    AgencyTerritory,
    Directive,
    Duty,
    DutyParty,
    FunctionHolder,
    Province,
    ProvinceSetting,
)
from agencies.queries.functions import HolderBook
from agencies.queries.working_days import working_days
from agencies.rules.due_dates import Owed, owed, rules_on, year_of

LOGGED = (Duty.Kind.STANDING, Duty.Kind.GATE, Duty.Kind.META)
REQUESTED = "report.requested_bodies_must"


class Expected(NamedTuple):
    """One obligation as it should stand."""

    duty_id: int
    agency_id: int
    party: str
    period: str
    period_start: date
    period_end: date
    opens_on: date
    due_on: date | None
    quota: int
    directive_id: int
    code: str


@dataclass
class Calendar:
    """The province's expected obligations with period or due day from `first` to `last`, by the settings of the day `on`."""

    province: Province
    on: date
    first: date
    last: date
    unheld: set[tuple[int, str]] = field(default_factory=set)

    @cached_property
    def book(self) -> HolderBook:
        return HolderBook(self.province)

    @cached_property
    def directives(self) -> list[Directive]:
        """In force at some time between the days, with their duties of any version."""
        bearers = DutyParty.objects.filter(part=DutyParty.Part.BEARER, function__isnull=False).order_by("pk")
        duties = Duty.objects.tracked().exclude(kind=Duty.Kind.EVENT).order_by("order", "code", "-valid_from")
        found = Directive.objects.filter(province=self.province, in_force_from__lte=self.last)
        found = found.filter(Q(in_force_to=None) | Q(in_force_to__gte=self.first)).order_by("code")
        parties = Prefetch("parties", queryset=bearers, to_attr="bearers")
        return list(
            found.select_related("territory").prefetch_related(
                Prefetch("duties", queryset=duties.prefetch_related(parties), to_attr="tracked")
            )
        )

    @cached_property
    def settings(self) -> dict[str, list[tuple[date, Any]]]:
        """The rows of the keys that concern due days, oldest first."""
        found: dict[str, list[tuple[date, Any]]] = defaultdict(list)
        rows = ProvinceSetting.objects.filter(Q(key__startswith="due.") | Q(key=REQUESTED), province=self.province)
        for key, begins, value in rows.order_by("valid_from", "pk").values_list("key", "valid_from", "value"):
            if found[key] and found[key][-1][0] == begins:
                found[key].pop()  # corrected the same day: the newer row counts
            found[key].append((begins, value))
        return found

    @cached_property
    def working_days(self):
        return working_days()

    def __iter__(self) -> Iterator[Expected]:
        """Each obligation once: of a body named twice, or of two versions of a duty, the first counts, the newest version."""
        seen: set[tuple[int, str, int, str]] = set()
        for directive in self.directives:
            for duty in directive.tracked:
                for one in self._of_duty(directive, duty):
                    key = (directive.pk, duty.code, one.agency_id, one.period)
                    if key not in seen:
                        seen.add(key)
                        yield one

    def owed_by_rule(self, directive: Directive, duty: Duty) -> list[Owed]:
        """The duty's periods and due days, whoever bears it. A standing duty is owed for each calendar year."""
        begins = max(directive.in_force_from, duty.valid_from)
        ends = min((day for day in (directive.in_force_to, duty.valid_to) if day), default=None)
        rules = rules_on(duty.due, self.settings.get(f"due.{directive.code}.{duty.code}", []))
        if not rules and duty.kind != Duty.Kind.DELIVERABLE:
            return list(self._years(begins, ends))
        return owed(
            rules,
            self.working_days,
            first=self.first,
            last=self.last,
            in_force=(begins, ends),
            whole_from=directive.in_force_from,
            before_is_exclusive=bool(self._setting("due.before_is_exclusive", True)),
        )

    def _years(self, begins: date, ends: date | None) -> Iterator[Owed]:
        for year in range(max(begins, self.first).year, min(ends or self.last, self.last).year + 1):
            period = year_of(date(year, 1, 1))
            if period.end >= begins and (ends is None or max(period.start, begins) <= ends):
                yield Owed(period, None)

    def _of_duty(self, directive: Directive, duty: Duty) -> Iterator[Expected]:
        parties = list(self._obliged(duty))
        if not parties:
            return
        begins = max(directive.in_force_from, duty.valid_from)
        quota = duty.kind == Duty.Kind.QUOTA
        for one in self.owed_by_rule(directive, duty):
            opens_on = max(one.period.start, begins)
            held = self._held(directive.territory, opens_on)
            for party in parties:
                agencies = held.get(party.function_id, ())
                if not agencies:
                    self.unheld.add((duty.pk, party.slug))
                for agency in agencies:
                    yield Expected(
                        duty.pk, agency, party.slug, one.period.key, one.period.start, one.period.end, opens_on,
                        one.due_on, one.count if quota else 0, directive.pk, duty.code,
                    )  # fmt: skip

    def _obliged(self, duty: Duty) -> Iterable[DutyParty]:
        """Bodies that the text only asks ("đề nghị") bear their own duties, but report with all the others only where the
        province says so (000:358, 004:481)."""
        asked = [party for party in duty.bearers if party.is_requested]
        if duty.kind != Duty.Kind.DELIVERABLE or len(asked) == len(duty.bearers):
            return duty.bearers
        must = set(self._setting(REQUESTED, []))
        return [party for party in duty.bearers if not party.is_requested or party.function_id in must]

    def _setting(self, key: str, otherwise: Any) -> Any:
        """As it stands today, or as it first begins."""
        rows = self.settings.get(key, [])
        begun = [value for begins, value in rows if begins <= self.on]
        return begun[-1] if begun else rows[0][1] if rows else otherwise

    @cached_property
    def _turns(self) -> list[date]:
        """Days on which anybody may come to hold something else: between two of them nothing changes."""
        turns: set[date] = set()
        here = (
            FunctionHolder.objects.filter(province=self.province),
            AgencyTerritory.objects.filter(agency__province=self.province),
            self.province.agencies.all(),
            AdminUnit.objects.filter(level=AdminUnit.Level.PROVINCE),
        )
        for rows in here:
            for begun, ended in rows.order_by().values_list("valid_from", "valid_to").distinct():
                turns.add(begun)
                if ended is not None:
                    turns.add(ended + timedelta(days=1))
        return sorted(turns)

    @cached_property
    def _answers(self) -> dict[tuple[int, date], dict[str, list[int]]]:
        return {}

    def _held(self, territory: AdminUnit, day: date) -> dict[str, list[int]]:
        """Function -> the agencies that hold it for the territory on the day."""
        place = bisect_right(self._turns, day)
        since = self._turns[place - 1] if place else date.min
        key = (territory.pk, since)
        if key not in self._answers:
            held = self.book.on(territory, day)
            self._answers[key] = {function: [agency.pk for agency in agencies] for function, agencies in held.items()}
        return self._answers[key]
