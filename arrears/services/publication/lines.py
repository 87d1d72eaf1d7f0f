"""Decide on single lines: let a stop pass with a reason, by another person than the maker; strike an employer off."""

from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.models import Publication, PublicationLine
from arrears.rechecking import line_of, look_again, lose_approval, said
from arrears.rules.publication import RESTATED, kind_of
from portal.core.acts import NotPossible, act

Line = PublicationLine.State


@act(may=permissions.decide_on_publication, hide=("reason",))
def pass_stop(
    publication: Publication, *, by, at: datetime, line: int, reason: str, seen: str | None = None
) -> PublicationLine:
    """Let a stopped line pass: what stopped it was looked at by another person than the maker, who says why it may stand.
    `seen`: the codes that stood on the page; what came since was looked at by nobody."""
    _refuse_ended(publication)
    _refuse_maker(publication, by)
    stood = set(_stops_of(publication, line) if seen is None else seen.split())
    look_again(publication, at=at, only=line)
    found = line_of(publication, line)
    if found.state == Line.STOPPED and not stood.issuperset(found.stops):
        raise NotPossible(_("Dòng này vừa có điểm vướng mới; hãy bấm “Đối chiếu lại” và xem lại trước khi cho qua."))
    if found.state != Line.STOPPED:
        raise NotPossible(_("Dòng này không có điểm vướng chờ quyết định."))
    if publication.lines.filter(pk=line, objections__decision="").exists():
        raise NotPossible(_("Đơn vị có phản hồi chưa quyết định; hãy quyết định phản hồi trước."))
    if any(kind_of(code) == RESTATED for code in found.stops):
        raise NotPossible(
            _(
                "Số tiền của đơn vị đã đổi theo phiên bản số liệu mới; không cho qua với số cũ. Hãy loại dòng này và lập danh "
                "sách từ phiên bản mới."
            )
        )
    found.state, found.stops_seen, found.stops = Line.CANDIDATE, sorted({*found.stops_seen, *found.stops}), []
    found.passed_by, found.passed_reason = by, said(reason)
    found.save(update_fields=["state", "stops", "stops_seen", "passed_by", "passed_reason"])
    return found


@act(may=permissions.work_on_publication, hide=("reason",))
def strike_line(publication: Publication, *, by, line: int, reason: str) -> PublicationLine:
    """Take an employer off this list for good; nobody is harmed by not being named."""
    _refuse_ended(publication)
    found = line_of(publication, line)
    if found.state in (Line.STRUCK, Line.PUBLISHED):
        raise NotPossible(_("Dòng này đã loại hoặc đã công khai."))
    found.state, found.struck_reason = Line.STRUCK, said(reason)
    found.save(update_fields=["state", "struck_reason"])
    lose_approval(publication)
    return found


def _stops_of(publication: Publication, line: int) -> list[str]:
    """Read, not locked: employers are locked before lines."""
    return next(iter(publication.lines.filter(pk=line).values_list("stops", flat=True)), [])


def _refuse_ended(publication: Publication) -> None:
    if publication.state not in Publication.ON_ITS_WAY:
        raise NotPossible(_("Đợt này đã công khai hoặc đã bỏ, không đổi được nữa."))


def _refuse_maker(publication: Publication, by) -> None:
    if not isinstance(by, User) or publication.made_by_id == by.pk:
        raise NotPossible(_("Người lập danh sách không tự cho qua điểm vướng; người khác phải xem và quyết định."))
