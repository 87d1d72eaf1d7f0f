"""Keep an employer from being published for a time, with a reason and an end; holds that are over end by the clock."""

from datetime import date

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from arrears import permissions
from arrears.leaving import tell_publishers
from arrears.models import Hold
from arrears.queries.publication.publishers import publishing_right
from employers.models import Employer
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile
from portal.core.notifications import tell


@act(may=permissions.record_hold, hide=("kind", "reason", "file"))
def record_hold(
    employer: Employer,
    *,
    by,
    agency: Agency,
    kind: str,
    reason: str,
    begins_on: date,
    expires_on: date,
    on: date,
    file: StoredFile | None = None,
) -> Hold:
    """Keep the employer out of every list from a day to a day; each list learns of it when it is looked at again."""
    if isinstance(by, User) and by.posting.agency_id != agency.pk:
        raise ValidationError(_("Tạm giữ được ghi cho chính cơ quan của người ghi."))
    right = publishing_right(agency, on)
    if right is None or (right.communes is not None and employer.commune_id not in right.communes):
        raise NotPossible(_("Đơn vị không thuộc phạm vi công khai của cơ quan bạn."))
    if kind not in Hold.Kind.values or not reason.strip():
        raise ValidationError({"reason": _("Hãy chọn loại và ghi lý do tạm giữ.")})
    if expires_on < max(begins_on, on):
        raise ValidationError({"expires_on": _("Ngày hết hiệu lực không trước ngày bắt đầu và không ở quá khứ.")})
    if employer.holds.filter(kind=kind, agency=agency, ended_on=None, expires_on__gte=on).exists():
        raise NotPossible(_("Đơn vị đang được tạm giữ với lý do này; hãy chấm dứt tạm giữ cũ trước."))
    hold = Hold.objects.create(
        employer=employer,
        agency=agency,
        kind=kind,
        reason=reason.strip()[:500],
        begins_on=begins_on,
        expires_on=expires_on,
        file=file,
        recorded_by=by if isinstance(by, User) else None,
    )
    told = _(
        "Số công khai %(number)s còn nêu một đơn vị vừa được tạm giữ chưa công khai; cần xem và đính chính nếu sai."
    )
    tell_publishers(employer, told, key=f"held-yet-named:{hold.pk}", on=on)
    return hold


@act(may=permissions.end_hold, hide=("reason",))
def end_hold(hold: Hold, *, by, on: date, reason: str) -> Hold:
    """Say that nothing keeps the employer out any more."""
    if hold.ended_on is not None:
        raise NotPossible(_("Tạm giữ này đã chấm dứt."))
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do chấm dứt.")})
    hold.ended_on, hold.ended_reason = on, reason.strip()[:400]
    hold.ended_by = by if isinstance(by, User) else None
    hold.save(update_fields=["ended_on", "ended_by", "ended_reason"])
    return hold


@act(may=permissions.expire_holds)
def expire_holds(province: Province, *, by, on: date) -> int:
    """End what is over, and tell the people of its agency once. Returns how many ended."""
    over = list(
        Hold.objects.filter(employer__province=province, ended_on=None, expires_on__lt=on).select_related("agency")
    )
    for hold in over:
        hold.ended_on, hold.ended_reason = on, _("Hết thời hạn tạm giữ")
    Hold.objects.bulk_update(over, ["ended_on", "ended_reason"], batch_size=1000)
    for agency in {hold.agency_id: hold.agency for hold in over}.values():
        count = sum(hold.agency_id == agency.pk for hold in over)
        people = User.objects.holding(on, agency=agency, power="see_publication")
        text = _("%(n)d tạm giữ chưa công khai đã hết thời hạn.") % {"n": count}
        tell(people, key=f"holds-over:{agency.pk}:{on}", text=text, url=reverse("holds"))
    return len(over)
