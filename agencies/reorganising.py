"""How each kind of reorganisation is carried out on its day: agencies end on the eve and begin on the day, posts, communes and
functions pass on, and everything that was done before keeps the name it was done under."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import (
    AdminUnit,
    Agency,
    AgencyKind,
    AgencyName,
    AgencyTerritory,
    FunctionHolder,
    Post,
    Province,
    Reorganisation,
    User,
)
from agencies.passing_on import hand_over, pass_function
from agencies.queries.functions import IN_PARTS
from agencies.rules.reorganisations import ending
from portal.core.acts import NotPossible
from portal.core.folding import clean, fold


def carry_out(found: Reorganisation, *, by: Any) -> None:
    """Make the change as of its day. Raises NotPossible where the agencies are no longer as they were planned with."""
    _KINDS[found.kind](found.province, found.plan, found.effective_on, found.source, by)


def since(day: date) -> Q:
    """Rows that are valid on the day or begin after it."""
    return Q(valid_to=None) | Q(valid_to__gte=day)


def standing(province: Province, pk: int, on: date) -> Agency:
    """The agency, locked; it stands on the day and the eve, or nothing can be done with it."""
    agency = province.agencies.select_for_update(no_key=True).filter(pk=pk, area=None).first()
    if agency is None or agency.valid_from >= on or (agency.valid_to and agency.valid_to < on):
        name = agency.name if agency else pk
        raise NotPossible(_("Cơ quan không còn như khi lập kế hoạch: %(name)s") % {"name": name})
    return agency


def open_agency(old: Agency, facts: dict[str, Any], on: date) -> Agency:
    """A new agency of the same kind and under the same parent as the old one."""
    if old.province.agencies.filter(code=facts["code"]).exists():
        raise NotPossible(_("Đã có cơ quan mang mã %(code)s.") % {"code": facts["code"]})
    name = clean(facts["name"])
    return Agency.objects.create(
        province=old.province,
        code=facts["code"],
        kind=old.kind,
        name=name,
        short_name=clean(facts["short_name"]) or name[:80],
        parent=old.parent,
        valid_from=on,
        folded=fold(name),
    )


def _merge(province: Province, plan: dict, on: date, source: str, by: Any) -> None:
    old = [standing(province, pk, on) for pk in sorted(ending(plan))]
    into = standing(province, plan["into"], on) if plan.get("into") else open_agency(old[0], plan["new"], on)
    for agency in old:
        move_posts(agency.posts.all(), into, on)
        _pass_units(agency, into, on)
        agency.children.filter(since(on)).exclude(pk=into.pk).update(parent=into)
        if into.parent_id == agency.pk:
            Agency.objects.filter(pk=into.pk).update(parent=agency.parent)
        _end(agency, on)
    _pass_functions(province, old, into, on, source, by)


def _split(province: Province, plan: dict, on: date, source: str, by: Any) -> None:
    old = standing(province, plan["agency"], on)
    parts = [open_agency(old, part, on) for part in plan["parts"]]
    rest = parts[0] if plan.get("ends") else old
    for agency, part in zip(parts, plan["parts"], strict=True):
        move_posts(old.posts.filter(user__in=part.get("people", ())), agency, on)
        hand_over(agency, list(AdminUnit.objects.filter(pk__in=part.get("units", ()))), on)
    _divide_functions(province, old, rest, list(zip(parts, plan["parts"], strict=True)), on, source, by)
    if plan.get("ends"):
        move_posts(old.posts.all(), rest, on)
        _pass_units(old, rest, on)
        old.children.filter(since(on)).update(parent=rest)
        _end(old, on)


def _rename(province: Province, plan: dict, on: date, source: str, by: Any) -> None:
    agency = standing(province, plan["agency"], on)
    eve, name, short = on - timedelta(days=1), clean(plan["name"]), clean(plan["short_name"])
    if not agency.names.filter(since(eve), valid_from__lte=eve).update(valid_to=eve):
        last = agency.names.order_by("-valid_to").values_list("valid_to", flat=True).first()
        begun = last + timedelta(days=1) if last else agency.valid_from
        _called(agency, agency.name, agency.short_name, begun, eve, "")
    _called(agency, name, short, on, None, source)
    Agency.objects.filter(pk=agency.pk).update(name=name, short_name=short, folded=fold(name))


def _called(agency: Agency, name: str, short: str, begun: date, ended: date | None, source: str) -> None:
    AgencyName.objects.create(
        agency=agency, name=name, short_name=short, valid_from=begun, valid_to=ended, source=source
    )


def _move_units(province: Province, plan: dict, on: date, source: str, by: Any) -> None:
    agency = standing(province, plan["agency"], on)
    hand_over(agency, list(AdminUnit.objects.filter(pk__in=plan["units"])), on)


def _hand_function(province: Province, plan: dict, on: date, source: str, by: Any) -> None:
    kind = AgencyKind.objects.get(pk=plan["kind"]) if plan.get("kind") else None
    agency = province.agencies.get(pk=plan["agency"]) if plan.get("agency") else None
    pass_function(province, plan["function"], on, kind=kind, agency=agency, source=source, by=by)


_KINDS = {
    Reorganisation.Kind.MERGE: _merge,
    Reorganisation.Kind.SPLIT: _split,
    Reorganisation.Kind.RENAME: _rename,
    Reorganisation.Kind.MOVE_UNITS: _move_units,
    Reorganisation.Kind.HAND_FUNCTION: _hand_function,
}


def move_posts(posts: QuerySet[Post], to: Agency, on: date) -> None:
    """Each post ends on the eve and goes on in the other agency from the day; one that begins later begins there."""
    for post in posts.filter(since(on)):
        if post.valid_from >= on:
            post.agency = to
            post.save(update_fields=["agency"])
        else:
            Post.objects.create(
                user_id=post.user_id,
                agency=to,
                role=post.role,
                title=post.title,
                valid_from=on,
                valid_to=post.valid_to,
            )
            post.valid_to = on - timedelta(days=1)
            post.save(update_fields=["valid_to"])
        User.objects.filter(pk=post.user_id).update(security_stamp=F("security_stamp") + 1)


def _pass_units(old: Agency, to: Agency, on: date) -> None:
    held = old.territories.filter(since(on))
    kept = set(to.territories.filter(since(on)).values_list("unit_id", flat=True))
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(agency=to, unit_id=row.unit_id, valid_from=max(on, row.valid_from), valid_to=row.valid_to)
        for row in held
        if row.unit_id not in kept
    )
    held.filter(valid_from__gte=on).delete()  # it never began
    held.update(valid_to=on - timedelta(days=1))


def _end(agency: Agency, on: date) -> None:
    Agency.objects.filter(pk=agency.pk).update(valid_to=on - timedelta(days=1))


def _valid(province: Province, on: date) -> QuerySet[FunctionHolder]:
    return province.function_holders.filter(since(on), valid_from__lte=on)


def _pass_functions(province: Province, old: list[Agency], into: Agency, on: date, source: str, by: Any) -> None:
    """What the ended ones held alone, and what their kind held if nobody of that kind is left, is the successor's."""
    left = set(province.agencies.filter(since(on), area=None).values_list("kind_id", flat=True))
    gone = {agency.kind_id for agency in old} - left
    rows = _valid(province, on).filter(Q(agency__in=old) | Q(kind__in=gone))
    for row in rows:
        to = {"agency": into} if row.agency_id else {"kind": into.kind}
        _replace(row, on, source, by, **to)


def _divide_functions(
    province: Province,
    old: Agency,
    rest: Agency,
    parts: list[tuple[Agency, dict]],
    on: date,
    source: str,
    by: Any,
) -> None:
    """Offices with a part of the territory each hold the functions of their kind there. A department that is split leaves
    each function with one of the two, which is named from the day on."""
    if old.kind.tier in IN_PARTS:
        return
    taker = {code: agency for agency, part in parts for code in part.get("functions", ())}
    for row in _valid(province, on).filter(Q(agency=old) | Q(kind=old.kind)):
        to = taker.get(row.function_id, rest)
        if row.agency_id != to.pk:
            _replace(row, on, source, by, agency=to)


def _replace(row: FunctionHolder, on: date, source: str, by: Any, **to: Any) -> None:
    """The row ends on the eve and another begins; one that began the same day never counted."""
    same = _valid(row.province, on).filter(function=row.function_id, **to)
    if not same.exists():
        FunctionHolder.objects.create(
            province=row.province,
            function_id=row.function_id,
            valid_from=on,
            source=source,
            decided_by=by if hasattr(by, "pk") else None,
            **to,
        )
    FunctionHolder.objects.filter(pk=row.pk).update(valid_to=on - timedelta(days=1))
