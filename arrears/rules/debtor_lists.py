"""Who stands on a list of debtors: the rule of one purpose, as the settings of a day say it, with the ground of each part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

PARTS = ("threshold_months", "inclusive", "fund", "minimum", "kinds", "excluded_states")
"""What a rule is made of; each is a setting `debtor_list.<purpose>.<part>` of its own."""

ALL_FUNDS = "all"


@dataclass(frozen=True)
class ListRule:
    """From `threshold` months on (`inclusive`: that many are enough), owing at least `minimum` dong in `fund`, of these kinds
    of unit, in none of these states (columns 38 to 48 of form B03). `cited`: each part's ground."""

    threshold: int = 3
    inclusive: bool = True
    fund: str = ALL_FUNDS
    minimum: int = 0
    kinds: tuple[int, ...] = ()
    excluded_states: tuple[int, ...] = ()
    cited: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any], cited: Mapping[str, str]) -> "ListRule":
        """From the values of PARTS."""
        return cls(
            threshold=values["threshold_months"],
            inclusive=values["inclusive"],
            fund=values["fund"],
            minimum=values["minimum"],
            kinds=tuple(values["kinds"]),
            excluded_states=tuple(values["excluded_states"]),
            cited=dict(cited),
        )

    def reaches(self, months: Decimal | int) -> bool:
        """Months are compared as they are, never rounded.

        >>> [ListRule(3).reaches(Decimal(months)) for months in ("2.99", "3")], ListRule(3, inclusive=False).reaches(3)
        ([False, True], False)
        """
        return months >= self.threshold if self.inclusive else months > self.threshold

    @property
    def snapshot(self) -> dict[str, Any]:
        """As it is kept with a list."""
        return {
            "threshold_months": self.threshold,
            "inclusive": self.inclusive,
            "fund": self.fund,
            "minimum": self.minimum,
            "kinds": list(self.kinds),
            "excluded_states": list(self.excluded_states),
            "cited": dict(self.cited),
        }
