"""Filters of official documents: figures as Vietnamese papers write them, whatever the reader's interface language."""

from django import template

from portal.core.money import dong as grouped

register = template.Library()


@register.filter
def dong(amount: int | None) -> str:
    """1234567 as 1.234.567; nothing for None."""
    return "" if amount is None else grouped(amount)


@register.filter
def lower_first(text: str) -> str:
    """A name inside a sentence: "Khó khăn" as "khó khăn", "BHXH" as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
