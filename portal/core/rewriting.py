"""Thousands of records written by one statement. Django's bulk acts take tens of times as long: bulk_update names every
row in a CASE of every column, bulk_create makes every value a parameter."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from portal.core.copying import copy_rows

TOGETHER = 5000


def write_new(records: Sequence[models.Model]) -> int:
    """COPY new records of one model in the caller's transaction; their keys stay unknown. Returns how many."""
    if not records:
        return 0
    meta = records[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = [_values([field.pre_save(record, True) for record in records], field) for field in fields]
    return copy_rows(meta.db_table, [str(field.column) for field in fields], zip(*columns, strict=True))


def rewrite(records: Sequence[models.Model], names: Sequence[str]) -> int:
    """Write these fields of records of one model, known by their keys, in the caller's transaction. Returns how many rows."""
    return sum(_together(records[at : at + TOGETHER], names) for at in range(0, len(records), TOGETHER))


def _together(records: Sequence[models.Model], names: Sequence[str]) -> int:
    meta, quote = records[0]._meta, connection.ops.quote_name
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [meta.pk, *(by_name[name] for name in names)]
    columns = [(quote(str(field.column)), field.db_type(connection) or "") for field in fields]
    given = ", ".join(f"%s::{_carried(kind)}[]" for _name, kind in columns)
    told = ", ".join(f"{name} = n.{name}::{kind}" for name, kind in columns[1:])
    key, table = columns[0][0], quote(meta.db_table)
    statement = (
        f"UPDATE {table} AS t SET {told} FROM unnest({given}) AS n ({', '.join(name for name, _kind in columns)})"
        f" WHERE t.{key} = n.{key}"
    )
    with connection.cursor() as cursor:
        told_of = [([getattr(record, field.attname) for record in records], field) for field in fields]
        cursor.execute(statement, [_values(*each) for each in told_of])
        return int(cursor.rowcount)


def _carried(kind: str) -> str:
    """JSON travels as text."""
    return "text" if kind == "jsonb" else kind


def _values(found: Sequence[Any], field: Any) -> list[Any]:
    if isinstance(field, models.JSONField):
        return [None if value is None else json.dumps(value, cls=field.encoder) for value in found]
    return [None if value is None else field.get_db_prep_save(value, connection) for value in found]
