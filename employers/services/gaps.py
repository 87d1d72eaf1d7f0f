"""What an agency does about a gap of its own: it is explained, demanded an answer to, people joined, an inspection is asked.
Each leaves a step that nobody changes; who finds it wanting opens it again."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.models.settings import setting
from agencies.queries.functions import holders
from employers import permissions
from employers.models import Gap, GapStep
from employers.queries.gap_reasons import needs_note, reasons
from employers.queries.gaps import tolerance_of
from employers.rules.gaps import is_gap
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import StoredFile
from portal.core.notifications import tell

State = Gap.State


@act(may=permissions.explain_gap)
def explain_gap(gap: Gap, *, by, at: datetime, reason: str, note: str = "", file: StoredFile | None = None) -> Gap:
    """The difference has a reason of the list."""
    _refuse_unless_waiting(gap)
    note = clean(note)[:500]
    if reason not in dict(reasons()):
        raise ValidationError(_("Hãy chọn lý do trong danh sách."))
    if needs_note(reason) and not note:
        raise ValidationError(_("Lý do này cần ghi chú cụ thể."))
    return _move(gap, State.EXPLAINED, by=by, at=at, reason=reason, note=note, file=file)


@act(may=permissions.demand_gap)
def demand_gap(
    gap: Gap, *, by, at: datetime, document_no: str, answer_by: date, note: str = "", file: StoredFile | None = None
) -> Gap:
    """The employer was asked in writing, to answer by a day; asked again where no answer came."""
    _refuse_unless_waiting(gap)
    if not (document_no := clean(document_no)[:80]):
        raise ValidationError(_("Hãy ghi số văn bản yêu cầu."))
    if answer_by <= localdate(at):
        raise ValidationError(_("Hạn trả lời phải sau hôm nay."))
    gap.due_on = max(gap.due_on, answer_by)
    return _move(
        gap,
        State.DEMANDED,
        by=by,
        at=at,
        note=clean(note)[:500],
        document_no=document_no,
        answer_by=answer_by,
        file=file,
    )


@act(may=permissions.record_joined)
def record_joined(gap: Gap, *, by, at: datetime, number: int, note: str = "") -> Gap:
    """So many people joined. Where still a gap is left it goes on waiting; else BHXH's next participants must show it."""
    _refuse_unless_waiting(gap)
    if not 0 < number <= gap.size:
        raise ValidationError(_("Số tham gia thêm phải từ 1 đến %(size)d người.") % {"size": gap.size})
    tolerance = tolerance_of(gap.employer.province, localdate(at))
    left = gap.kind == Gap.Kind.SHORT and is_gap(gap.counted, gap.participating + number, tolerance)
    left = left or gap.kind == Gap.Kind.NOT_JOINED and number < gap.size
    if left:
        _step(gap, State.JOINED, by=by, at=at, note=clean(note)[:500], joined=number)
        return gap
    return _move(gap, State.JOINED, by=by, at=at, note=clean(note)[:500], joined=number)


@act(may=permissions.ask_inspection)
def ask_inspection(gap: Gap, *, by, at: datetime, note: str) -> Gap:
    """The agency asks for an inspection; those who receive such requests are told."""
    _refuse_unless_waiting(gap)
    if not (note := clean(note)[:500]):
        raise ValidationError(_("Hãy ghi lý do đề nghị thanh tra, kiểm tra."))
    _move(gap, State.INSPECTION, by=by, at=at, note=note)
    province, on = gap.employer.province, localdate(at)
    function = setting(province, "recipients.inspection_request", on=on)
    people = User.objects.holding(on, agencies=holders(function, province.unit, province, on), power="see_all_counts")
    text = _("%(agency)s đề nghị thanh tra, kiểm tra %(employer)s (chênh lệch %(size)d người)") % {
        "agency": gap.agency.short_name,
        "employer": gap.employer.name,
        "size": gap.size,
    }
    tell(people, key=f"gap-inspection:{gap.pk}:{at.isoformat()}", text=text, url=reverse("gap", args=[gap.pk]))
    return gap


@act(may=permissions.reopen_gap)
def reopen_gap(gap: Gap, *, by, at: datetime, note: str) -> Gap:
    """What was decided does not hold: the gap waits again, with a new day."""
    if gap.state in (*Gap.WAITING, State.OVER):
        raise NotPossible(_("Chênh lệch này không ở trạng thái mở lại được."))
    if not (note := clean(note)[:500]):
        raise ValidationError(_("Hãy ghi lý do mở lại."))
    on = localdate(at)
    gap.due_on = on + timedelta(days=setting(gap.employer.province, "cross_check.due_days", on=on))
    return _move(gap, State.OPEN, by=by, at=at, note=note)


def _refuse_unless_waiting(gap: Gap) -> None:
    if gap.state not in Gap.WAITING:
        raise NotPossible(_("Chênh lệch này đang ở trạng thái «%(state)s».") % {"state": gap.get_state_display()})


def _move(gap: Gap, state: str, *, by, at: datetime, reason: str = "", note: str = "", **facts) -> Gap:
    gap.state, gap.reason, gap.note = state, reason, note
    gap.decided_by, gap.decided_at = (by, at) if state not in Gap.WAITING else (None, None)
    gap.save(update_fields=["state", "reason", "note", "decided_by", "decided_at", "due_on"])
    _step(gap, state, by=by, at=at, reason=reason, note=note, **facts)
    return gap


def _step(gap: Gap, state: str, *, by, at: datetime, **facts) -> None:
    GapStep.objects.create(gap=gap, state=state, on=localdate(at), agency_id=by.posting.agency_id, by=by, **facts)
