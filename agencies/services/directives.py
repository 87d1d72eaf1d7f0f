"""Directives written and decided in the browser: drafts on their way, what is put in force, what ends.

A draft holds the same content as a pack. Whoever wrote a draft does not approve it. Of two people who change one draft at
once the second is told: each change names the version it began from (`stamp`).
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Directive, DirectiveDraft, Province
from agencies.packs.applying import apply_pack, territory_of
from agencies.packs.checking import check_content
from agencies.packs.reading import released
from agencies.queries.drafts import content_to_apply, has_written
from agencies.raising import raise_later
from portal.core.acts import NotPossible, act
from portal.core.folding import clean

Status = DirectiveDraft.Status
OPEN = (Status.DRAFT, Status.RETURNED)
OWN_PLACES = frozenset({"du-thao", "moi"})  # addresses of the portal itself, where a directive's code would stand


@act(may=permissions.draft_directive, hide=("content",))
def draft_directive(
    province: Province, *, by, content: dict[str, Any], corrects: Directive | None = None, reason: str = ""
) -> DirectiveDraft:
    """Begin a new directive, or a correction of one in force with its reason."""
    if corrects is not None:
        if corrects.province_id != province.pk:
            raise NotPossible(_("Văn bản này không thuộc tỉnh."))
        if DirectiveDraft.objects.filter(corrects=corrects).exclude(status__in=DirectiveDraft.ENDED).exists():
            raise NotPossible(_("Văn bản này đang có một bản sửa chưa duyệt; hãy tiếp tục bản đó."))
        _needs(reason, "reason")
    else:
        _refuse_taken_code(province, content)
    return DirectiveDraft.objects.create(
        province=province, corrects=corrects, content=content, reason=clean(reason)[:300], author=_person(by)
    )


@act(may=permissions.change_draft, hide=("content",))
def change_draft(draft: DirectiveDraft, *, by, content: dict[str, Any], stamp: str, what: str) -> DirectiveDraft:
    """Write another version of the draft over the one that the writer saw; `what` names the part for the audit trail."""
    _refuse_stale(draft, stamp)
    if draft.status not in OPEN:
        raise NotPossible(_("Dự thảo đang chờ duyệt hoặc đã áp dụng, không sửa được."))
    if draft.corrects is None:
        _refuse_taken_code(draft.province, content)
    elif content["directive"]["code"] != draft.corrects.code:
        raise NotPossible(_("Bản sửa giữ nguyên mã của văn bản."))
    draft.content = content
    draft.save(update_fields=["content", "changed_at"])
    return draft


@act(may=permissions.change_draft)
def submit_draft(draft: DirectiveDraft, *, by, stamp: str) -> DirectiveDraft:
    """Send the draft to another person for approval; only one in which nothing is wrong."""
    _refuse_stale(draft, stamp)
    if draft.status not in OPEN:
        raise NotPossible(_("Dự thảo này đã được trình."))
    _refuse_wrong(draft)
    return _moved(draft, Status.SUBMITTED)


@act(may=permissions.change_draft)
def discard_draft(draft: DirectiveDraft, *, by) -> DirectiveDraft:
    """Leave a draft that is not waiting for approval; it stays readable, and another correction may begin."""
    if draft.status not in OPEN:
        raise NotPossible(_("Dự thảo đang chờ duyệt hoặc đã kết thúc, không bỏ được."))
    return _moved(draft, Status.DISCARDED)


@act(may=permissions.approve_draft)
def return_draft(draft: DirectiveDraft, *, by, reason: str) -> DirectiveDraft:
    """Send the draft back to its writers with what is to be corrected."""
    if draft.status != Status.SUBMITTED:
        raise NotPossible(_("Dự thảo này không ở bước chờ duyệt."))
    draft.reviewer, draft.review = _person(by), _needs(reason, "reason")[:500]
    return _moved(draft, Status.RETURNED)


@act(may=permissions.approve_draft)
def approve_draft(draft: DirectiveDraft, *, by, stamp: str, on: date, effective_on: date | None = None) -> Directive:
    """Put the draft in force as its approver read it: a correction from a day on, a new directive from its own day."""
    _refuse_stale(draft, stamp)
    if draft.status != Status.SUBMITTED:
        raise NotPossible(_("Dự thảo này không ở bước chờ duyệt."))
    if has_written(draft, by):
        raise NotPossible(_("Người đã soạn hoặc sửa dự thảo không được duyệt dự thảo đó."))
    _refuse_wrong(draft)
    if draft.corrects is None:
        _refuse_taken_code(draft.province, draft.content)
    draft.content = content_to_apply(draft)
    draft.save(update_fields=["content"])
    apply_pack(draft.content, draft.province, on=on, effective_on=_day_of_correction(draft, effective_on, on))
    draft.reviewer, draft.review = _person(by), ""
    _moved(draft, Status.APPROVED)
    directive = Directive.objects.get(province=draft.province, code=draft.content["directive"]["code"])
    raise_later(draft.province, key=f"draft-{draft.pk}")
    return directive


@act(may=permissions.repeal_directive)
def repeal_directive(directive: Directive, *, by, last_day: date, reason: str, on: date) -> Directive:
    """End a directive after a day. It stays readable; what would fall due later is withdrawn."""
    if directive.in_force_to is not None and directive.in_force_to < on:
        raise NotPossible(_("Văn bản này đã hết hiệu lực."))
    if last_day < directive.in_force_from:
        raise ValidationError({"last_day": _("Ngày hết hiệu lực không được trước ngày có hiệu lực.")})
    why = _("hết hiệu lực: %(reason)s") % {"reason": _needs(reason, "reason")}
    directive.in_force_to = last_day
    directive.in_force_reason = "; ".join(filter(None, (directive.in_force_reason, why)))[-300:]
    directive.save(update_fields=["in_force_to", "in_force_reason"])
    raise_later(directive.province, key=f"repeal-{directive.pk}-{last_day}")
    return directive


@act(may=permissions.repeal_directive)
def set_in_force(directive: Directive, *, by, in_force_from: date, reason: str, on: date) -> Directive:
    """State since when the directive counts; from then on its day is no longer an assumption."""
    if directive.in_force_to is not None and in_force_from > directive.in_force_to:
        raise ValidationError({"in_force_from": _("Ngày có hiệu lực không được sau ngày hết hiệu lực.")})
    directive.in_force_reason = _needs(reason, "reason")[:300]
    before, directive.in_force_from, directive.is_assumed = directive.in_force_from, in_force_from, False
    directive.save(update_fields=["in_force_from", "in_force_reason", "is_assumed"])
    directive.duties.filter(valid_from=before).update(valid_from=in_force_from)
    raise_later(directive.province, key=f"in-force-{directive.pk}-{in_force_from}")
    return directive


def _needs(text: str, field: str) -> str:
    text = clean(text)
    if not text:
        raise ValidationError({field: _("Cần ghi căn cứ hoặc lý do.")})
    return text


def _person(by: Any):
    return by if hasattr(by, "pk") else None


def _moved(draft: DirectiveDraft, status: str) -> DirectiveDraft:
    draft.status = status
    draft.save(update_fields=["status", "review", "reviewer", "changed_at"])
    return draft


def _refuse_stale(draft: DirectiveDraft, stamp: str) -> None:
    if draft.changed_at.isoformat() != stamp:
        raise NotPossible(
            _("Người khác vừa sửa dự thảo này. Nội dung anh/chị nhập còn ở trang này: hãy xem bản mới rồi ghi lại.")
        )


def _refuse_wrong(draft: DirectiveDraft) -> None:
    if not draft.content.get("duties"):
        raise NotPossible(
            _("Dự thảo chưa giao nhiệm vụ nào: chọn loại “Giao nhiệm vụ” cho một đoạn rồi thêm nhiệm vụ.")
        )
    if problems := check_content(draft.content):
        raise NotPossible(
            _("Dự thảo còn %(count)d điều phải sửa; xem danh sách ở trang dự thảo.") % {"count": len(problems)}
        )
    if territory_of(draft.content, draft.province) is None:
        raise NotPossible(_("Địa bàn của văn bản không thuộc tỉnh."))


def _refuse_taken_code(province: Province, content: dict[str, Any]) -> None:
    code = content["directive"]["code"]
    taken = Directive.objects.filter(province=province, code=code).exists()
    if taken or code in OWN_PLACES or code in {pack.content["directive"]["code"] for pack in released()}:
        raise ValidationError({"code": _("Mã này đã có văn bản dùng.")})


def _day_of_correction(draft: DirectiveDraft, effective_on: date | None, on: date) -> date | None:
    """What was owed until today stays as it was."""
    if draft.corrects is None:
        return None
    if effective_on is None or effective_on < max(on, draft.corrects.in_force_from):
        raise ValidationError({"effective_on": _("Bản sửa áp dụng từ hôm nay trở đi; hãy chọn ngày.")})
    return effective_on
