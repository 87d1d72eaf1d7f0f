"""Hand-over of a leaver's work, in one act: recorded, passed on, told to the successor, and the account let go."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import HandOver, User
from agencies.queries.handover import is_in_agency, work_of
from agencies.services.users import disable_user, release
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.notifications import tell

STAYS, RELEASED, CLOSED = "", "release", "disable"
ENDS = (STAYS, RELEASED, CLOSED)


@act(may=permissions.administer_user)
def hand_over_work(
    leaver: User, *, by, successor: User, on: date, at: datetime, ends: str = STAYS, note: str = ""
) -> HandOver:
    """Give a colleague of the same agency what the leaver has to do, then end the post or close the account if asked to."""
    posting = leaver.posting
    if posting is None:
        raise NotPossible(_("Người này hiện không có vị trí công tác để bàn giao."))
    if successor.pk == leaver.pk or not is_in_agency(successor, posting.agency_id, on):
        raise NotPossible(_("Người nhận bàn giao phải đang công tác trong cùng cơ quan."))
    if ends not in ENDS:
        raise NotPossible(_("Cần chọn việc làm sau bàn giao."))
    items = work_of(leaver, on=on)
    handover = HandOver.objects.create(
        agency=posting.agency,
        leaver=leaver,
        successor=successor,
        items=[{"kind": item.kind, "text": item.text, "url": item.url} for item in items],
        note=clean(note)[:300],
        ends=ends,
        handed_by=by if isinstance(by, User) else None,
        handed_at=at,
    )
    for step in settings.HANDOVER_STEPS:
        import_string(step)(leaver, successor, at=at)
    _tell(handover, len(items))
    _let_go(leaver, by=by, on=on, ends=ends)
    return handover


def _tell(handover: HandOver, count: int) -> None:
    facts = {"leaver": handover.leaver, "count": count}
    text = _("Bạn nhận bàn giao công việc của %(leaver)s: %(count)d việc.") % facts
    tell([handover.successor], key=f"handover:{handover.pk}", text=text, url=reverse("handover", args=[handover.pk]))


def _let_go(leaver: User, *, by, on: date, ends: str) -> None:
    if ends == RELEASED:
        release(leaver, by=by, on=on)
    if ends == CLOSED:
        disable_user(leaver, by=by, on=on, reason=_("Đã bàn giao công việc"))
