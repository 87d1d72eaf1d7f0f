"""How much of each document the portal carries: paragraphs, duties, and how each duty is fulfilled. Counted, not told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agencies.models import Duty
from agencies.packs.reading import Pack
from agencies.reference_files import rows


@dataclass
class Coverage:
    """`executed_later`: executed by a room that is not open yet; until then its evidence is handed in. `restated`: duties that
    only repeat another one, tracked once. `unmapped`: paragraphs without a duty, and duties that nothing fulfils."""

    document: str
    paragraphs: int = 0
    duties: int = 0
    executed: int = 0
    executed_later: int = 0
    evidenced: int = 0
    tracked: int = 0
    unmapped: int = 0
    restated: int = 0
    agencies: int = 0
    groups: int = 0
    targets: int = 0
    actuals: int = 0


COUNTED = tuple(name for name in Coverage.__dataclass_fields__ if name != "document")


def coverage(packs: Iterable[Pack]) -> list[Coverage]:
    """One row for each document."""
    return [_of(pack.content) for pack in packs]


def total(found: Iterable[Coverage]) -> Coverage:
    found = list(found)
    return Coverage("total", **{name: sum(getattr(row, name) for row in found) for name in COUNTED})


def _of(content: dict[str, Any]) -> Coverage:
    ways = [_way(duty.get("fulfilment") or {}) for duty in content["duties"]]
    paragraphs = {clause["id"] for clause in content["clauses"] if clause["kind"] == "duty"}
    addressed = [party for party in content["parties"].values() if party.get("addressed")]
    groups = sum(1 for party in addressed if party.get("members"))
    return Coverage(
        content["directive"]["code"],
        paragraphs=len(paragraphs),
        duties=len(content["duties"]),
        **{way: ways.count(way) for way in ("executed", "executed_later", "evidenced", "tracked")},
        unmapped=ways.count("") + len(paragraphs - {duty["clause"] for duty in content["duties"]}),
        restated=sum(1 for duty in content["duties"] if duty.get("same_as")),
        agencies=len(addressed) - groups,
        groups=groups,
        targets=len(content.get("targets") or []),
        actuals=len(content.get("actuals") or []),
    )


def _way(fulfilment: dict[str, Any]) -> str:
    """How the duty is fulfilled; nothing where the portal has no such way."""
    mode = fulfilment.get("mode")
    if mode != Duty.Mode.EXECUTED:
        return mode if mode in Duty.Mode.values else ""
    is_open = {row["code"]: row["is_open"] == "1" for row in rows("agencies", "things")}.get(fulfilment.get("by") or "")
    return "" if is_open is None else "executed" if is_open else "executed_later"
