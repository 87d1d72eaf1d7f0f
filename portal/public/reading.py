"""Everything the public site asks of the database: what is published, read only, by a role of its own. Lines and the
bytes of files come from views, which have nothing of an edition as it no longer stands."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from arrears.models.editions import Edition, EditionEvent, EditionFile, PublicFile, PublicLine
from portal.core.folding import fold

Kind = EditionEvent.Kind
LEAVES = (Kind.DELISTED, Kind.CORRECTED)
PRAISE = "praise"
SORTS = {
    "place": "place",
    "name": "folded",
    "workers": "workers",
    "months": "months",
    "late": "late",
    "evaded": "evaded",
    "owed": "owed",
}


def _rows(model) -> QuerySet:
    return model.objects.using(settings.PUBLIC_DATABASE)


def editions(*, what: str = "", province: str = "") -> QuerySet:
    """What stands, newest first, with how many lines have left."""
    withdrawn = _rows(EditionEvent).filter(edition=OuterRef("pk"), kind=Kind.WITHDRAWN)
    found = _rows(Edition).filter(~Exists(withdrawn))
    found = found.annotate(left=Count("events", filter=Q(events__kind__in=LEAVES)))
    found = found.annotate(standing=F("lines_count") - F("left"))
    if what:
        found = found.filter(what=what)
    if province:
        found = found.filter(province_slug=province)
    return found.order_by("-published_at", "-pk")


@dataclass(frozen=True)
class Seen:
    """One edition as the public sees it at this moment."""

    edition: Edition
    events: list[EditionEvent]
    at: datetime

    @cached_property
    def withdrawal(self) -> EditionEvent | None:
        return next((event for event in self.events if event.kind == Kind.WITHDRAWN), None)

    @cached_property
    def left(self) -> dict[int, EditionEvent]:
        return {event.place: event for event in self.events if event.kind in LEAVES}

    @property
    def revision(self) -> int:
        return len(self.left)

    @property
    def delisted(self) -> int:
        return sum(event.kind == Kind.DELISTED for event in self.left.values())

    @property
    def notices(self) -> list[EditionEvent]:
        """Corrections, as long as they stand."""
        return [event for event in self.left.values() if event.kind == Kind.CORRECTED and event.shown_until > self.at]

    @property
    def standing(self) -> int:
        return self.edition.lines_count - len(self.left)

    def lines(self) -> QuerySet:
        """Only those that have not left: the role sees no others."""
        return _rows(PublicLine).filter(edition=self.edition.pk)

    def files(self) -> QuerySet:
        """Only those made without the lines that have left; without their bytes."""
        return _rows(EditionFile).filter(edition=self.edition.pk, revision=self.revision).defer("content")


def seen(code: str, *, at: datetime) -> Seen | None:
    edition = _rows(Edition).filter(code=code).first()
    return edition and Seen(edition, list(_rows(EditionEvent).filter(edition=edition.pk)), at)


def searched(lines: QuerySet, words: str) -> QuerySet:
    """Every word somewhere in name, code or tax number, without regard to marks."""
    for word in fold(words).split()[:8]:
        lines = lines.filter(folded__contains=word)
    return lines


def ordered(lines: QuerySet, sort: str) -> QuerySet:
    field = SORTS.get(sort.lstrip("-"), "place")
    return lines.order_by(f"-{field}" if sort.startswith("-") else field, "place")


def content_of(found: Seen, kind: str) -> PublicFile | None:
    return _rows(PublicFile).filter(edition=found.edition.pk, kind=kind).first()


def corrections(at: datetime) -> QuerySet:
    """Notices that still stand, newest first; a withdrawn edition's stand too: its error was public all the same."""
    notices = _rows(EditionEvent).filter(kind=Kind.CORRECTED, shown_until__gt=at)
    return notices.select_related("edition").order_by("-happened_at", "-pk")


def withdrawals() -> QuerySet:
    return _rows(EditionEvent).filter(kind=Kind.WITHDRAWN).select_related("edition").order_by("-happened_at", "-pk")


@dataclass(frozen=True)
class Verdict:
    """What a code or a file turned out to be."""

    seen: Seen
    file: EditionFile | None = None

    @property
    def state(self) -> str:
        if self.seen.withdrawal:
            return "withdrawn"
        if self.file is not None and self.file.revision != self.seen.revision:
            return "outdated"
        return "corrected" if any(event.kind == Kind.CORRECTED for event in self.seen.left.values()) else "current"


def verified(asked: str, *, at: datetime) -> Verdict | None:
    """By the code in the QR or typed, however it is spaced; or by the SHA-256 of a file."""
    asked = "".join(asked.split()).replace("-", "")
    if len(asked) == 64:
        file = _rows(EditionFile).filter(sha256=asked.lower()).defer("content").select_related("edition").first()
        if file is None:
            by_content = _rows(Edition).filter(content_hash=asked.lower()).first()
            return by_content and Verdict(_seen_of(by_content, at))
        return Verdict(_seen_of(file.edition, at), file)
    edition = _rows(Edition).filter(verify_code=asked.upper()).first() if asked else None
    return edition and Verdict(_seen_of(edition, at))


def _seen_of(edition: Edition, at: datetime) -> Seen:
    return Seen(edition, list(_rows(EditionEvent).filter(edition=edition.pk)), at)
