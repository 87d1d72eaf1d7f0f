"""Loads the given data of this storey: the figures of the law while they are in force, and the causes of arrears."""

from typing import Any

from agencies.reference_files import day, rows
from agencies.reference_loading import Settled, settle
from arrears.models import LegalRule, NoteCause, RiskWeight


def load() -> dict[str, Settled]:
    """Load everything of this storey; what each table needed, by table."""
    wanted = [
        {
            "key": row["key"],
            "value": row["value"],
            "valid_from": day(row["valid_from"]),
            "valid_to": day(row["valid_to"]),
            "citation": row["citation"],
            "confidence": row["confidence"],
            "note": row["note"],
            "state": LegalRule.State.APPROVED,
        }
        for row in rows("arrears", "legal_rules")
    ]
    causes = [row | {"place": int(row["place"])} for row in rows("arrears", "note_causes")]
    weights = [
        row | {"weight": int(row["weight"]), "valid_from": day(row["valid_from"]), "valid_to": day(row["valid_to"])}
        for row in rows("arrears", "risk_weights")
    ]
    return {
        "risk_weights": settle(RiskWeight, ("factor", "valid_from"), weights),
        "legal_rules": _legal_rules(wanted),
        "note_causes": settle(NoteCause, ("code",), causes),
    }


def _legal_rules(wanted: list[dict[str, Any]]) -> Settled:
    """A row that the portal ships no more, as one whose first day was wrong, would count beside the one in its place."""
    shipped, told = LegalRule.objects.filter(is_shipped=True), {(row["key"], row["valid_from"]) for row in wanted}
    settled = settle(LegalRule, ("key", "valid_from"), wanted, among=shipped)
    standing = shipped.in_force().values_list("pk", "key", "valid_from")
    gone = [pk for pk, *facts in standing if tuple(facts) not in told]
    ended = shipped.filter(pk__in=gone).update(state=LegalRule.State.WITHDRAWN)
    return Settled(settled.added, settled.corrected + ended)
