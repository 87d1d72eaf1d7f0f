"""What the acts about editions share: how a line leaves what is published, and that its files are made without it. Called
inside the transaction of an act, which has locked the list."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from arrears.models import Edition, EditionEvent, Publication
from arrears.queries import editions as queries
from employers.models import Employer
from portal.core import jobs
from portal.core.acts import NotPossible
from portal.core.notifications import tell

Kind = EditionEvent.Kind


def published(publication: Publication) -> Edition:
    edition = Edition.objects.filter(publication=publication).first()
    if edition is None:
        raise NotPossible(_("Danh sách này chưa được công khai."))
    return edition


def standing(publication: Publication) -> Edition:
    edition = published(publication)
    if queries.is_withdrawn(edition):
        raise NotPossible(_("Danh sách này đã được gỡ."))
    return edition


def leave(edition: Edition, kind: str, place: int, *, at: datetime, text: str) -> EditionEvent:
    """One line goes; a correction says so as long as the error stood."""
    if not edition.lines.filter(place=place).exists():
        raise NotPossible(_("Danh sách không có dòng này."))
    if edition.events.filter(place=place, kind__in=queries.LEAVES).exists():
        raise NotPossible(_("Dòng này đã được đưa ra khỏi danh sách."))
    until = at + (at - edition.published_at) if kind == Kind.CORRECTED else None
    facts = {"edition": edition, "kind": kind, "place": place, "text": text[:600], "happened_at": at}
    return EditionEvent.objects.create(**facts, shown_until=until)


def make_files(edition: Edition, *, by) -> None:
    """The files without the lines that have left; older files are given to nobody from this transaction on."""
    revision = len(queries.left_places(edition))
    jobs.later(
        "reports.tasks.make_edition_files",
        key=queries.files_key(edition, revision),
        title=_("Lập tệp công khai số %(number)s") % {"number": edition.full_number},
        by=by,
        again=True,
        province_code=edition.province_slug,
        edition=edition.pk,
        revision=revision,
    )


def tell_publishers(employer: Employer, text: str, *, key: str, on: date) -> None:
    """Who published something that stands and still names the employer: something has become known that speaks against it. Whom
    it concerns stands on the edition's own pages alone. `text`: with %(number)s."""
    for edition, place in queries.places_of(employer.pk, employer.province_code):
        people = User.objects.holding(on, agency=edition.publication.agency, power="see_publication")
        url = reverse("edition-line", args=[edition.code, place])
        tell(people, key=f"{key}:{edition.pk}", text=text % {"number": edition.full_number}, url=url)
