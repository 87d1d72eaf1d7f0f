"""Filters of official documents: figures as Vietnamese papers write them, whatever the reader's interface language."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.core.money import dong as grouped

register = template.Library()
_CODE = re.compile(r"\b\w+-(?:TS|BNN)\b")


@register.filter
def dong(amount: int | None) -> str:
    """1234567 as 1.234.567; nothing for None."""
    return "" if amount is None else grouped(amount)


@register.filter
def lower_first(text: str) -> str:
    """A name inside a sentence: "Khó khăn" as "khó khăn", "BHXH" as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def whole_codes(text: str) -> SafeString:
    """Names of forms and funds are not broken at their hyphen: B03b-TS, TNLĐ-BNN."""
    return mark_safe(_CODE.sub(lambda found: f'<span class="code">{found[0]}</span>', escape(text)))
