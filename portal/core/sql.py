"""Run a named .sql file of an app: what is too long for the ORM stands in <app>/sql/<name>.sql, its question in a comment."""

import functools
import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


@functools.cache
def text(app: str, name: str) -> str:
    """The text of <app>/sql/<name>.sql."""
    spec = importlib.util.find_spec(app)
    if spec is None or spec.origin is None:
        raise LookupError(app)
    return (Path(spec.origin).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def execute(app: str, name: str, parameters: Mapping[str, Any]) -> int:
    """Run the statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(text(app, name), parameters)
        return int(cursor.rowcount)


def rows(app: str, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run the query; each row as a dictionary by column name."""
    with connection.cursor() as cursor:
        cursor.execute(text(app, name), parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def among(keys: Iterable[int]) -> RawSQL:
    """These keys, for `field__in`, as one array: of thousands each as a parameter of its own, Django's and PostgreSQL's reading
    of the question takes longer than the answer."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
