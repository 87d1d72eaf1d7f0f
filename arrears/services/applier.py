"""What letting in a file of a kind does that says nothing to the ledger itself: called by the acts of the import road alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from portal.core.models import ImportBatch
from portal.core.periods import Month

Told = Callable[[ImportBatch, Agency], list[dict[str, Any]]]


@dataclass(frozen=True)
class Applier:
    """`parser` (dotted); `problems` and `warnings` beyond what it saw, told as it tells them; `news` -> counts new, changed,
    same, absent; `apply(batch, *, by, at)` and `undo(batch, *, by, at)`. `refuse_month(agency, month)` -> why the kind says
    nothing of that month, empty where it does. `is_followed`: the month's ledger, where it has figures, follows the file."""

    parser: str
    problems: Told
    warnings: Told
    news: Callable[[ImportBatch, Agency], dict[str, int]]
    apply: Callable[..., None]
    undo: Callable[..., None]
    refuse_month: Callable[[Agency, Month], str] = lambda agency, month: ""
    is_followed: bool = False
