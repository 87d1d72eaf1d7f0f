"""The kinds of thing that the box of search finds, in the order of the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from agencies.models import User
from portal.shell.finding.agencies import agencies, places
from portal.shell.finding.directives import directives
from portal.shell.finding.documents import documents
from portal.shell.finding.employers import employers
from portal.shell.finding.hits import Answer
from portal.shell.finding.words import Typed, Way


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its tab, and how it is found: (reader, question, size of a page, after which key) -> Answer."""

    label: str
    icon: str
    find: Callable[[User, Typed, int, str], Answer]


KINDS = {
    "employers": Kind(_("Đơn vị"), "building-factory-2", employers),
    "agencies": Kind(_("Cơ quan"), "building", agencies),
    "directives": Kind(_("Văn bản chỉ đạo"), "file-description", directives),
    "documents": Kind(_("Báo cáo, công văn, minh chứng"), "files", documents),
    "places": Kind(_("Địa bàn, khu"), "map-pin", places),
}


def answer(kind: str, user: User, typed: Typed, size: int, after: str = "") -> Answer:
    if not typed.words or user.posting is None:
        return named_as(kind, Answer())
    return named_as(kind, KINDS[kind].find(user, typed, size, after))


def named_as(kind: str, found: Answer) -> Answer:
    return replace(found, kind=kind, label=str(KINDS[kind].label))


ALWAYS_ASKED = ("employers", "agencies")


def answers(user: User, typed: Typed, size: int, *, enough: int | None = None) -> list[Answer]:
    """Of every kind the first few, where there is any; words one letter away where nothing has those that were typed. With
    `enough` hits the later kinds are not asked any more."""
    asked = typed
    for way in Way:
        asked, found = asked.by(way), list[Answer]()
        for kind in KINDS:
            if enough is None or kind in ALWAYS_ASKED or sum(len(one.hits) for one in found) < enough:
                found.append(answer(kind, user, asked, size))
        if any(one.hits for one in found):
            return [one for one in found if one.hits]
    return []
