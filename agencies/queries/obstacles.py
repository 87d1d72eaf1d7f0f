"""What stands in the way of a plan of reorganisation on its day, in sentences for the administrator."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, Province, Reorganisation
from agencies.queries.functions import IN_PARTS
from agencies.rules.reorganisations import Plan, agencies_of, ending, units_of

Kind = Reorganisation.Kind


def obstacles(province: Province, kind: str, plan: Plan, on: date) -> list[str]:
    """Why the plan cannot be carried out on its day, in sentences; none when it can."""
    named = agencies_of(plan)
    standing = province.agencies.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), pk__in=named, area=None, valid_from__lt=on
    ).select_related("kind")
    known = {agency.pk: agency for agency in standing}
    if len(known) != len(named):
        return [_("Có cơ quan không còn hoạt động vào ngày này.")]
    return _OBSTACLES[kind](province, plan, on, known)


def _against_merge(province: Province, plan: Plan, on: date, known: dict[int, Agency]) -> list[str]:
    found = []
    old = [known[pk] for pk in ending(plan)]
    all_of_them = [*old, *([known[plan["into"]]] if plan.get("into") else [])]
    if len(all_of_them) < 2 or not old:
        found.append(_("Cần ít nhất hai cơ quan để sáp nhập."))
    kinds = {agency.kind_id for agency in all_of_them}
    if len(kinds) > 1 and any(agency.kind.tier in IN_PARTS for agency in all_of_them):
        found.append(_("Cơ quan phụ trách địa bàn chỉ sáp nhập được với cơ quan cùng loại."))
    return found + (_against_new(province, [plan["new"]]) if not plan.get("into") else [])


def _against_new(province: Province, new: list[dict]) -> list[str]:
    codes = [part["code"] for part in new]
    taken = set(province.agencies.filter(code__in=codes).values_list("code", flat=True))
    found = [_("Đã có cơ quan mang mã %(code)s.") % {"code": code} for code in sorted(taken)]
    if len(set(codes)) < len(codes):
        found.append(_("Hai cơ quan mới mang cùng một mã."))
    if any(not part["code"] or not part["name"] for part in new):
        found.append(_("Cơ quan mới cần có mã và tên."))
    return found


def _against_split(province: Province, plan: Plan, on: date, known: dict[int, Agency]) -> list[str]:
    parts, old = plan.get("parts", []), known[plan["agency"]]
    found = _against_new(province, parts)
    if not parts:
        found.append(_("Cần ít nhất một cơ quan mới."))
    units = units_of(plan)
    held = set(old.territories.filter(Q(valid_to=None) | Q(valid_to__gte=on)).values_list("unit_id", flat=True))
    if len(set(units)) < len(units) or not set(units) <= held:
        found.append(_("Mỗi xã, phường chỉ chuyển từ cơ quan đang phụ trách sang một cơ quan mới."))
    people = [user for part in parts for user in part.get("people", ())]
    working = old.posts.filter(Q(valid_to=None) | Q(valid_to__gte=on)).values_list("user_id", flat=True)
    if len(set(people)) < len(people) or not set(people) <= set(working):
        found.append(_("Mỗi người chỉ chuyển từ cơ quan này sang một cơ quan mới."))
    return found


def _against_rename(province: Province, plan: Plan, on: date, known: dict[int, Agency]) -> list[str]:
    same = known[plan["agency"]].name == plan["name"]
    return [_("Tên mới giống tên đang dùng.")] if same or not plan["name"].strip() else []


def _against_move(province: Province, plan: Plan, on: date, known: dict[int, Agency]) -> list[str]:
    found, agency = [], known[plan["agency"]]
    if agency.kind.tier not in IN_PARTS:
        found.append(_("Chỉ cơ quan phụ trách địa bàn mới nhận xã, phường."))
    units = AdminUnit.objects.as_of(on).communes().filter(pk__in=plan["units"], province=province.unit_id)
    if not plan["units"] or units.count() < len(set(plan["units"])):
        found.append(_("Chỉ giao được các xã, phường của tỉnh mình."))
    return found


def _against_hand(province: Province, plan: Plan, on: date, known: dict[int, Agency]) -> list[str]:
    if bool(plan.get("kind")) == bool(plan.get("agency")):
        return [_("Chọn một loại cơ quan, hoặc một cơ quan.")]
    same = province.function_holders.on(on).filter(
        function=plan["function"], kind=plan.get("kind"), agency=plan.get("agency")
    )
    return [_("Cơ quan này đang giữ chức năng.")] if same.exists() else []


_OBSTACLES = {
    Kind.MERGE: _against_merge,
    Kind.SPLIT: _against_split,
    Kind.RENAME: _against_rename,
    Kind.MOVE_UNITS: _against_move,
    Kind.HAND_FUNCTION: _against_hand,
}
