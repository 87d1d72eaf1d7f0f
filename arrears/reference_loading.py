"""Loads the given data of this storey: the figures of the law while they are in force, and the causes of arrears."""

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
        "legal_rules": settle(
            LegalRule, ("key", "valid_from"), wanted, among=LegalRule.objects.filter(is_shipped=True)
        ),
        "note_causes": settle(NoteCause, ("code",), causes),
    }
