"""What the acts of the import road need of each kind of file. The functions are private to those acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Applier:
    """One kind's answers to the same questions; employers.services.applying says what each of them means."""

    problems: Callable[..., list[dict[str, Any]]]
    news: Callable[..., dict[str, Any]]
    apply: Callable[..., dict[str, Any]]
    apply_row: Callable[..., None]
    undo: Callable[..., None]
