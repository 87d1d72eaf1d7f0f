"""The last look before anybody is named: newer figures, holds, payments, objections, identity, class, ground and urging."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import Publication, PublicationLine
from arrears.rechecking import REVIVED, lapsed, look_again, lose_approval
from portal.core.acts import NotPossible, act
from portal.core.notifications import tell

State = Publication.State


@act(may=permissions.recheck_publication)
def recheck_publication(publication: Publication, *, by, at: datetime) -> Publication:
    """Take over what changed: lines go out or wait for the approver; an approval given before falls, as does one that was given
    too long ago or before newer figures."""
    if publication.state not in Publication.ON_ITS_WAY:
        raise NotPossible(_("Đợt này đã công khai hoặc đã bỏ, không đối chiếu lại nữa."))
    if why := lapsed(publication, at=at):
        _tell_lapsed(publication, why, at)
        lose_approval(publication)
    if changes := look_again(publication, at=at):
        lose_approval(publication)
        if not isinstance(by, User):
            _tell(publication, len(changes), at)
    if not isinstance(by, User):
        _tell_approvers(publication, at)
    publication.rechecked_at = at
    publication.save(update_fields=["rechecked_at"])
    return publication


@act(may=permissions.work_on_publication)
def check_publication(publication: Publication, *, by, at: datetime) -> Publication:
    """Say that the draft was looked through. Lines kept back before come back where nothing holds them any more."""
    if publication.state != State.DRAFT:
        raise NotPossible(_("Chỉ kiểm tra được đợt đang ở dự thảo."))
    look_again(publication, at=at, states=REVIVED)
    alive = (PublicationLine.State.CANDIDATE, PublicationLine.State.STOPPED)
    if not publication.lines.filter(state__in=alive).exists():
        raise NotPossible(_("Không còn đơn vị nào để công khai trong đợt này; hãy bỏ đợt."))
    publication.state, publication.checked_at, publication.rechecked_at = State.CHECKED, at, at
    publication.checked_by = by if isinstance(by, User) else None
    publication.save(update_fields=["state", "checked_at", "checked_by", "rechecked_at"])
    return publication


def _tell_lapsed(publication: Publication, why: str, at: datetime) -> None:
    """Who made the list and who approved it: it is to be approved anew, nothing of it is lost."""
    people = [person for person in (publication.made_by, publication.approved_by) if person is not None]
    text = _("Một danh sách đã duyệt nhưng chưa công khai phải được duyệt lại: %(why)s") % {"why": why}
    key = f"publication-lapsed:{publication.pk}:{publication.approved_at:%Y%m%d%H%M%S}"
    tell(people, key=key, text=text, url=reverse("publication", args=[publication.pk]))


def _tell(publication: Publication, count: int, at: datetime) -> None:
    """The makers learn in the morning what the night found; whom it concerns stands on their own page alone."""
    people = User.objects.holding(localdate(at), agency=publication.agency, power="see_publication")
    text = _("Đợt công khai có %(n)d dòng thay đổi sau khi đối chiếu lại; cần xem trước khi công khai.") % {"n": count}
    url = reverse("publication", args=[publication.pk])
    tell(people, key=f"publication-changed:{publication.pk}:{localdate(at)}", text=text, url=url)


def _tell_approvers(publication: Publication, at: datetime) -> None:
    """Once: the days to answer are over, so that somebody else than the maker may approve."""
    last, today = publication.answer_by, localdate(at)
    if publication.state != State.NOTICED or last is None or last >= today:
        return
    people = User.objects.holding(today, agency=publication.agency, power="approve_publication")
    text = _("Một đợt công khai đã hết thời hạn phản hồi của đơn vị, chờ duyệt.")
    url = reverse("publication", args=[publication.pk])
    tell(people.exclude(pk=publication.made_by_id), key=f"publication-over:{publication.pk}:{last}", text=text, url=url)
