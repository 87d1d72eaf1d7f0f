"""Directives in the box of search: by number and subject, then by what a clause says."""

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Clause, Directive, User
from portal.core.folding import fold
from portal.shell.finding.hits import Answer, Hit, listed_of
from portal.shell.finding.words import Typed, saying

LISTED = 200
EXCERPT = 160
BEFORE = 6


def directives(user: User, typed: Typed, size: int, after: str) -> Answer:
    named = [row for row in Directive.objects.visible_to(user).order_by("code") if typed.has_every(_told(row))]
    clauses = Clause.objects.visible_to(user).exclude(kind="dropped").select_related("directive")
    said = saying(clauses.order_by("directive__code", "order"), typed, "text", most=LISTED)
    return listed_of([*named, *said], size, after, key=_key, hit=lambda row: _hit(row, typed))


def _key(row: Directive | Clause) -> str:
    return f"{'c' if isinstance(row, Clause) else 'd'}{row.pk}"


def _hit(row: Directive | Clause, typed: Typed) -> Hit:
    return _clause(row, typed) if isinstance(row, Clause) else _directive(row)


def _told(row: Directive) -> str:
    return f"{row.get_kind_display()} {row.number} {row.code} {row.subject} {row.issuer}"


def _name(row: Directive) -> str:
    return f"{row.get_kind_display()} {row.number or row.code}"


def _directive(row: Directive) -> Hit:
    return Hit(_key(row), row.subject, reverse("directive", args=[row.code]), _name(row), "file-description")


def _clause(row: Clause, typed: Typed) -> Hit:
    url = f"{reverse('directive', args=[row.directive.code])}#{row.code}"
    where = _("%(document)s, dòng %(lines)s") % {"document": _name(row.directive), "lines": row.lines}
    return Hit(_key(row), excerpt(row.text, typed), url, where, "file-text")


def excerpt(text: str, typed: Typed) -> str:
    """Some words around the first one that was asked for."""
    words = text.split()
    first = next((at for at, word in enumerate(words) if _is_asked(fold(word), typed)), 0)
    begin = max(0, first - BEFORE)
    told = " ".join(words[begin:])
    cut = told if len(told) <= EXCERPT else f"{told[:EXCERPT].rsplit(' ', 1)[0]} …"
    return f"… {cut}" if begin else cut


def _is_asked(word: str, typed: Typed) -> bool:
    return any(part in word for part in typed.words)
