"""Lists of obligations: mine, those I share, all behind a figure; and the marks that say how one stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Duty, DutyParty, Obligation
from agencies.queries import tracking
from agencies.rules.wording import days_left_words, period_words
from portal.core.folding import fold
from portal.core.marks import Badge
from portal.core.tables import Column, Table

State = Obligation.State
STATE_BADGES = {
    State.OPEN: Badge(State.OPEN.label, "neutral", "circle-dashed"),
    State.SUBMITTED: Badge(State.SUBMITTED.label, "info", "send"),
    State.RETURNED: Badge(State.RETURNED.label, "danger", "arrow-back-up"),
    State.ACCEPTED: Badge(State.ACCEPTED.label, "success", "circle-check"),
    State.EXCUSED: Badge(State.EXCUSED.label, "neutral", "ban"),
    State.WITHDRAWN: Badge(State.WITHDRAWN.label, "neutral", "minus"),
}
OUTCOME_BADGES = {
    tracking.ON_TIME: Badge(gettext_lazy("Đúng hạn"), "success", "circle-check"),
    tracking.NOTHING: Badge(gettext_lazy("Không phát sinh"), "info", "minus"),
    tracking.LATE_DONE: Badge(gettext_lazy("Đã làm, quá hạn"), "warning", "clock-exclamation"),
    tracking.RETURNED: Badge(gettext_lazy("Bị trả lại"), "danger", "arrow-back-up"),
    tracking.MISSING: Badge(gettext_lazy("Quá hạn, chưa làm"), "danger", "alert-circle"),
    tracking.DUE_SOON: Badge(gettext_lazy("Sắp đến hạn"), "warning", "hourglass"),
    tracking.NOT_YET: Badge(gettext_lazy("Chưa đến hạn"), "neutral", "circle-dashed"),
    tracking.EXCUSED: Badge(gettext_lazy("Được miễn"), "neutral", "ban"),
    tracking.ONGOING: Badge(gettext_lazy("Không có hạn"), "neutral", "refresh"),
    tracking.DONE: Badge(gettext_lazy("Đã báo cáo"), "success", "circle-check"),
}
URGENCY_NAMES = {
    tracking.OVERDUE: gettext_lazy("Quá hạn"),
    tracking.IN_7_DAYS: gettext_lazy("Hạn trong 7 ngày"),
    tracking.THIS_MONTH: gettext_lazy("Hạn trong tháng này"),
    tracking.LATER: gettext_lazy("Hạn sau tháng này"),
    tracking.STANDING: gettext_lazy("Thường xuyên, không có hạn"),
    tracking.EVENTS: gettext_lazy("Đã phát sinh, không có hạn"),
}
LOGS = (Duty.Kind.STANDING, Duty.Kind.GATE)
OPEN_STATES = (State.OPEN, State.RETURNED)
FINAL_PARTS = (DutyParty.Part.RELAY, DutyParty.Part.RECIPIENT)


def due_badge(obligation: Obligation, today: date) -> Badge | None:
    """How many days are left, while it is still to be done."""
    if obligation.due_on is None or obligation.state not in OPEN_STATES:
        return None
    left = (obligation.due_on - today).days
    tone, icon = (
        ("danger", "alert-circle") if left < 0 else ("warning", "hourglass") if left <= 7 else ("neutral", "clock")
    )
    return Badge(days_left_words(obligation.due_on, today), tone, icon)


def timeliness_badge(obligation: Obligation) -> Badge | None:
    """The verdict, once there is one; of what is still open and late the days say it already."""
    if obligation.state == State.OPEN:
        return None
    if obligation.verdict == Obligation.Verdict.ON_TIME:
        return Badge(obligation.get_verdict_display(), "success", "circle-check")
    if obligation.verdict == Obligation.Verdict.LATE:
        return Badge(obligation.get_verdict_display(), "danger", "clock-exclamation")
    return None


def source_words(row: Any) -> str:
    """ "Chỉ thị 004/CT-UBND, dòng 151-155" of an obligation or of a duty."""
    duty: Duty = getattr(row, "duty", row)
    return _("%(directive)s, dòng %(lines)s") % {"directive": row.directive, "lines": duty.lines}


def recipients_words(obligation: Obligation) -> str:
    """Whom it goes to, as the document names them."""
    parties = [party for party in obligation.duty.parties.all() if party.part in FINAL_PARTS]
    return "; ".join(
        dict.fromkeys(party.name for party in sorted(parties, key=lambda party: FINAL_PARTS.index(party.part)))
    )


def recipients_now(obligation: Obligation, held: Mapping[str, Iterable[str]]) -> str:
    """What those recipients are called today whose function has passed to another body since the document was issued."""
    parties = [party for party in obligation.duty.parties.all() if party.part in FINAL_PARTS and party.function_id]
    names = [
        name
        for party in parties
        for name in held.get(party.function_id or "", ())
        if not fold(name).startswith(fold(party.name))
    ]
    return _("nay: %(names)s") % {"names": "; ".join(dict.fromkeys(names))} if names else ""


def owner_name(obligation: Obligation) -> str:
    """Who has to do it now; while nobody is named, who owed it."""
    return str(obligation.holder or obligation.agency)


def _below(obligation: Obligation) -> str:
    words = source_words(obligation)
    return f"{obligation.subject} · {words}" if obligation.subject else words


def _progress(obligation: Obligation) -> str:
    if not obligation.quota:
        return ""
    return _("%(counted)d/%(quota)d lần") % {"counted": obligation.counted, "quota": obligation.quota}


def _summary() -> Column:
    return Column("summary", _("Nhiệm vụ"), value="duty__summary_vi", sort="duty__summary_vi", sub=_below, width=60)


def _agency() -> Column:
    return Column("agency", _("Cơ quan"), value=owner_name, sort=("holder__folded", "agency__folded"), width=34)


def _period() -> Column:
    return Column(
        "period",
        _("Kỳ"),
        "month",
        value=lambda row: period_words(row.period),
        sort="period_start",
        sub=_progress,
        priority=2,
    )


def _due(today: date) -> Column:
    return Column("due", _("Hạn"), "date", value="due_on", sort="due_on", sub=lambda row: due_badge(row, today))


def _only_in_files(today: date) -> tuple[Column, ...]:
    return (
        Column("left", _("Còn lại"), value=lambda row: str(due_badge(row, today) or ""), on_page=False),
        Column("directive", _("Văn bản"), value=lambda row: str(row.directive), on_page=False),
        Column("lines", _("Dòng"), value="duty__lines", on_page=False),
        Column("text", _("Nguyên văn"), value="duty__text", on_page=False, width=80),
        Column("subject", _("Việc phát sinh"), value="subject", on_page=False),
        Column("fulfilled", _("Thực hiện lúc"), "datetime", value="fulfilled_at", on_page=False),
    )


def _recipients(held: Mapping[str, Iterable[str]]) -> Column:
    return Column(
        "recipients",
        _("Nơi nhận"),
        value=recipients_words,
        sub=lambda row: recipients_now(row, held),
        priority=3,
        width=40,
    )


def state_badge(obligation: Obligation) -> Badge:
    """How far it is. A duty without end is not "not done yet": it goes on, with what was written down of it."""
    goes_on = obligation.duty.kind in LOGS and obligation.due_on is None and obligation.state == State.OPEN
    if not goes_on:
        return STATE_BADGES[obligation.state]
    if obligation.counted:
        return Badge(_("Đã ghi nhận %(count)d lần") % {"count": obligation.counted}, "info", "refresh")
    return Badge(_("Thường xuyên, chưa ghi nhận"), "neutral", "refresh")


def _state() -> Column:
    return Column("state", _("Trạng thái"), "badge", value=state_badge, sort="state", sub=timeliness_badge)


def _outcome() -> Column:
    return Column("outcome", _("Kết quả"), "badge", value="outcome", sort="outcome", badges=OUTCOME_BADGES)


def row_url(obligation: Obligation) -> str:
    return reverse("obligation", args=[obligation.pk])


def _tone(obligation: Any) -> str:
    return {0: "tone-danger", 1: "tone-warning"}.get(getattr(obligation, "urgency", None), "")  # type: ignore[arg-type]


def mine(today: date, held: Mapping[str, Iterable[str]]) -> Table:
    """What my agency still has to do; rows with_urgency. `held`: who holds the functions of the recipients today."""
    return Table(
        columns=(
            _summary(),
            _period(),
            Column(
                "due",
                _("Hạn"),
                "date",
                value="due_on",
                sort=("urgency", "rank", "due_on"),
                sub=lambda row: due_badge(row, today),
            ),
            _recipients(held),
            _state(),
            *_only_in_files(today),
        ),
        default_sort="due",
        row_url=row_url,
        row_tone=_tone,
        group=lambda row: URGENCY_NAMES[tracking.URGENCIES[row.urgency]],
        empty_text=_(
            "Không còn việc nào phải làm. Việc đã làm ở phần Đã xong; việc theo sự việc ở phần Khi phát sinh."
        ),
        name=_("Nhiệm vụ của cơ quan"),
    )


def shared(today: date) -> Table:
    """What others do with my agency, or send to it."""
    return Table(
        columns=(_summary(), _agency(), _period(), _due(today), _state(), *_only_in_files(today)),
        default_sort="due",
        row_url=row_url,
        empty_text=_("Không có việc nào."),
        name=_("Nhiệm vụ"),
    )


def finished(today: date) -> Table:
    """What my agency has done."""
    columns = (
        _summary(),
        _period(),
        _due(today),
        Column("fulfilled_at", _("Thực hiện lúc"), "datetime", sort="fulfilled_at", priority=2, in_files=False),
        _state(),
        *_only_in_files(today),
    )
    return Table(
        columns=columns,
        default_sort="-fulfilled_at",
        row_url=row_url,
        empty_text=_("Chưa có việc nào đã xong."),
        name=_("Nhiệm vụ đã xong"),
    )


def behind_figures(today: date) -> Table:
    """The rows behind a figure of the calendar, the tracker or a record; rows with_outcome."""
    return Table(
        columns=(_summary(), _agency(), _period(), _due(today), _outcome(), _state(), *_only_in_files(today)),
        default_sort="due",
        row_url=row_url,
        empty_text=_("Không có việc nào."),
        name=_("Nhiệm vụ"),
    )


def of_one_agency(today: date) -> Table:
    """A year of one agency, beside other things of it; rows with_outcome."""
    columns = (
        Column(
            "summary",
            _("Nhiệm vụ"),
            value="duty__summary_vi",
            sub=lambda row: f"{period_words(row.period)} · {_below(row)}",
        ),
        Column("due", _("Hạn"), "date", value="due_on", sub=lambda row: due_badge(row, today)),
        Column("outcome", _("Kết quả"), "badge", value="outcome", badges=OUTCOME_BADGES),
    )
    return Table(columns=columns, row_url=row_url, name=_("Các việc trong năm"))


def event_duties() -> Table:
    """Duties that arise only when something happens, with what was reported this year."""
    return Table(
        columns=(
            Column(
                "summary",
                _("Nhiệm vụ"),
                value="summary_vi",
                sort="summary_vi",
                sub=source_words,
                link=lambda duty: reverse("report-event", args=[duty.pk]),
            ),
            Column(
                "trigger", _("Khi nào phát sinh"), value=lambda duty: duty.trigger or duty.due_as_written, priority=2
            ),
            Column("raised", _("Đã ghi nhận trong năm"), "int", sort="raised"),
            Column("directive", _("Văn bản"), value=lambda duty: str(duty.directive), on_page=False),
            Column("text", _("Nguyên văn"), value="text", on_page=False, width=80),
        ),
        default_sort="summary",
        empty_text=_("Không có nhiệm vụ nào phát sinh theo sự việc."),
        name=_("Nhiệm vụ khi phát sinh"),
    )
