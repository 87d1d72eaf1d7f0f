"""How a line leaves what is published, and the same employer wherever else it is named: who publishes the whole province takes
it off every other list by the same figures, others off their own; whoever else still names it is told at once."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import Edition, EditionEvent, Publication
from arrears.queries import editions as queries
from arrears.rechecking import EACH, patience
from portal.core import jobs
from portal.core.acts import NotPossible, act
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


def leave_elsewhere(event: EditionEvent, *, by, at: datetime) -> None:
    """The same employer in the other editions that stand: off them too, or their makers are told."""
    for edition, place in queries.named_elsewhere(event):
        goes = _reaches(event, edition)
        if goes:
            with patience(EACH):  # two acts about the same employer do not wait for each other
                Publication.objects.select_for_update(no_key=True).get(pk=edition.publication_id)
            leave_too(edition.publication, by=by, at=at, event=event.pk, place=place)
        _tell(event, edition, place, at, has_left=goes)


def _reaches(event: EditionEvent, other: Edition) -> bool:
    """What was paid is paid in older lists too; what was wrong in figures is wrong in lists by the same month."""
    source = event.edition
    is_same = source.publication.unit_id is None or source.publication.agency_id == other.publication.agency_id
    if event.kind == Kind.DELISTED:
        return is_same and other.month <= source.month
    return is_same and other.month == source.month


@act(may=permissions.leave_too)
def leave_too(publication: Publication, *, by, at: datetime, event: int, place: int) -> EditionEvent:
    """Take off the line of an employer that has just left another list for a reason that holds here too."""
    edition, because = standing(publication), EditionEvent.objects.select_related("edition__publication").get(pk=event)
    elsewhere = {(other.pk, where) for other, where in queries.named_elsewhere(because)}
    if (edition.pk, place) not in elsewhere or not _reaches(because, edition):
        raise PermissionDenied("another employer, or a reason of another list")
    text = _("%(text)s (theo danh sách số %(number)s)")
    told = text % {"text": because.text[:500], "number": because.edition.full_number}
    made = leave(edition, because.kind, place, at=at, text=told)
    make_files(edition, by=by)
    return made


def _tell(event: EditionEvent, edition: Edition, place: int, at: datetime, *, has_left: bool) -> None:
    """Whom it concerns stands on the edition's own pages alone."""
    people = User.objects.holding(localdate(at), agency=edition.publication.agency, power="see_publication")
    text = (
        _("Một đơn vị đã được đưa ra khỏi danh sách số %(number)s cùng với danh sách số %(source)s.")
        if has_left
        else _(
            "Danh sách số %(number)s còn nêu một đơn vị vừa được đưa ra khỏi danh sách số %(source)s; cần xem và đưa ra hoặc "
            "đính chính."
        )
    )
    told = text % {"number": edition.full_number, "source": event.edition.full_number}
    url = reverse("edition-line", args=[edition.code, place])
    tell(people, key=f"left-elsewhere:{event.pk}:{edition.pk}", text=told, url=url)
