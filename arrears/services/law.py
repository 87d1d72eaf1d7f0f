"""Figures of the law that people enter: proposed with citation, decided by another person, withdrawn when they prove wrong.

Nothing is rewritten: a new row takes its place from its day on, and what was reckoned before keeps the figures it read."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Province, User
from arrears import permissions
from arrears.models import LegalRule
from arrears.queries.law import DEADLINE, figure_of, figures
from arrears.rules.figures import NotAFigure
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.notifications import tell

EARLIEST, LATEST = date(1995, 1, 1), date(2100, 12, 31)
State = LegalRule.State


@act(may=permissions.propose_legal_rule)
def propose_legal_rule(
    province: Province,
    *,
    by,
    at: datetime,
    key: str,
    value: str,
    valid_from: date,
    citation: str,
    valid_to: date | None = None,
    confidence: str = "A",
    note: str = "",
) -> LegalRule:
    """Enter a figure of the province; it counts once somebody else has approved it."""
    if key not in figures():
        raise NotPossible(_("Không có quy định này."))
    citation, note = clean(citation), clean(note)
    _refuse_mistakes(key, value, valid_from, valid_to, citation, confidence, note)
    if _of_day(province, key, valid_from).filter(state__in=(State.PROPOSED, State.APPROVED)).exists():
        raise NotPossible(_("Đã có một giá trị của tỉnh từ đúng ngày này. Hãy thu hồi giá trị đó trước."))
    rule = LegalRule.objects.create(
        province=province,
        key=key,
        value=figures()[key].kept(value),
        valid_from=valid_from,
        valid_to=valid_to,
        citation=citation,
        confidence=confidence,
        note=note,
        state=State.PROPOSED,
        is_shipped=False,
        entered_by=_person(by),
        entered_at=at,
    )
    _tell_approvers(rule, localdate(at))
    return rule


@act(may=permissions.decide_legal_rule)
def decide_legal_rule(rule: LegalRule, *, by, at: datetime, is_approved: bool, note: str = "") -> LegalRule:
    """Let a proposed figure count, or refuse it with a reason."""
    _hold_province(rule)
    if rule.state != State.PROPOSED:
        raise NotPossible(_("Đề nghị này đã được quyết định."))
    note = clean(note)
    if not is_approved and not note:
        raise ValidationError({"note": _("Cần ghi lý do không duyệt.")})
    rule.state = State.APPROVED if is_approved else State.REFUSED
    rule.decided_by, rule.decided_at, rule.decision_note = _person(by), at, note
    rule.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    text = _("Đề nghị “%(figure)s” đã được duyệt.") if is_approved else _("Đề nghị “%(figure)s” không được duyệt.")
    author = [rule.entered_by] if rule.entered_by else []
    tell(author, key=f"legal-rule-decided:{rule.pk}", text=text % {"figure": figure_of(rule).title}, url=_page(rule))
    return rule


@act(may=permissions.withdraw_legal_rule)
def withdraw_legal_rule(rule: LegalRule, *, by, at: datetime, reason: str) -> LegalRule:
    """Take a figure out: what held before it counts again. The portal's own figures are mended by a row of the province."""
    if rule.is_shipped or rule.state not in (State.PROPOSED, State.APPROVED):
        raise NotPossible(_("Chỉ thu hồi được giá trị do tỉnh nhập, đang chờ duyệt hoặc đang áp dụng."))
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("Cần ghi lý do thu hồi.")})
    rule.state = State.WITHDRAWN
    rule.withdrawn_by, rule.withdrawn_at, rule.withdrawn_reason = _person(by), at, reason
    rule.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return rule


def _refuse_mistakes(key, value, valid_from, valid_to, citation, confidence, note) -> None:
    wrong: dict[str, Any] = {}
    try:
        figures()[key].kept(value)
    except NotAFigure as mistake:
        wrong["value"] = str(mistake)
    wrong |= _wrong_days(key, valid_from, valid_to)
    if not citation or len(citation) > 300:
        wrong["citation"] = _("Cần ghi căn cứ: số văn bản, điều, khoản; không quá 300 ký tự.")
    if confidence not in LegalRule.CONFIDENCES:
        wrong["confidence"] = _("Phải chọn một trong các giá trị của danh sách.")
    if len(note) > 400:
        wrong["note"] = _("Không được quá %(most)d ký tự.") % {"most": 400}
    if wrong:
        raise ValidationError(wrong)


def _wrong_days(key: str, valid_from: date, valid_to: date | None) -> dict[str, Any]:
    if not EARLIEST <= valid_from <= LATEST:
        return {"valid_from": _("Ngày phải từ 01/01/1995 đến 31/12/2100.")}
    if valid_to is not None and not valid_from <= valid_to <= LATEST:
        return {"valid_to": _("Ngày hết hiệu lực không được trước ngày bắt đầu.")}
    if key != DEADLINE:
        return {}
    if valid_from.day != 1:
        return {"valid_from": _("Hạn đóng áp dụng theo tháng đóng: phải bắt đầu từ ngày 01.")}
    if valid_to is not None and (valid_to + timedelta(days=1)).day != 1:
        return {"valid_to": _("Hạn đóng áp dụng theo tháng đóng: phải hết vào ngày cuối tháng.")}
    return {}


def _of_day(province: Province, key: str, day: date):
    return LegalRule.objects.filter(province=province, key=key, valid_from=day)


def _tell_approvers(rule: LegalRule, on: date) -> None:
    """Somebody else than the author has to decide."""
    text = _("Có một số liệu pháp luật chờ duyệt: %(figure)s.") % {"figure": figure_of(rule).title}
    for office in rule.province.agencies.as_of(on).filter(kind="social_insurance"):
        people = User.objects.holding(on, agency=office, power="approve_legal_rule").exclude(pk=rule.entered_by_id)
        tell(people, key=f"legal-rule:{rule.pk}", text=text, url=_page(rule))


def _page(rule: LegalRule) -> str:
    return reverse("legal-figure", args=[rule.key])


def _hold_province(rule: LegalRule) -> None:
    """One after another, so that two figures of one day do not both come to count."""
    Province.objects.select_for_update(no_key=True).get(pk=rule.province_id)


def _person(by: Any):
    return by if hasattr(by, "pk") else None
