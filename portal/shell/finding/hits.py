"""What one kind of thing answers to the box: hits, best first, with where each leads, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from employers.queries.finding import MOST
from portal.core.figures import grouped


@dataclass(frozen=True)
class Hit:
    """One line of the answer; `key` names its place in the list."""

    key: str
    title: str
    url: str
    sub: str = ""
    icon: str = "point"
    note: str = ""


@dataclass
class Answer:
    """The hits of one kind on one page. `after`: the key with which the next page begins, "" where there is none."""

    hits: Sequence[Hit] = field(default_factory=list)
    total: int = 0
    is_more: bool = False
    is_near: bool = False
    after: str = ""
    kind: str = ""
    label: str = ""

    @property
    def count_text(self) -> str:
        number = grouped(min(self.total, MOST) if self.is_more else self.total)
        return _("hơn %(number)s") % {"number": number} if self.is_more else number


def listed(hits: Sequence[Hit], size: int, after: str) -> Answer:
    """One page of the hits, which begins behind the one named."""
    return listed_of(hits, size, after, key=lambda hit: hit.key, hit=lambda hit: hit)


def listed_of(
    rows: Sequence[Any], size: int, after: str, *, key: Callable[[Any], str], hit: Callable[[Any], Hit]
) -> Answer:
    """The same of rows of which only those of the page are made into hits."""
    start = next((at + 1 for at, row in enumerate(rows) if key(row) == after), 0) if after else 0
    shown = rows[start : start + size]
    following = key(shown[-1]) if shown and start + size < len(rows) else ""
    return Answer([hit(row) for row in shown], len(rows), after=following)
