"""The letters of a list: the next number; which of them go into one file for the post; the work that draws them, and that
which writes the lines of a long list."""

import hashlib
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from agencies.models import Agency
from arrears.models import Publication, PublicationLine, PublicationNotice
from arrears.queries.editions import employers_by_place, left_places
from portal.core.models import Job
from portal.core.sql import among

State = Publication.State
OUT = (PublicationLine.State.HELD, PublicationLine.State.STRUCK)


def next_number(agency: Agency, year: int) -> int:
    """The first number of the year that no letter has."""
    last = PublicationNotice.objects.filter(agency=agency, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def letters_of(publication: Publication) -> QuerySet[PublicationNotice]:
    """The letters to whom the list names or would name now: nobody who was struck off, is kept back, or has left what was
    published."""
    if publication.state in (State.DISCARDED, State.WITHDRAWN):
        return PublicationNotice.objects.none()
    letters = PublicationNotice.objects.filter(line__publication=publication).exclude(line__state__in=OUT)
    if publication.state == State.PUBLISHED:
        letters = letters.exclude(line__employer__in=among(_gone(publication)))
    return letters


def _gone(publication: Publication) -> list[int]:
    left, named = left_places(publication.edition), employers_by_place(publication.edition)
    return [employer for place, employer in named.items() if place in left]


def mark_of(letters: Iterable[int]) -> str:
    """Which letters they are, by their keys; empty where there are none."""
    keys = sorted(letters)
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest() if keys else ""


def mark_now(publication: Publication) -> str:
    return mark_of(letters_of(publication).values_list("pk", flat=True))


def has_all_letters(publication: Publication, mark: str) -> bool:
    """Whether the one file holds just the letters of this mark: one that names who has gone since is given to nobody."""
    return publication.letters_zip_id is not None and publication.letters_mark == mark != ""


def job_key(publication: Publication, mark: str) -> str:
    """Other letters are other work: those of a list that changes meanwhile are not those that are being put together."""
    return f"publication-notices:{publication.pk}:{mark[:16]}"


def drawing_key(publication: Publication) -> str:
    return f"publication-lines:{publication.pk}"


def job_of(publication: Publication, mark: str) -> Job | None:
    """The work that its page waits for: its lines first, then the files of its letters."""
    is_drawn = publication.state != State.DRAWING
    return Job.objects.filter(key=job_key(publication, mark) if is_drawn else drawing_key(publication)).first()
