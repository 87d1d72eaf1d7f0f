"""Reorganisations: drafted, looked at, decided for a day to come, withdrawn while it has not come, carried out by the clock.

Until the day nothing is changed anywhere, so that withdrawing leaves no trace but the decision itself. What is due is found by
its day, not by a timer: a night that was missed is caught up, as of the day that was decided.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Agency, Province, Reorganisation, User
from agencies.passing_on import ask_employers_to_follow, pass_obligations_on
from agencies.queries.obstacles import obstacles
from agencies.queries.reorganisations import people_moved, preview
from agencies.reorganising import carry_out
from agencies.rules.reorganisations import in_the_way
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.notifications import tell

Status = Reorganisation.Status


@act(may=permissions.reorganise)
def draft_reorganisation(
    province: Province, *, by, kind: str, effective_on: date, source: str, plan: dict[str, Any]
) -> Reorganisation:
    """Write a plan down, in one of the shapes of rules/reorganisations.py; nothing changes by it."""
    _possible(province, kind, plan, effective_on)
    return Reorganisation.objects.create(
        province=province,
        kind=kind,
        effective_on=effective_on,
        source=clean(source)[:300],
        plan=plan,
        created_by=by if hasattr(by, "pk") else None,
    )


@act(may=permissions.reorganise)
def decide_reorganisation(reorganisation: Reorganisation, *, by, at: datetime) -> Reorganisation:
    """Decide it for its day, which has not come; what it touches is kept with it."""
    if reorganisation.status != Status.DRAFT:
        raise NotPossible(_("Kế hoạch này không còn là dự thảo."))
    if reorganisation.effective_on <= timezone.localtime(at).date():
        raise NotPossible(_("Ngày có hiệu lực phải sau hôm nay."))
    province = Province.objects.select_for_update(no_key=True).get(pk=reorganisation.province_id)  # one at a time
    _possible(province, reorganisation.kind, reorganisation.plan, reorganisation.effective_on)
    others = province.reorganisations.filter(status=Status.DECIDED)
    for other in others:
        if in_the_way(reorganisation.kind, reorganisation.plan, other.kind, other.plan):
            raise NotPossible(
                _("Một quyết định khác có hiệu lực ngày %(day)s đã động tới cùng cơ quan, địa bàn hoặc chức năng.")
                % {"day": other.effective_on.strftime("%d/%m/%Y")}
            )
    reorganisation.preview = preview(reorganisation).as_kept()
    reorganisation.status = Status.DECIDED
    reorganisation.decided_by = by if hasattr(by, "pk") else None
    reorganisation.decided_at = at
    reorganisation.save(update_fields=["preview", "status", "decided_by", "decided_at"])
    return reorganisation


@act(may=permissions.reorganise)
def withdraw_reorganisation(reorganisation: Reorganisation, *, by, on: date, reason: str) -> Reorganisation:
    """Take a draft or a decision back while its day has not come, or while it could not be carried out."""
    is_stuck = bool(reorganisation.preview.get("stuck"))
    if reorganisation.status not in (Status.DRAFT, Status.DECIDED):
        raise NotPossible(_("Việc sắp xếp này không rút được nữa."))
    if reorganisation.status == Status.DECIDED and reorganisation.effective_on <= on and not is_stuck:
        raise NotPossible(_("Đã đến ngày có hiệu lực."))
    reorganisation.status = Status.WITHDRAWN
    reorganisation.save(update_fields=["status"])
    return reorganisation


@act(may=permissions.carry_out_reorganisations)
def carry_out_reorganisations(province: Province, *, by, on: date) -> dict[str, Any]:
    """Carry out every decision whose day has come, each as of its day, in order. One that cannot be is told to the
    administrators and tried again the next time."""
    done, stuck = [], {}
    due = province.reorganisations.filter(status=Status.DECIDED, effective_on__lte=on)
    for found in due.select_for_update().order_by("effective_on", "pk"):
        try:
            with transaction.atomic():
                carry_out(found, by=by)
                found.preview = {name: value for name, value in found.preview.items() if name != "stuck"}
                found.status = Status.EFFECTIVE
                found.save(update_fields=["status", "preview"])
        except NotPossible as reason:
            stuck[str(found.pk)] = _stuck(found, str(reason))
        else:
            done.append(found.pk)
            _tell_the_moved(found)
    if done:
        ask_employers_to_follow(province, by=by)
        pass_obligations_on(province)
    return {"done": done, "stuck": stuck}


def _possible(province: Province, kind: str, plan: dict[str, Any], on: date) -> None:
    if found := obstacles(province, kind, plan, on):
        raise NotPossible(" ".join(found))


def _stuck(found: Reorganisation, reason: str) -> str:
    found.refresh_from_db()
    if found.preview.get("stuck") != reason:
        found.preview = {**found.preview, "stuck": reason}
        found.save(update_fields=["preview"])
    administrators = User.objects.holding(
        found.effective_on, agencies=Agency.objects.filter(province=found.province_id), power="reorganise"
    )
    tell(
        administrators,
        key=f"reorganisation-stuck:{found.pk}",
        text=_("Chưa thực hiện được việc sắp xếp: %(reason)s") % {"reason": reason},
        url=reverse("reorganisation", args=[found.pk]),
    )
    return reason


def _tell_the_moved(found: Reorganisation) -> None:
    """Whoever works in another agency from the day on is told so."""
    begun = Agency.objects.filter(province=found.province_id, valid_from=found.effective_on).values_list(
        "pk", flat=True
    )
    places = {*begun, found.plan.get("into") or 0}
    tell(
        people_moved(places, found.effective_on),
        key=f"reorganisation:{found.pk}",
        text=_("Từ ngày %(day)s vị trí của anh/chị chuyển theo việc sắp xếp cơ quan.")
        % {"day": found.effective_on.strftime("%d/%m/%Y")},
        url=reverse("account"),
    )
