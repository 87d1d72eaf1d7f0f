"""Directives in the box of search: by number and subject, then by what a clause says."""

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Clause, Directive, User
from portal.core.folding import fold
from portal.shell.finding.hits import Answer, Hit, listed
from portal.shell.finding.words import Typed, saying

LISTED = 200
EXCERPT = 160
BEFORE = 6


def directives(user: User, typed: Typed, size: int, after: str) -> Answer:
    hits = [
        _directive(row) for row in Directive.objects.visible_to(user).order_by("code") if typed.has_every(_told(row))
    ]
    clauses = Clause.objects.visible_to(user).exclude(kind="dropped").select_related("directive")
    said = saying(clauses.order_by("directive__code", "order"), typed, "text", most=LISTED)
    return listed([*hits, *(_clause(row, typed) for row in said)], size, after)


def _told(row: Directive) -> str:
    return f"{row.get_kind_display()} {row.number} {row.code} {row.subject} {row.issuer}"


def _name(row: Directive) -> str:
    return f"{row.get_kind_display()} {row.number or row.code}"


def _directive(row: Directive) -> Hit:
    return Hit(f"d{row.pk}", row.subject, reverse("directive", args=[row.code]), _name(row), "file-description")


def _clause(row: Clause, typed: Typed) -> Hit:
    url = f"{reverse('directive', args=[row.directive.code])}#{row.code}"
    where = _("%(document)s, dòng %(lines)s") % {"document": _name(row.directive), "lines": row.lines}
    return Hit(f"c{row.pk}", excerpt(row.text, typed), url, where, "file-text")


def excerpt(text: str, typed: Typed) -> str:
    """Some words around the first one that was asked for."""
    words = text.split()
    first = next((at for at, word in enumerate(words) if any(part in fold(word) for part in typed.words)), 0)
    begin = max(0, first - BEFORE)
    told = " ".join(words[begin:])
    cut = told if len(told) <= EXCERPT else f"{told[:EXCERPT].rsplit(' ', 1)[0]} …"
    return f"… {cut}" if begin else cut
