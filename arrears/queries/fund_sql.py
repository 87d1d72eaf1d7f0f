"""SQL that says the same of each fund is written once: a line that ends in `--each fund` stands for six lines, one per
fund in their fixed order, `--each split` for the five of form C12-TS, with {fund} replaced
(and {two_bits} by where the fund's class stands in `standing`)."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

from portal.core import sql
from portal.core.money import FUNDS, SPLIT_FUNDS

_WHICH = {"fund": FUNDS, "split": SPLIT_FUNDS}


@functools.cache
def text(name: str) -> str:
    """The text of arrears/sql/<name>.sql with its lines per fund written out."""
    lines: list[str] = []
    for line in sql.text("arrears", name).splitlines():
        body, _mark, which = line.partition("--each ")
        funds = _WHICH.get(which.strip(), ("",))
        lines += [_written(body, place, fund) for place, fund in enumerate(funds)] if which else [line]
    return "\n".join(lines)


def _written(body: str, place: int, fund: str) -> str:
    return body.replace("{fund}", fund).replace("{two_bits}", str(2 * place)).replace("{place}", str(place + 1))


@contextmanager
def planned(**hints: str) -> Iterator[None]:
    """Planner settings for one statement of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = '{value}'" for name, value in hints.items()))
        yield
        cursor.execute("; ".join(f"RESET {name}" for name in hints))


def execute(name: str, parameters: Mapping[str, Any] | None = None, **names: str) -> int:
    """Run the statement; the number of rows it touched. `names` are column lists written into <<name>>."""
    with connection.cursor() as cursor:
        cursor.execute(_named(name, names), parameters or {})
        return int(cursor.rowcount)


def rows(name: str, parameters: Mapping[str, Any] | None = None, **names: str) -> list[dict[str, Any]]:
    """Run the query; each row as a dictionary by column name."""
    with connection.cursor() as cursor:
        cursor.execute(_named(name, names), parameters or {})
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _named(name: str, names: Mapping[str, str]) -> str:
    statement = text(name)
    for mark, columns in names.items():
        statement = statement.replace(f"<<{mark}>>", columns)
    return statement
