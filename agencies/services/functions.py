"""Who holds a function: the administrator names somebody where no text does, or hands it over from a day on. Rows end on
the eve and begin on the day; none is rewritten."""

from datetime import date, timedelta
from secrets import token_hex

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Agency, AgencyKind, Function, FunctionHolder, Province
from portal.core.acts import THE_CLOCK, NotPossible, act
from portal.core.folding import clean
from portal.core.jobs import later


@act(may=permissions.reorganise)
def name_holder(
    province: Province,
    *,
    by,
    function: Function,
    on: date,
    source: str,
    kind: AgencyKind | None = None,
    agency: Agency | None = None,
) -> FunctionHolder:
    """Answer who holds a function that nobody is named for, from the day on."""
    if _held(province, function, on).exclude(kind=None, agency=None).exists():
        raise NotPossible(_("Chức năng này đã có cơ quan giữ. Muốn chuyển, hãy lập quyết định sắp xếp."))
    pass_obligations_on(province)
    return pass_function(province, function.pk, on, kind=kind, agency=agency, source=source, by=by)


@act(may=permissions.reorganise)
def hand_function(
    province: Province,
    *,
    by,
    function: Function,
    on: date,
    source: str,
    kind: AgencyKind | None = None,
    agency: Agency | None = None,
) -> FunctionHolder:
    """Hand a function to another kind of agency, or to one agency, from the day; who held it holds it until the eve."""
    pass_obligations_on(province)
    return pass_function(province, function.pk, on, kind=kind, agency=agency, source=source, by=by)


def pass_function(
    province: Province,
    function: str,
    on: date,
    *,
    source: str,
    by,
    kind: AgencyKind | None = None,
    agency: Agency | None = None,
) -> FunctionHolder:
    """What both acts and a reorganisation do. A row without anybody that began the same day stays; naming somebody beside it
    answers it."""
    if (kind is None) == (agency is None):
        raise NotPossible(_("Chọn một loại cơ quan, hoặc một cơ quan."))
    if agency is not None and agency.province_id != province.pk:
        raise NotPossible(_("Cơ quan không thuộc tỉnh này."))
    if province.function_holders.filter(function=function, valid_from__gt=on).exists():
        raise NotPossible(_("Đã có quyết định về chức năng này có hiệu lực sau ngày đó."))
    held = _held(province, function, on)
    named = held.exclude(kind=None, agency=None)
    if named.filter(kind=kind, agency=agency).exists():
        raise NotPossible(_("Cơ quan này đang giữ chức năng."))
    if named.filter(valid_from=on).exists():
        raise NotPossible(_("Chức năng vừa được giao cũng từ ngày này."))
    held.filter(valid_from__lt=on).update(valid_to=on - timedelta(days=1))
    person = by if hasattr(by, "pk") else None
    return FunctionHolder.objects.create(
        province=province,
        function_id=function,
        kind=kind,
        agency=agency,
        valid_from=on,
        source=clean(source)[:300],
        decided_by=person,
    )


def _held(province: Province, function: Function | str, on: date):
    valid = Q(valid_to=None) | Q(valid_to__gte=on)
    return province.function_holders.filter(valid, function=function, valid_from__lte=on)


def pass_obligations_on(province: Province) -> None:
    """A job of this transaction lets what is open go to whoever holds the function now."""
    key = f"raise-obligations:{province.slug}:{token_hex(6)}"
    later("agencies.tasks.raise_obligations", key=key, by=THE_CLOCK, province=province.slug)
