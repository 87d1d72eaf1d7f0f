"""How a due rule may be written; rules/due_dates.py says which day it means."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.packs.reading import FieldPath
from agencies.packs.shapes import DAY, FLAG, TEXT, Finding, Form, one_of


def _whole(least: int, most: int) -> Form:
    return Form(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most,
        gettext_lazy("phải là số nguyên trong khoảng cho phép"),
    )


EVERY = one_of(["week", "month", "quarter", "half", "year", "once", "season"])
FIELDS: dict[str, Form] = {
    "from": DAY,
    "until": DAY,
    "date": DAY,
    "start": DAY,
    "month": _whole(1, 12),
    "day": Form(
        lambda value: value in ("last", "last_working") or _whole(1, 31).fits(value),
        gettext_lazy("phải là 1-31, last hoặc last_working"),
    ),
    "offset": _whole(0, 12),
    "inclusive": FLAG,
    "halves": Form(lambda value: value in ([1], [2], [1, 2]), gettext_lazy("phải là [1], [2] hoặc [1, 2]")),
    "count": _whole(1, 31),
    "roll": one_of(["none", "earlier", "later"]),
    "assumed": FLAG,
    "why": TEXT,
    "covers": one_of(["this", "previous"]),
}
# What a rule needs besides "every": the day at least, and the month where the period has several.
NEEDED = {"month": ["day"], "quarter": ["day"], "half": ["day"], "year": ["month", "day"], "week": ["count"]}


def due_rules(kind: str, rules: list[dict[str, Any]], path: FieldPath) -> Iterator[Finding]:
    """Each rule by itself, and whether a duty of this kind has rules at all."""
    if kind in ("deliverable", "quota") and not rules:
        yield path, _("Nhiệm vụ có thời hạn hoặc định mức phải có quy tắc thời hạn.")
    if kind in ("event", "gate", "standing") and rules:
        yield path, _("Nhiệm vụ loại này không có quy tắc thời hạn.")
    for index, rule in enumerate(rules):
        yield from _rule(rule, (*path, index))


def _rule(rule: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    every = rule.get("every")
    if not EVERY.fits(every):
        yield (*path, "every"), _("Giá trị %s.") % EVERY.words
        return
    yield from _fields(rule, path)
    if every == "quarter" and rule.get("month", 1) not in (1, 2, 3):
        yield (*path, "month"), _("Với quý, tháng là tháng thứ 1, 2 hoặc 3 của quý.")
    if rule.get("assumed") and not rule.get("why"):
        yield (*path, "why"), _("Thời hạn giả định phải nêu lý do.")
    if DAY.fits(rule.get("from")) and DAY.fits(rule.get("until")) and rule["from"] > rule["until"]:
        yield (*path, "until"), _("Ngày kết thúc trước ngày bắt đầu.")


def _fields(rule: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    for field in NEEDED.get(rule["every"], []):
        if field not in rule:
            yield (*path, field), _("Quy tắc thời hạn thiếu trường này.")
    for field, value in rule.items():
        if field != "every" and field not in FIELDS:
            yield (*path, field), _("Quy tắc thời hạn không có trường này.")
        elif field != "every" and not FIELDS[field].fits(value):
            yield (*path, field), _("Giá trị %s.") % FIELDS[field].words
