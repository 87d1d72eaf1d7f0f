"""What an employer says against being named: taken down with its evidence, decided by another person. It stops the line."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from arrears import permissions
from arrears.leaving import tell_publishers
from arrears.models import Objection, Publication, PublicationLine, PublicationNotice
from arrears.rechecking import hold_still, line_of, lose_approval
from arrears.rules.publication import AWAITS_FIGURES, OBJECTION
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile

Line = PublicationLine.State
Decision = Objection.Decision


@act(may=permissions.work_on_publication, hide=("text", "file"))
def record_objection(
    publication: Publication,
    *,
    by,
    at: datetime,
    line: int,
    received_on: date,
    text: str,
    file: StoredFile | None = None,
) -> Objection:
    """Take down what the employer says; until it is decided the employer is not named, however late it comes."""
    found = line_of(publication, line)
    # also while a list whose letters are out is worked on again: what an employer says meanwhile is not lost
    is_told = PublicationNotice.objects.filter(line=found).exists()
    if publication.state not in Publication.ON_ITS_WAY or not is_told:
        raise NotPossible(_("Chỉ ghi phản hồi khi đã thông báo cho đơn vị và chưa công khai."))
    if found.state in (Line.STRUCK, Line.PUBLISHED):
        raise NotPossible(_("Đơn vị này không còn trong diện sắp công khai."))
    if received_on > localdate(at):
        raise ValidationError({"received_on": _("Ngày nhận không được ở tương lai.")})
    if not text.strip():
        raise ValidationError({"text": _("Hãy ghi nội dung phản hồi.")})
    objection = Objection.objects.create(
        line=found,
        received_on=received_on,
        text=text.strip()[:4000],
        file=file,
        recorded_by=by if isinstance(by, User) else None,
    )
    found.stops = [*found.stops, f"{OBJECTION}:{objection.pk}"]
    found.state = found.state if found.state == Line.HELD else Line.STOPPED
    found.save(update_fields=["state", "stops"])
    lose_approval(publication)
    return objection


@act(may=permissions.decide_on_publication, hide=("answer",))
def decide_objection(
    publication: Publication, *, by, at: datetime, objection: int, decision: str, answer: str
) -> Objection:
    """Upheld: the employer is struck off. Corrected: kept back until the figures are mended. Refused: the line stands again."""
    found = Objection.objects.filter(line__publication=publication, pk=objection).first()
    if found is None or found.decision != Decision.OPEN:
        raise NotPossible(_("Phản hồi này không còn chờ quyết định."))
    if not isinstance(by, User) or by.pk in (found.recorded_by_id, publication.made_by_id):
        raise NotPossible(_("Người lập danh sách, người ghi phản hồi không tự quyết định; người khác phải quyết định."))
    if decision not in (Decision.UPHELD, Decision.CORRECTED, Decision.REFUSED):
        raise ValidationError({"decision": _("Hãy chọn một quyết định.")})
    if not answer.strip():
        raise ValidationError({"answer": _("Hãy ghi trả lời cho đơn vị.")})
    hold_still(publication, [found.line.employer_id])  # another list that names it sees the decision, or is seen by it
    found.decision, found.answer = decision, answer.strip()[:4000]
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    _settle_line(publication, found)
    if decision != Decision.REFUSED:
        told = _(
            "Số công khai %(number)s còn nêu một đơn vị mà phản hồi về số liệu vừa được chấp nhận; cần xem và đính chính nếu "
            "sai."
        )
        tell_publishers(found.line.employer, told, key=f"objected-yet-named:{found.pk}", on=localdate(at))
    return found


def _settle_line(publication: Publication, objection: Objection) -> None:
    line = line_of(publication, objection.line_id)
    if line.state in (Line.STRUCK, Line.PUBLISHED):
        return
    line.stops = [code for code in line.stops if code != f"{OBJECTION}:{objection.pk}"]
    if objection.decision == Decision.UPHELD:
        line.state, line.struck_reason = Line.STRUCK, _("Chấp nhận phản hồi của đơn vị")
    elif objection.decision == Decision.CORRECTED:
        line.state, line.stops = Line.HELD, [*line.stops, AWAITS_FIGURES]
    elif not line.stops and line.state == Line.STOPPED:
        line.state = Line.CANDIDATE
    line.save(update_fields=["state", "stops", "struck_reason"])
