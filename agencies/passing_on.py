"""What passes from one agency to another on a day: units, functions, and the word to those who must follow. Several acts do
the same here, each under its own name and power."""

from datetime import date, timedelta
from secrets import token_hex

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, AgencyKind, AgencyTerritory, FunctionHolder, Province
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.folding import clean
from portal.core.jobs import later


def hand_over(agency: Agency, units: list[AdminUnit], on: date) -> None:
    """From the day on the agency has the units; the one of its kind that had them keeps them until the eve."""
    if any(unit.province_id != agency.province.unit_id for unit in units):
        raise NotPossible(_("Chỉ giao được các xã, phường của tỉnh mình."))
    held = AgencyTerritory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        agency__province=agency.province_id,
        agency__kind=agency.kind_id,
        unit__in=units,
    )
    kept = set(held.filter(agency=agency, valid_from__lte=on).values_list("unit_id", flat=True))
    if held.filter(valid_from__gt=on).exists():
        raise NotPossible(_("Đã có quyết định giao địa bàn có hiệu lực sau ngày này."))
    held.exclude(agency=agency).filter(valid_from=on).delete()  # given and taken back the same day: it never began
    held.exclude(agency=agency).update(valid_to=on - timedelta(days=1))
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(agency=agency, unit=unit, valid_from=on) for unit in units if unit.pk not in kept
    )


def ask_employers_to_follow(province: Province, *, by) -> None:
    """The register is upstairs: a job of this transaction lets each employer's office and managing agency follow."""
    later(
        "employers.tasks.follow_agencies",
        key=f"follow-agencies:{province.slug}:{token_hex(6)}",
        title=_("Cập nhật cơ quan quản lý của các đơn vị"),
        by=by,
        province=province.slug,
    )


def ask_search_to_follow(province: Province) -> None:
    """The words that are searched are kept upstairs: a job of this transaction takes in those of the province's agencies,
    communes and directives, so that a mistyped one is understood before the first night."""
    later("employers.tasks.keep_words", key=f"keep-words:{province.slug}", by=THE_CLOCK, province=province.slug)


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
    held = holding(province, function, on)
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


def holding(province: Province, function: str, on: date) -> QuerySet[FunctionHolder]:
    """The rows of a function that are valid on the day."""
    valid = Q(valid_to=None) | Q(valid_to__gte=on)
    return province.function_holders.filter(valid, function=function, valid_from__lte=on)


def pass_obligations_on(province: Province) -> None:
    """A job of this transaction lets what is open go to whoever holds the function now."""
    key = f"raise-obligations:{province.slug}:{token_hex(6)}"
    later("agencies.tasks.raise_obligations", key=key, by=THE_CLOCK, province=province.slug)
