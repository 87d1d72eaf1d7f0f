"""The factors of the risk score: each one set-based question over the employers of a closed version (`risk_ground`).

A factor is a function of a Scope that answers with SQL giving (employer_id, share, fact): `share` in thousandths of its weight,
`fact` the data it rests on. Nothing of later days is asked: months as they had been closed when the version was, events that
had happened and been told by the month's end. A higher storey adds its own with `register_factor`; the name has a row in
reference/risk_weights.csv, and until somebody answers to it the factor gives no points and the page says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.utils.timezone import make_aware

from agencies.models import Province
from arrears.models import LedgerVersion
from arrears.queries.ledger import NEVER
from portal.core import sql
from portal.core.periods import Month

LOOKS_BACK = 6
FEWEST_OTHERS = 5
EVENT_SHARES = {
    "suspended": 500,
    "no_representative": 800,
    "not_at_address": 800,
    "absconded": 1000,
    "dissolving": 700,
    "licence_revoked": 800,
    "bankrupt": 1000,
    "dissolved": 1000,
}
"""What a status weighs, in thousandths of the factor."""
STATE_SHARES = {2: 500, 3: 400, 5: 1000, 6: 700, 7: 700, 8: 800, 9: 800, 10: 800, 11: 1000}
"""The same of the states of form B03-TS (columns 38-48); operating and "late, not evading" weigh nothing."""


@dataclass(frozen=True)
class Scope:
    """One closed version and what was known with it: `back` holds the version of each month before it."""

    version: LedgerVersion
    back: Mapping[int, LedgerVersion]

    @property
    def province(self) -> Province:
        return self.version.province

    @property
    def month(self) -> Month:
        return self.version.period

    @property
    def told_by(self) -> datetime:
        """What was told from this moment on is not known yet."""
        return make_aware(datetime.combine(self.month.plus(1).first_day, time.min))

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The parameters that the question of every factor may name."""
        window = [self.version, *(self.back[months] for months in range(1, LOOKS_BACK) if months in self.back)]
        return {
            "province": self.version.province_id,
            "month": self.version.month,
            "version": self.version.version,
            "month_end": self.month.last_day,
            "told_by": self.told_by,
            "year_ago": self.month.plus(-11).first_day,
            "window_months": [version.month for version in window],
            "window_versions": [version.version for version in window],
            **self._ago(3),
            **self._ago(6),
        }

    def _ago(self, months: int) -> dict[str, Any]:
        found = self.back.get(months)
        day: date = found.month if found else NEVER
        number = found.version if found else -1
        return {f"month_{months}": day, f"version_{months}": number, f"knows_{months}": found is not None}


@dataclass(frozen=True)
class Asked:
    """The question of one factor; `parameters` are its own, beside those of the scope. Not `is_own`: it is about others of
    its kind and alone makes no score."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_own: bool = True


Factor = Callable[[Scope], Asked]
FACTORS: dict[str, Factor] = {}


def register_factor(name: str, function: Factor) -> None:
    """Let a factor of the weights answer; twice the same name is a mistake."""
    if FACTORS.get(name, function) is not function:
        raise ValueError(f"two factors of one name: {name}")
    FACTORS[name] = function


def scope_of(version: LedgerVersion) -> Scope:
    """The version with those of the six months before it that had been closed when it was, one of each: the newest that had
    been reported by then, for scores are read by others than BHXH too and may tell nothing of a restatement that only BHXH
    knows; of a month that was never reported the newest."""
    first = version.period.plus(-LOOKS_BACK).first_day
    known = LedgerVersion.objects.filter(
        province_id=version.province_id,
        month__gte=first,
        month__lt=version.month,
        closed_at__lte=version.closed_at,
    )
    reported = known.filter(submitted_at__lte=version.closed_at)
    counting = {found.month: found for rows in (known, reported) for found in rows.newest_of_each_month()}
    return Scope(version, {version.period.index - found.period.index: found for found in counting.values()})


def question_of(scope: Scope, weights: Mapping[str, int]) -> tuple[str, dict[str, Any]]:
    """All factors that answer as one question giving (employer_id, factor, most, is_own, share, fact), with its parameters."""
    parts, parameters = [], dict(scope.facts)
    for place, (name, most) in enumerate(weights.items()):
        asked = FACTORS[name](scope)
        parameters |= asked.parameters
        parameters |= {f"factor_{place}": name, f"most_{place}": most, f"is_own_{place}": asked.is_own}
        head = f"%(factor_{place})s::text AS factor, %(most_{place})s::int AS most, %(is_own_{place})s::bool AS is_own"
        parts.append(
            f"SELECT f.employer_id, {head}, f.share, f.fact FROM (\n{asked.text}\n) AS f (employer_id, share, fact)"
        )
    nothing = (
        "SELECT 0::bigint AS employer_id, '' AS factor, 0 AS most, TRUE AS is_own, 0 AS share, NULL::jsonb AS fact"
    )
    return "\nUNION ALL\n".join(parts) or f"{nothing} WHERE FALSE", parameters


def _of_file(name: str, **parameters: Any) -> Factor:
    """A factor that is arrears/sql/risk_<name>.sql."""

    def factor(scope: Scope) -> Asked:
        return Asked(sql.text("arrears", f"risk_{name}"), parameters, is_own=name != "sector")

    return factor


for _name, _parameters in (
    ("age", {}),
    ("trend", {}),
    ("shrinkage", {}),
    ("tax_gap", {}),
    ("late_filing", {}),
    (
        "events",
        {
            "event_kinds": list(EVENT_SHARES),
            "event_shares": list(EVENT_SHARES.values()),
            "states": list(STATE_SHARES),
            "state_shares": list(STATE_SHARES.values()),
        },
    ),
    ("strikes", {}),
    ("sector", {"fewest_others": FEWEST_OTHERS}),
):
    register_factor(_name, _of_file(_name, **_parameters))
