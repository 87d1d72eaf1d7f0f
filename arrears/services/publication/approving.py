"""Approve a list, send it back, or drop it. Another person than the maker approves, after everybody could answer."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import LedgerRow, Objection, Publication, PublicationLine
from arrears.rechecking import lose_approval, recheck, said
from portal.core.acts import NotPossible, act
from portal.core.figures import date_text

State = Publication.State
Line = PublicationLine.State


@act(may=permissions.decide_on_publication)
def approve_publication(publication: Publication, *, by, at: datetime, seen: str | None = None) -> Publication:
    """Say that these employers may be named: nothing is open, everybody was told in time, nothing changed since. `seen`: when
    the list on the approver's page was checked; what was kept back then may stand on it again since."""
    if publication.state != State.NOTICED:
        raise NotPossible(_("Chỉ duyệt được đợt đã thông báo cho đơn vị."))
    if seen is not None and seen != publication.checked_mark:
        raise NotPossible(_("Danh sách đã được kiểm tra lại sau khi bạn mở trang; hãy xem lại trước khi duyệt."))
    if not isinstance(by, User) or publication.made_by_id in (None, by.pk):
        raise NotPossible(_("Người lập danh sách không tự duyệt; người khác phải duyệt."))
    _refuse_open(publication)
    _refuse_untold(publication, localdate(at))
    if recheck(publication, at=at):
        raise NotPossible(
            _("Có thay đổi từ lần xem trước; hãy bấm “Đối chiếu lại” và xem các dòng thay đổi trước khi duyệt.")
        )
    publication.state, publication.approved_by, publication.approved_at = State.APPROVED, by, at
    publication.rechecked_at = at
    publication.save(update_fields=["state", "approved_by", "approved_at", "rechecked_at"])
    return publication


def _refuse_open(publication: Publication) -> None:
    lines = publication.lines
    if (stopped := lines.filter(state=Line.STOPPED).count()) > 0:
        raise NotPossible(_("Còn %(n)d dòng vướng chưa quyết định.") % {"n": stopped})
    open_ = Objection.objects.filter(line__publication=publication, decision=Objection.Decision.OPEN)
    if (waiting := open_.count()) > 0:
        raise NotPossible(_("Còn %(n)d phản hồi của đơn vị chưa quyết định.") % {"n": waiting})
    candidates = lines.filter(state=Line.CANDIDATE)
    if not candidates.exists():
        raise NotPossible(_("Không còn đơn vị nào để công khai trong đợt này; hãy bỏ đợt."))
    of_evasion = publication.what == Publication.What.EVASION
    if of_evasion and candidates.exclude(named_as=LedgerRow.Class.EVASION).exists():
        raise NotPossible(_("Danh sách trốn đóng có dòng không đủ căn cứ nêu là trốn đóng."))


def _refuse_untold(publication: Publication, today: date) -> None:
    """Every employer to be named has its letter, the day it was sent is known, and the days to answer are over; with none
    given, the letter's day is enough."""
    if publication.what == Publication.What.PRAISE:
        return
    candidates = publication.lines.filter(state=Line.CANDIDATE)
    if (untold := candidates.filter(notice=None).count()) > 0:
        raise NotPossible(
            _("Còn %(n)d đơn vị chưa được thông báo; hãy đưa về dự thảo và thông báo bổ sung.") % {"n": untold}
        )
    if (unsent := candidates.filter(notice__sent_on=None).count()) > 0:
        raise NotPossible(_("Còn %(n)d thông báo chưa ghi ngày gửi cho đơn vị.") % {"n": unsent})
    last = publication.answer_by
    if last is None or (last >= today if publication.objection_days else last > today):
        raise NotPossible(_("Chưa hết thời hạn phản hồi của đơn vị (hết ngày %(day)s).") % {"day": date_text(last)})


@act(may=permissions.work_on_publication, hide=("reason",))
def return_publication(publication: Publication, *, by, reason: str) -> Publication:
    """Send a list back to be worked on: an approved one loses its approval, the others become a draft again."""
    if publication.state not in (State.CHECKED, State.NOTICED, State.APPROVED):
        raise NotPossible(_("Chỉ đưa về dự thảo được đợt đã kiểm tra, đã thông báo hoặc đã duyệt."))
    lose_approval(publication)
    publication.state, publication.ended_reason = State.DRAFT, said(reason)
    publication.save(update_fields=["state", "ended_reason"])
    return publication


@act(may=permissions.work_on_publication, hide=("reason",))
def discard_publication(publication: Publication, *, by, reason: str) -> Publication:
    """Drop a list that was not published. It stays readable for its makers."""
    if publication.state not in (State.DRAWING, State.DRAFT, State.CHECKED, State.NOTICED, State.APPROVED):
        raise NotPossible(_("Đợt này đã công khai hoặc đã bỏ."))
    lose_approval(publication)
    publication.state, publication.ended_reason = State.DISCARDED, said(reason)
    publication.save(update_fields=["state", "ended_reason"])
    return publication
