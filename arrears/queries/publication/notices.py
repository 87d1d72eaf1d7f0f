"""The letters of a list: the next number; the work that draws their files, and that which writes the lines of a long list."""

from django.db.models import Max

from agencies.models import Agency
from arrears.models import Publication, PublicationNotice
from portal.core.models import Job


def next_number(agency: Agency, year: int) -> int:
    """The first number of the year that no letter has."""
    last = PublicationNotice.objects.filter(agency=agency, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def job_key(publication: Publication) -> str:
    return f"publication-notices:{publication.pk}"


def drawing_key(publication: Publication) -> str:
    return f"publication-lines:{publication.pk}"


def job_of(publication: Publication) -> Job | None:
    """The work that its page waits for: its lines first, then the files of its letters."""
    is_drawn = publication.state != Publication.State.DRAWING
    return Job.objects.filter(key=job_key(publication) if is_drawn else drawing_key(publication)).first()
