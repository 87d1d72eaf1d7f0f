"""Which fields a pack has, what each must look like, and which of them it cannot do without."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Directive, Duty, Target
from agencies.packs.lines import line_numbers
from agencies.packs.reading import FieldPath

Finding = tuple[FieldPath, str]
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
CLAUSE_KINDS = {"title", "basis", "context", "purpose", "heading", "duty", "recipients", "signature"}
GATES = {"commendation", "expansion", "dissolution"}


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_lines(value: Any) -> bool:
    try:
        return isinstance(value, str) and sorted(set(line_numbers(value))) == line_numbers(value) != []
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    """Whole, or a decimal written as text: a float of YAML is not exact."""
    try:
        return not isinstance(value, bool | float) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and bool(SLUG.fullmatch(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: Any, each: Callable[[Any], bool] = _is_slug) -> bool:
    return isinstance(value, list) and all(each(item) for item in value)


@dataclass(frozen=True)
class Form:
    """What a value must be: a test, and the words for one that fails it."""

    fits: Callable[[Any], bool]
    words: str | Promise


TEXT = Form(_is_text, gettext_lazy("phải là chữ, không để trống"))
WORDS = Form(lambda value: isinstance(value, str), gettext_lazy("phải là chữ"))
SLUG_FORM = Form(_is_slug, gettext_lazy("phải là mã gồm chữ không dấu, số và gạch nối, không quá 60 ký tự"))
FLAG = Form(lambda value: isinstance(value, bool), gettext_lazy("phải là true hoặc false"))
LINES = Form(_is_lines, gettext_lazy("phải là số dòng tăng dần, ví dụ “62-68” hoặc “5,17”"))
DAY = Form(_is_day, gettext_lazy("phải là ngày dạng “2025-07-01”"))
SLUGS = Form(_is_list, gettext_lazy("phải là danh sách mã"))
NUMBER = Form(_is_number, gettext_lazy("phải là số nguyên, hoặc số thập phân viết trong ngoặc kép, ví dụ “22.76”"))
WHOLE = Form(lambda value: isinstance(value, int) and not isinstance(value, bool), gettext_lazy("phải là số nguyên"))
MAP = Form(lambda value: isinstance(value, dict), gettext_lazy("phải là một bảng trường và giá trị"))
MAPS = Form(
    lambda value: _is_list(value, lambda item: isinstance(item, dict)), gettext_lazy("phải là danh sách các bảng")
)
ANY = Form(lambda value: True, "")


def short(most: int) -> Form:
    """Text that fits its column."""
    return Form(
        lambda value: _is_text(value) and len(value) <= most,
        format_lazy(gettext_lazy("phải là chữ, không để trống và không quá {most} ký tự"), most=most),
    )


def one_of(values: Any) -> Form:
    known = sorted(values)
    return Form(
        lambda value: value in known, format_lazy(gettext_lazy("phải là một trong: {known}"), known=", ".join(known))
    )


# Per table: the fields it needs, the fields it may have. None stands for "not stated" and is never wrong where optional.
NEEDED: dict[str, dict[str, Form]] = {
    "pack": {"directive": MAP, "text": TEXT, "parties": MAP, "clauses": MAPS, "duties": MAPS},
    "directive": {
        "code": SLUG_FORM,
        "kind": one_of(Directive.Kind.values),
        "issuer": MAP,
        "territory": Form(
            lambda value: value == "every" or isinstance(value, dict), gettext_lazy("phải là tỉnh, hoặc every")
        ),
        "subject": short(500),
        "in_force": MAP,
    },
    "issuer": {"name": short(200)},
    "territory": {"code": TEXT, "valid_from": DAY},
    "in_force": {"from": DAY},
    "basis": {"text": TEXT},
    "party": {"name": short(300), "lines": LINES, "addressed": FLAG},
    "clause": {"id": SLUG_FORM, "lines": LINES, "kind": one_of(CLAUSE_KINDS), "text": TEXT},
    "duty": {
        "id": SLUG_FORM,
        "clause": SLUG_FORM,
        "lines": LINES,
        "text": TEXT,
        "party": SLUG_FORM,
        "role": one_of(Duty.Role.values),
        "kind": one_of(Duty.Kind.values),
        "category": SLUG_FORM,
        "fulfilment": MAP,
        "summary": MAP,
    },
    "fulfilment": {"mode": one_of(Duty.Mode.values)},
    "summary": {"vi": short(400), "en": short(400)},
    "target": {
        "id": SLUG_FORM,
        "lines": LINES,
        "indicator": SLUG_FORM,
        "period": Form(
            lambda value: isinstance(value, str) and bool(re.fullmatch(r"\d{4}|year|week", value)),
            gettext_lazy("phải là năm (“2025”), year (mỗi năm) hoặc week (mỗi tuần)"),
        ),
        "value": NUMBER,
        "set_by": one_of(Target.SetBy.values),
    },
    "actual": {"id": SLUG_FORM, "lines": LINES, "indicator": SLUG_FORM, "as_of": DAY, "value": NUMBER},
    "threshold": {"id": SLUG_FORM, "lines": LINES},
    "reference": {"id": SLUG_FORM, "lines": LINES},
}
ALLOWED: dict[str, dict[str, Form]] = {
    "pack": dict.fromkeys(("targets", "actuals", "thresholds", "references"), MAPS),
    "directive": {
        "number": short(60),
        "issued_on": DAY,
        "date_note": WORDS,
        "subject_lines": LINES,
        "legal_basis": MAPS,
        "coordinator": SLUG_FORM,
        "coordinator_note": TEXT,
        "reports_to": SLUGS,
    },
    "issuer": {"kind": SLUG_FORM},
    "territory": {"name": TEXT},
    "in_force": {"until": DAY, "is_assumed": FLAG, "why": short(300)},
    "basis": {"lines": LINES},
    "party": {
        "section": TEXT,
        "kind": SLUG_FORM,
        "function": SLUG_FORM,
        "members": SLUGS,
        "outside": FLAG,
        "requested": FLAG,
        "was": SLUG_FORM,
        "note": TEXT,
    },
    "clause": {},
    "duty": {
        **dict.fromkeys(("cooperating", "performed_by", "recipients", "via"), SLUGS),
        "function": SLUG_FORM,
        "due": MAPS,
        "due_as_written": short(300),
        "trigger": short(300),
        "gate": one_of(GATES),
        "threshold": MAP,
        "same_as": SLUG_FORM,
        "inferred_actor": ANY,
        **dict.fromkeys(("note", "recurrence_note", "actor_note"), TEXT),
    },
    "fulfilment": {"by": SLUG_FORM, "capabilities": SLUGS, "feature": short(300)},
    "summary": {},
    "target": {
        "approximate": FLAG,
        "name": TEXT,
        "denominator": TEXT,
        "accountable": short(200),
        "note": short(300),
        "unit": TEXT,
    },
    "actual": {"name": TEXT, "denominator": TEXT, "derived_denominator": WHOLE, "note": TEXT, "unit": TEXT},
    "threshold": {
        "name": TEXT,
        **dict.fromkeys(("kind", "indicator", "value", "unit", "year", "denominator", "setting", "note"), ANY),
    },
    "reference": {
        "name": TEXT,
        **dict.fromkeys(("kind", "indicator", "value", "unit", "year", "denominator", "setting", "note"), ANY),
    },
}


def table(name: str, row: dict[str, Any], path: FieldPath) -> Iterator[Finding]:
    """Fields that are missing, unknown or not in their form."""
    needed, allowed = NEEDED[name], ALLOWED[name]
    for field, form in needed.items():
        if row.get(field) is None:
            yield (*path, field), _("Thiếu trường bắt buộc này.")
        elif not form.fits(row[field]):
            yield (*path, field), _("Giá trị %s.") % form.words
    for field, value in row.items():
        if field not in needed and field not in allowed:
            yield (*path, field), _("Không có trường nào tên như vậy.")
        elif field in allowed and value is not None and not allowed[field].fits(value):
            yield (*path, field), _("Giá trị %s.") % allowed[field].words
