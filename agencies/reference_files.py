"""Reads the given data of an app, <app>/reference/*.csv, as plain rows. No database here."""

import csv
import functools
import importlib.util
from datetime import date
from pathlib import Path
from typing import Any

from portal.core.folding import fold


@functools.cache
def rows(app: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of <app>/reference/<name>.csv, by column name."""
    spec = importlib.util.find_spec(app)
    if spec is None or spec.origin is None:
        raise LookupError(app)
    with open(Path(spec.origin).parent / "reference" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def day(text: str) -> date | None:
    """An empty cell is no date."""
    return date.fromisoformat(text) if text else None


def slug(name: str) -> str:
    """
    >>> slug("Bắc Ninh")
    'bac-ninh'
    """
    return fold(name).replace(" ", "-")


def typed(kind: str, text: str) -> Any:
    """The value of a setting as its type says.

    >>> typed("int_list", "1,2,10")
    [1, 2, 10]
    """
    if kind == "int":
        return int(text)
    if kind == "bool":
        return text == "true"
    if kind in ("int_list", "code_list", "word_list"):
        return [int(part) if kind == "int_list" else part for part in text.split(",") if part]
    return text
