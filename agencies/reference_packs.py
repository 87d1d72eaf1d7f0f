"""What a release gives beside the organisation: indicators, special days, and the directives' packs for open provinces."""

from datetime import date
from typing import Any

from agencies.models import Province, SpecialDay
from agencies.packs.applying import Applied, apply_released
from agencies.packs.checking import refuse_broken
from agencies.packs.reading import released
from agencies.reference_files import day, rows


def indicators() -> list[dict[str, Any]]:
    plain = ("code", "name", "english", "unit", "denominator")
    return [
        {**{name: row[name] for name in plain}, "order": int(row["order"])} for row in rows("agencies", "indicators")
    ]


def special_days() -> list[dict[str, Any]]:
    """Without the days that an administrator has decided since."""
    decided = set(SpecialDay.objects.exclude(changed_by=None).values_list("day", flat=True))
    return [
        {
            "day": day(row["day"]),
            "is_working": row["is_working"] == "1",
            "name": row["name"],
            "source": row["source"],
            "is_estimate": row["is_estimate"] == "1",
        }
        for row in rows("agencies", "special_days")
        if day(row["day"]) not in decided
    ]


def reach_open_provinces(on: date) -> Applied:
    """Refuses the whole release when a pack is broken: half a directive would order the wrong things."""
    refuse_broken(*released())
    total = Applied()
    for province in Province.objects.select_related("unit"):
        total += apply_released(province, on=on)
    return total
