"""What the statements of a reckoning need to know: months and versions, due days, law and settings, frozen with the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models.settings import setting
from arrears.models import LedgerVersion, ReckoningRun
from arrears.queries.accounts import Reading, reading_of
from arrears.queries.law import law_from, law_snapshot
from arrears.queries.urging import urged_days_sql
from arrears.rules.law import Law
from arrears.rules.months import CYCLES, EARLIEST, RATE_BASE, due_date
from portal.core.periods import Month

METHOD, RATIO_MONTHS, EVASION_DAYS = (
    "reckoning.months_method",
    "reckoning.ratio_months",
    "reckoning.evasion_days",
)
RESTART = "restart"
CARRIES = 2
"""How runs keep the accounts that the next month goes on from. Whoever changes what they mean adds one: older ones are then
carried on no longer."""


@dataclass(frozen=True)
class Basis:
    """The law and the settings that a run goes by, of its own date."""

    law: Law
    method: str
    ratio_months: int
    evasion_days: str
    versions: Sequence[tuple[date, int]]

    @property
    def restarts(self) -> int:
        """Days after which the count of evasion begins anew; 0 = it never does."""
        return (self.law.evasion_after or 0) if self.evasion_days == RESTART else 0


def snapshot_of(version: LedgerVersion) -> dict[str, Any]:
    """What a run freezes: the law of the month's end with its rows, the settings of that day, and which version of each month
    it reads."""
    reading, province = reading_of(version), version.province
    settings = {key: setting(province, key, on=reading.on) for key in (METHOD, RATIO_MONTHS, EVASION_DAYS)}
    versions = [[str(Month.of(month)), number] for month, number in reading.versions]
    return law_snapshot(reading.on, province=province) | {"settings": settings, "versions": versions}


def basis_from(snapshot: dict[str, Any]) -> Basis:
    """The same, thawed."""
    settings = snapshot["settings"]
    versions = [(Month.parse(month).first_day, number) for month, number in snapshot["versions"]]
    return Basis(law_from(snapshot), settings[METHOD], settings[RATIO_MONTHS], settings[EVASION_DAYS], versions)


def facts_of(version: LedgerVersion, basis: Basis) -> tuple[Reading, dict[str, Any]]:
    """What is read, and the facts of every statement."""
    reading, law = Reading(version.province, version.period.last_day, basis.versions), basis.law
    months, before = [Month.of(month) for month in reading.months], version.period.plus(-1)
    facts = {
        "province": version.province_id,
        "month": version.month,
        "version": version.version,
        "on": reading.on,
        "before_month": before.first_day,
        "before_end": before.last_day,
        "before_version": dict(reading.versions).get(before.first_day),
        "is_newest_not_due": all(due_date(before, cycle, law.deadlines) >= reading.on for cycle in CYCLES),
        "at": version.period.index,
        "months": reading.months,
        "versions": reading.numbers,
        "ats": [month.index for month in months],
        "ends": [month.last_day for month in months],
        "end_weights": [law.weight(month.last_day) for month in months],
        "on_weight": law.weight(reading.on),
        "before_weight": law.weight(before.last_day),
        "earliest": EARLIEST.index,
        "rate": law.unit,
        "rate_base": RATE_BASE,
        "most": (2**63 - 2 * RATE_BASE) // (2 * max(law.unit, 1)),
        "evasion_after": law.evasion_after,
        "method": basis.method,
        "ratio_months": basis.ratio_months,
        "restarts": basis.restarts,
        **_due(law, until=version.period),
        **urged_days_sql(version.province, reading.on)[1],
    }
    return reading, facts


def carried_from(version: LedgerVersion, basis: Basis) -> ReckoningRun | None:
    """The run whose accounts this one can carry on: that of the month before in the version that this one reads, if it read
    all the other months as this one does and counted its days by the same law. Urgings, reasons, rate and classes are asked
    anew each month; they may differ. Locked, so that nobody writes its accounts anew while they are read."""
    before = version.period.plus(-1)
    read = dict(basis.versions)
    runs = ReckoningRun.objects.filter(version__province=version.province, version__month=before.first_day)
    runs = runs.filter(version__version=read.get(before.first_day), carries=CARRIES)
    last = runs.select_for_update(no_key=True, of=("self",)).first()
    if last is None:
        return None
    theirs = basis_from(last.law)
    read.pop(version.month)
    is_alike = (
        dict(theirs.versions) == read
        and theirs.ratio_months == basis.ratio_months
        and _counted(theirs.law, before) == _counted(basis.law, before)
    )
    return last if is_alike else None


def _counted(law: Law, until: Month) -> tuple[Sequence, ...]:
    """What accounts rest on that were reckoned by the law up to the month's end."""
    due, months = _due(law, until=until), range(EARLIEST.index, until.index + 1)
    return due["due_clocks"], due["due_weights"], [law.weight(Month.at(at).last_day) for at in months]


def _due(law: Law, *, until: Month) -> dict[str, Sequence]:
    """By cycle and contribution month the due day and the day from which late days count, with its weight and that of the
    month's end; lists, for SQL's unnest."""
    keys = [(cycle, at) for cycle in CYCLES for at in range(EARLIEST.index, until.index + 1)]
    days = [due_date(Month.at(at), cycle, law.deadlines) for cycle, at in keys]
    return {
        "due_cycles": [cycle for cycle, _at in keys],
        "due_ats": [at for _cycle, at in keys],
        "due_days": days,
        "due_clocks": [max(day, law.day0) for day in days],
        "due_weights": [law.weight(max(day, law.day0)) for day in days],
        "due_ends": [law.weight(Month.at(at).last_day) for _cycle, at in keys],
    }


def is_in_order(facts: dict[str, Any]) -> bool:
    """Whether later months are never due before earlier ones: what the statements rest on, and the rules in Python do not."""
    lines = list(zip(facts["due_cycles"], facts["due_ats"], facts["due_days"], strict=True))
    return all(
        day <= next_day
        for (cycle, _at, day), (next_cycle, _next, next_day) in zip(lines, lines[1:], strict=False)
        if cycle == next_cycle
    )
