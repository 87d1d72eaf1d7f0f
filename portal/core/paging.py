"""Keyset paging: a page begins after the last row of the one before, so that a deep page costs what the first costs.

The place is carried in the address as a signed cursor; one that is forged or of another list opens the first page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

END = "end"
_signer = signing.Signer(salt="portal.core.paging")


@dataclass(frozen=True)
class Key:
    """One field of the order."""

    path: str
    descending: bool
    nullable: bool
    field: Any

    def order(self, backward: bool) -> OrderBy:
        descending = self.descending != backward
        if not self.nullable:
            return OrderBy(F(self.path), descending=descending)
        return OrderBy(
            F(self.path), descending=descending, nulls_first=backward or None, nulls_last=(not backward) or None
        )

    def same(self, value) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value, backward: bool) -> Q:
        """Rows that come later (earlier, when paging backward); empty cells always close the list."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else Q(pk__in=[])
        further = Q(**{f"{self.path}__{'lt' if self.descending != backward else 'gt'}": value})
        return further | Q(**{f"{self.path}__isnull": True}) if self.nullable and not backward else further


@dataclass(frozen=True)
class Page:
    """`before` and `after` are cursors, None where the list ends."""

    rows: list
    before: str | None
    after: str | None

    @property
    def is_whole(self) -> bool:
        return self.before is None and self.after is None


class _RowBeyond(Func):
    """(a, b) < (x, y): one comparison that an index over both fields answers."""

    output_field = BooleanField()

    def __init__(self, keys, values, operator: str):
        parts = [F(key.path) for key in keys] + [
            Value(value, output_field=key.field) for key, value in zip(keys, values, strict=True)
        ]
        super().__init__(*parts)
        self.operator = operator

    def as_sql(self, compiler, connection, **extra):  # type: ignore[override]
        compiled = [compiler.compile(part) for part in self.get_source_expressions()]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        return f"({left}) {self.operator} ({right})", [value for _, values in compiled for value in values]


def ordered(rows: QuerySet, order: tuple[str, ...], tie_break: str = "pk") -> QuerySet:
    """All the rows in the order in which the pages show them."""
    return rows.order_by(*[key.order(backward=False) for key in _keys(rows, order, tie_break)])


def page_of(
    rows: QuerySet, *, order: tuple[str, ...], tie_break: str = "pk", size: int, after: str = "", before: str = ""
) -> Page:
    """The page of `rows` that the cursor names, in `order` and then by the unique `tie_break`."""
    keys = _keys(rows, order, tie_break)
    backward = bool(before)
    place = None if before == END else _read(before or after, rows, keys)
    if place is None and before != END:
        backward = False
    found = rows.order_by(*[key.order(backward) for key in keys])
    found = found.annotate(**{f"sort_{at}": F(key.path) for at, key in enumerate(keys)})
    if place is not None:
        found = found.filter(_beyond(keys, place, backward))
    fetched = list(found[: size + 1])
    more = len(fetched) > size
    fetched = fetched[:size]
    if backward:
        fetched.reverse()
    if not fetched:
        return Page([], None, None)
    earlier = more if backward else place is not None
    later = (place is not None) if backward else more
    return Page(
        fetched,
        _write(fetched[0], rows, keys) if earlier else None,
        _write(fetched[-1], rows, keys) if later else None,
    )


def _beyond(keys: list[Key], place: list, backward: bool) -> Q | Func:
    first = keys[0]
    if not any(key.nullable for key in keys) and len({key.descending for key in keys}) == 1:
        return _RowBeyond(keys, place, "<" if first.descending != backward else ">")
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, place, strict=True):
        condition |= equal & key.beyond(value, backward)
        equal &= key.same(value)
    if first.nullable or place[0] is None:
        return condition
    # Redundant, but it is this bound that lets an index on the first field begin where the page begins.
    return Q(**{f"{first.path}__{'lte' if first.descending != backward else 'gte'}": place[0]}) & condition


def _keys(rows: QuerySet, order: tuple[str, ...], tie_break: str) -> list[Key]:
    descending = bool(order) and order[0].startswith("-")
    if all(path.lstrip("-") != tie_break for path in order):
        order = (*order, f"-{tie_break}" if descending else tie_break)
    return [_key(rows, path) for path in order]


def _key(rows: QuerySet, path: str) -> Key:
    name = path.lstrip("-")
    field = F(name).resolve_expression(rows.query).output_field
    return Key(name, path.startswith("-"), _is_nullable(rows, name), field)


def _is_nullable(rows: QuerySet, path: str) -> bool:
    if path in rows.query.annotations:
        return True
    meta = rows.model._meta
    for step in path.split("__"):
        try:
            field = meta.pk if step == "pk" else meta.get_field(step)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        if field.is_relation:
            meta = field.related_model._meta
    return False


def _label(rows: QuerySet, keys: list[Key]) -> str:
    return rows.model._meta.label_lower + ":" + ",".join(("-" if key.descending else "") + key.path for key in keys)


def _write(row, rows: QuerySet, keys: list[Key]) -> str:
    names = [f"sort_{at}" for at in range(len(keys))]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    plain = [value if value is None or isinstance(value, int | str) else _plain(value) for value in values]
    return _signer.sign_object([_label(rows, keys), *plain])


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(cursor: str, rows: QuerySet, keys: list[Key]) -> list | None:
    if not cursor:
        return None
    try:
        label, *plain = _signer.unsign_object(cursor)
        if label != _label(rows, keys):
            return None
        return [key.field.to_python(value) for key, value in zip(keys, plain, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None
