"""Turns a pack into the values of rows: groups spelled out, days and exact numbers as Python has them. No database here."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from agencies.reference_files import day, rows

MILLION = 1_000_000
# Duty field <- field of the pack where the two are called alike.
ALIKE = ("lines", "text", "role", "kind", "category")
OPTIONAL = ("due_as_written", "trigger", "gate", "same_as")
NOTES = ("note", "recurrence_note", "actor_note")
PARTS = (
    ("cooperating", "cooperating"),
    ("performed_by", "performer"),
    ("recipients", "recipient"),
    ("via", "relay"),
)


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of a pack, whatever the order of its fields."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def directive(content: dict[str, Any]) -> dict[str, Any]:
    """Without the days in force, which an administrator may have set since: see in_force."""
    told, parties = content["directive"], content["parties"]
    coordinator = told.get("coordinator")
    return {
        "kind": told["kind"],
        "issuer": told["issuer"]["name"],
        "number": told.get("number") or "",
        "issued_on": day(told.get("issued_on") or ""),
        "date_note": told.get("date_note") or "",
        "subject": told["subject"],
        "legal_basis": told.get("legal_basis") or [],
        "coordinator_id": parties[coordinator]["function"] if coordinator else None,
        "parties": parties,
        "thresholds": content.get("thresholds") or [],
        "references": content.get("references") or [],
        "text": content["text"],
        "fingerprint": fingerprint(content),
    }


def in_force(content: dict[str, Any]) -> dict[str, Any]:
    told = content["directive"]["in_force"]
    return {
        "in_force_from": date.fromisoformat(told["from"]),
        "in_force_to": day(told.get("until") or ""),
        "is_assumed": bool(told.get("is_assumed")),
        "in_force_reason": told.get("why") or "",
    }


def clauses(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"code": row["id"], "order": order, "kind": row["kind"], "lines": row["lines"], "text": row["text"].strip()}
        for order, row in enumerate(content["clauses"])
    ]


def duties(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
    """Each duty's values, the code of its clause, and its parties."""
    for order, row in enumerate(content["duties"]):
        fulfilment = row["fulfilment"]
        values = {
            "code": row["id"],
            "order": order,
            **{name: row[name] for name in ALIKE},
            **{name: row.get(name) or "" for name in OPTIONAL},
            "due": row.get("due") or [],
            "mode": fulfilment["mode"],
            "thing": fulfilment.get("by") or "",
            "capabilities": fulfilment.get("capabilities") or [],
            "feature": fulfilment.get("feature") or "",
            "summary_vi": row["summary"]["vi"],
            "summary_en": row["summary"]["en"],
            "note": " ".join(row[name] for name in NOTES if row.get(name)),
        }
        yield values, row["clause"], list(_parties(row, content["parties"]))


def _parties(row: dict[str, Any], parties: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Groups spelled out. Who bears a duty does not also cooperate with itself or do it for itself."""
    bearers = spelled_out(row["party"], parties)
    for slug, requested in bearers.items():
        yield _party("bearer", slug, parties, requested, row.get("function"))
    for field, part in PARTS:
        found: dict[str, bool] = {}
        for slug in row.get(field) or []:
            found |= {member: asked for member, asked in spelled_out(slug, parties).items() if member not in found}
        for slug, requested in found.items():
            if slug not in bearers or part in ("recipient", "relay"):
                yield _party(part, slug, parties, requested)


def _party(part: str, slug: str, parties: dict, requested: bool, function: str | None = None) -> dict[str, Any]:
    return {
        "part": part,
        "slug": slug,
        "name": parties[slug]["name"],
        "function_id": function or parties[slug].get("function"),
        "is_requested": requested,
    }


def spelled_out(slug: str, parties: dict[str, Any], requested: bool = False) -> dict[str, bool]:
    """The single bodies of a party, in order, and whether each is only requested to act.

    >>> spelled_out("all", {"all": {"members": ["a", "b"]}, "a": {}, "b": {"requested": True}})
    {'a': False, 'b': True}
    """
    party = parties[slug]
    requested = requested or bool(party.get("requested"))
    if not party.get("members"):
        return {slug: requested}
    found: dict[str, bool] = {}
    for member in party["members"]:
        for single, asked in spelled_out(member, parties, requested).items():
            found.setdefault(single, asked)
    return found


def whole(indicator: str, value: int | str) -> int:
    """Percent in millionths of one, a count as it is. Refuses what is not exact.

    >>> whole("bhxh_ratio", "22.76")
    227600
    """
    units = {row["code"]: row["unit"] for row in rows("agencies", "indicators")}
    exact = Decimal(str(value)) * (MILLION // 100 if units[indicator] == "ratio" else 1)
    if exact != int(exact):
        raise ValueError(f"{indicator}: {value}")
    return int(exact)


def source(content: dict[str, Any], lines: str) -> str:
    """Where a number was read: "004, dòng 45-46"."""
    return f"{content['directive']['code']}, dòng {lines}"


def targets(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "indicator_id": row["indicator"],
            "period": row["period"],
            "lines": row["lines"],
            "set_by": row["set_by"],
            "value": whole(row["indicator"], row["value"]),
            "is_approximate": bool(row.get("approximate")),
            "source": source(content, row["lines"]),
            "accountable": row.get("accountable") or "",
            "note": row.get("note") or "",
            "set_on": day(content["directive"].get("issued_on") or ""),
        }
        for row in content.get("targets") or []
    ]


def actuals(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "indicator_id": row["indicator"],
            "as_of": date.fromisoformat(row["as_of"]),
            "lines": row["lines"],
            "value": whole(row["indicator"], row["value"]),
            "source": source(content, row["lines"]),
        }
        for row in content.get("actuals") or []
    ]
