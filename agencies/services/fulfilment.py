"""What happens to an obligation: worked on, submitted, returned, accepted, relayed, received, excused, done by the thing
itself. Each act appends a step. The verdict is written once, by the first submission or by the clock, and stays."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Agency, Duty, DutyParty, Evidence, Obligation, ObligationReceipt, ObligationStep, User
from agencies.queries.obligations import coordinates, judges, needs_evidence, recipients, relays
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.models import StoredFile
from portal.core.notifications import tell
from portal.core.periods import Month

State, Verdict, Means = Obligation.State, Obligation.Verdict, Obligation.Means
Step, Part = ObligationStep.Kind, DutyParty.Part
OPEN = (State.OPEN, State.RETURNED)
LOGGED = (Duty.Kind.STANDING, Duty.Kind.GATE, Duty.Kind.META)


# --- The agency's own work -------------------------------------------------------------------------------------------


@act(may=permissions.add_evidence)
def add_evidence(
    obligation: Obligation,
    *,
    by,
    file: StoredFile,
    title: str,
    effective_on: date,
    supersedes: Evidence | None = None,
) -> Evidence:
    """Lodge a file as proof, dated by what it proves; a new version names the one it supersedes."""
    _refuse_unless_open(obligation)
    if not (title := title.strip()):
        raise ValidationError(_("Hãy ghi tên minh chứng."))
    if supersedes is not None and supersedes.obligation_id != obligation.pk:
        raise ValidationError(_("Phiên bản trước phải là minh chứng của chính việc này."))
    if supersedes is not None and Evidence.objects.filter(supersedes=supersedes).exists():
        raise NotPossible(_("Minh chứng này đã có phiên bản mới hơn."))
    return Evidence.objects.create(
        obligation=obligation,
        file=file,
        title=title[:200],
        effective_on=effective_on,
        supersedes=supersedes,
        version=supersedes.version + 1 if supersedes else 1,
        agency_id=obligation.holder_id,
        uploaded_by=_person(by),
    )


@act(may=lambda by, evidence: permissions.remove_evidence(by, evidence.obligation))
def remove_evidence(evidence: Evidence, *, by) -> None:
    """Take back a file that was not submitted yet."""
    if evidence.is_submitted:
        raise NotPossible(_("Minh chứng đã nộp không gỡ được; hãy thêm phiên bản mới."))
    if Evidence.objects.filter(supersedes=evidence).exists():
        raise NotPossible(_("Minh chứng này đã có phiên bản mới hơn."))
    evidence.delete()


@act(may=permissions.record_occurrence)
def record_occurrence(obligation: Obligation, *, by, happened_on: date, text: str, at: datetime) -> Obligation:
    """Log one time that it was done, on its own day. What the quota asks for is fulfilled by the last one needed."""
    if obligation.state not in (*OPEN, State.SUBMITTED):
        raise NotPossible(_("Việc này đã kết thúc, không ghi nhận thêm được."))
    if not obligation.period_start <= happened_on <= obligation.period_end:
        raise ValidationError(_("Ngày thực hiện phải nằm trong kỳ."))
    if happened_on > localdate(at):
        raise ValidationError(_("Ngày thực hiện không được ở tương lai."))
    if not text.strip():
        raise ValidationError(_("Hãy ghi đã làm gì."))
    if _is_counted(obligation, happened_on, text.strip()):
        raise NotPossible(_("Ngày này đã ghi một lần đúng như vậy; nếu là lần khác, hãy ghi rõ khác ở điểm nào."))
    _count(obligation, by=by, at=at, happened_on=happened_on, text=text.strip())
    return obligation


@act(may=permissions.submit_obligation)
def submit_obligation(obligation: Obligation, *, by, at: datetime, means: str, note: str = "") -> Obligation:
    """Say that it is done, with evidence or a note. On time or late is decided now, unless it was before."""
    _refuse_unless_open(obligation)
    _refuse_before_its_time(obligation, at)
    note = note.strip()
    if obligation.quota:
        raise NotPossible(_("Việc theo định mức được ghi nhận từng lần; đủ số lần thì hoàn thành."))
    if means not in (Means.EVIDENCE, Means.NOTE):
        raise ValidationError(_("Hãy chọn nộp minh chứng hoặc báo cáo tình hình."))
    if means == Means.EVIDENCE and not _locked_evidence(obligation):
        raise ValidationError(_("Hãy thêm ít nhất một tệp minh chứng."))
    if means == Means.NOTE and needs_evidence(obligation.duty):
        raise ValidationError(_("Việc này phải có minh chứng."))
    if means == Means.NOTE and not note:
        raise ValidationError(_("Hãy ghi nội dung báo cáo."))
    _fulfil(obligation, by=by, at=at, means=means, note=note, kind=Step.SUBMIT)
    return obligation


@act(may=permissions.report_nothing)
def report_nothing(obligation: Obligation, *, by, at: datetime, reason: str) -> Obligation:
    """Report for the period that nothing arose ("không phát sinh"), with the reason. That is an answer, not a gap."""
    _refuse_unless_open(obligation)
    _refuse_before_its_time(obligation, at)
    if obligation.quota:
        raise NotPossible(_("Việc theo định mức không báo “không phát sinh” được."))
    _fulfil(obligation, by=by, at=at, means=Means.NOTHING, note=_reason(reason), kind=Step.NOTHING)
    return obligation


# --- Those who judge and receive -------------------------------------------------------------------------------------


@act(may=permissions.return_obligation)
def return_obligation(obligation: Obligation, *, by, at: datetime, reason: str) -> Obligation:
    """Send it back with a reason; it can be submitted again, the verdict stays what it was."""
    _refuse_unless_judge(obligation, by, at)
    _refuse_unless_submitted(obligation)
    _move(obligation, State.RETURNED, by=by, at=at, kind=Step.RETURN, text=_reason(reason))
    if obligation.holder is not None:
        people = User.objects.holding(localdate(at), agency=obligation.holder, power="submit_obligation")
        text = _("Bị trả lại: %(duty)s") % {"duty": obligation.duty.summary_vi}
        tell(people, key=f"obligation-returned:{obligation.pk}:{at.isoformat()}", text=text, url=_page(obligation))
    return obligation


@act(may=permissions.accept_obligation)
def accept_obligation(obligation: Obligation, *, by, at: datetime) -> Obligation:
    """Accept what was submitted, for the coordinator of the directive or for its relay."""
    _refuse_unless_judge(obligation, by, at)
    _refuse_unless_submitted(obligation)
    if isinstance(by, User) and by.pk == obligation.fulfilled_by_id:  # in another agency since
        raise NotPossible(_("Người đã nộp không tự chấp nhận việc của mình."))
    _move(obligation, State.ACCEPTED, by=by, at=at, kind=Step.ACCEPT)
    return obligation


@act(may=permissions.relay_obligation)
def relay_obligation(obligation: Obligation, *, by, at: datetime) -> Obligation:
    """Pass an accepted one on to its recipients, who do not have it before ("qua Bảo hiểm xã hội tỉnh", 004:485-487)."""
    through = {agency.pk for agency in relays(obligation, localdate(at))}
    if not through:
        raise NotPossible(_("Việc này được gửi thẳng đến nơi nhận, không qua cơ quan chuyển tiếp."))
    if by is not OPERATOR and by.posting.agency_id not in through:
        raise PermissionDenied("relay_obligation")
    if obligation.state != State.ACCEPTED:
        raise NotPossible(_("Chấp nhận trước, chuyển tiếp sau."))
    if obligation.relayed_at is not None:
        raise NotPossible(_("Việc này đã được chuyển tiếp."))
    obligation.relayed_at = at
    obligation.save(update_fields=["relayed_at"])
    _step(obligation, Step.RELAY, by=by, at=at, is_submitted=True)
    _send(obligation, recipients(obligation, localdate(at)), Part.RECIPIENT, at)
    return obligation


@act(may=permissions.acknowledge_obligation)
def acknowledge_obligation(receipt: ObligationReceipt, *, by, at: datetime) -> ObligationReceipt:
    """Say for one's agency that it has been received."""
    if receipt.acknowledged_at is not None:
        raise NotPossible(_("Đã xác nhận tiếp nhận việc này."))
    receipt.acknowledged_at, receipt.acknowledged_by = at, by
    receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _step(receipt.obligation, Step.RECEIVE, by=by, at=at, is_submitted=True)
    return receipt


@act(may=permissions.excuse_obligation)
def excuse_obligation(obligation: Obligation, *, by, at: datetime, reason: str) -> Obligation:
    """Free the agency of this one, for a reason. What was late stays late."""
    if by is not OPERATOR and not coordinates(by, obligation.directive, localdate(at)):
        raise PermissionDenied("excuse_obligation")
    _refuse_unless_open(obligation)
    _move(obligation, State.EXCUSED, by=by, at=at, kind=Step.EXCUSE, text=_reason(reason))
    return obligation


# --- Done by the thing itself ----------------------------------------------------------------------------------------


@act(may=permissions.fulfil_by_execution)
def fulfil_by_execution(
    agency: Agency,
    *,
    by,
    thing: str,
    on_period: Month | int,
    at: datetime,
    label: str,
    url: str,
    is_part: bool = False,
) -> list[Obligation]:
    """A thing done in the portal fulfils the agency's duties of that thing: dated ones whose period ends with the month (or
    is the year) named; standing ones get a line in their log, once a day. `is_part`: only a piece of it was done, which
    fulfils nothing dated. Returns the obligations touched."""
    mine = Obligation.objects.filter(holder=agency, duty__thing=thing, duty__mode=Duty.Mode.EXECUTED)
    touched = []
    for obligation in mine.filter(_of_period(on_period)).open().select_related("duty").select_for_update(of=["self"]):
        if obligation.quota or obligation.duty.kind in LOGGED:
            if _count_once(obligation, by=by, at=at, text=label):
                touched.append(obligation)
            continue
        if is_part:
            continue
        obligation.thing_label, obligation.thing_url = label[:200], url[:300]
        _fulfil(obligation, by=by, at=at, means=Means.EXECUTED, note="", kind=Step.EXECUTE, text=label)
        touched.append(obligation)
    return touched


def _of_period(period: Month | int) -> Q:
    """Dated ones that end with it, undated ones that have begun, and the logs of its year."""
    if isinstance(period, Month):
        day = period.last_day
        ended = Q(period_end=day, period_start__lte=period.first_day)
    else:
        day, ended = date(period, 12, 31), Q(period=str(period))
    logged = Q(duty__kind__in=LOGGED)
    undated = Q(due_on__isnull=True, period="once", period_start__lte=day)
    return (ended & ~logged) | undated | (logged & Q(period_start__lte=day, period_end__gte=day))


# --- What the acts share ---------------------------------------------------------------------------------------------


def _fulfil(obligation: Obligation, *, by, at: datetime, means: str, note: str, kind: str, text: str = "") -> None:
    """Mark it done, decide the verdict once, show evidence and steps to who receives it, send it on its way."""
    obligation.state, obligation.means, obligation.note = State.SUBMITTED, means, note
    obligation.fulfilled_at, obligation.fulfilled_by = at, _person(by)
    obligation.fulfilled_as = (obligation.holder or obligation.agency).name_on(localdate(at))
    obligation.relayed_at = None
    if not obligation.verdict and obligation.due_at is not None:
        obligation.verdict = Verdict.ON_TIME if at <= obligation.due_at else Verdict.LATE
        obligation.verdict_at = at
    obligation.save()
    obligation.evidence.filter(is_submitted=False).update(is_submitted=True)
    obligation.steps.filter(is_submitted=False).update(is_submitted=True)
    _step(obligation, kind, by=by, at=at, text=text or note, is_submitted=True)
    through = relays(obligation, localdate(at))
    if through:
        _send(obligation, through, Part.RELAY, at)
    else:
        _send(obligation, recipients(obligation, localdate(at)), Part.RECIPIENT, at)


def _count(obligation: Obligation, *, by, at: datetime, happened_on: date, text: str) -> None:
    obligation.counted += 1
    obligation.save(update_fields=["counted"])
    is_seen = obligation.state == State.SUBMITTED
    _step(obligation, Step.COUNT, by=by, at=at, text=text, happened_on=happened_on, is_submitted=is_seen)
    if obligation.quota and obligation.counted >= obligation.quota and obligation.state in OPEN:
        note = _("Đã thực hiện %(count)s lần trong kỳ.") % {"count": obligation.counted}
        _fulfil(obligation, by=by, at=at, means=Means.NOTE, note=note, kind=Step.SUBMIT)


def _count_once(obligation: Obligation, *, by, at: datetime, text: str) -> bool:
    """A line in the log, unless the day has the same one already. Nothing when the day lies outside the period."""
    day = localdate(at)
    if not obligation.period_start <= day <= obligation.period_end:
        day = min(max(day, obligation.period_start), obligation.period_end)
    if _is_counted(obligation, day, text):
        return False
    _count(obligation, by=by, at=at, happened_on=day, text=text)
    return True


def _is_counted(obligation: Obligation, day: date, text: str) -> bool:
    return obligation.steps.filter(kind=Step.COUNT, text=text, happened_on=day).exists()


def _locked_evidence(obligation: Obligation) -> list[int]:
    """Its files, held until the submission is written: none can be taken back meanwhile."""
    return list(obligation.evidence.select_for_update(no_key=True).values_list("pk", flat=True))


def _send(obligation: Obligation, agencies: Iterable[Agency], part: str, at: datetime) -> None:
    """Receipts for the agencies, and a line for their people. Sent again after a return, it is to be received again."""
    agencies = list(agencies)
    there = obligation.receipts.filter(agency__in=agencies)
    known = set(there.values_list("agency_id", flat=True))
    there.update(sent_at=at, acknowledged_at=None, acknowledged_by=None)
    ObligationReceipt.objects.bulk_create(
        ObligationReceipt(obligation=obligation, agency=agency, part=part, sent_at=at)
        for agency in agencies
        if agency.pk not in known
    )
    people = User.objects.holding(localdate(at), agencies=agencies, power="acknowledge_obligation")
    text = _("%(agency)s gửi: %(duty)s") % {
        "agency": (obligation.holder or obligation.agency).short_name,
        "duty": obligation.duty.summary_vi,
    }
    tell(people, key=f"obligation-sent:{obligation.pk}:{at.isoformat()}", text=text, url=_page(obligation))


def _move(obligation: Obligation, state: str, *, by, at: datetime, kind: str, text: str = "") -> None:
    obligation.state = state
    obligation.save(update_fields=["state"])
    _step(obligation, kind, by=by, at=at, text=text, is_submitted=True)


def _step(obligation: Obligation, kind: str, *, by, at: datetime, text: str = "", **columns) -> None:
    person = _person(by)
    ObligationStep.objects.create(
        obligation=obligation,
        kind=kind,
        text=text,
        at=at,
        by=person,
        actor=str(by)[:200],
        agency=person.posting.agency if person and person.posting else None,
        **columns,
    )


def _refuse_unless_open(obligation: Obligation) -> None:
    if obligation.state not in OPEN:
        raise NotPossible(
            _("Việc này đang ở trạng thái “%(state)s”.") % {"state": obligation.get_state_display().lower()}
        )


def _refuse_before_its_time(obligation: Obligation, at: datetime) -> None:
    if localdate(at) < obligation.opens_on:
        raise NotPossible(_("Kỳ này chưa bắt đầu; mở từ ngày %(day)s.") % {"day": f"{obligation.opens_on:%d/%m/%Y}"})


def _refuse_unless_submitted(obligation: Obligation) -> None:
    if obligation.state != State.SUBMITTED:
        raise NotPossible(_("Chỉ xét được việc đã nộp và chưa xét."))


def _refuse_unless_judge(obligation: Obligation, by, at: datetime) -> None:
    if by is not OPERATOR and not judges(by, obligation, localdate(at)):
        raise PermissionDenied("not the coordinator of the directive")


def _reason(text: str) -> str:
    if not (text := text.strip()):
        raise ValidationError(_("Hãy ghi lý do."))
    return text


def _person(by) -> User | None:
    return by if isinstance(by, User) else None


def _page(obligation: Obligation) -> str:
    return f"/nhiem-vu/{obligation.pk}/"
