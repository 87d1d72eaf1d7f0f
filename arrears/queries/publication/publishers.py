"""Who may publish a list of whose employers on a day, and on what ground: dated settings of the province."""

from dataclasses import dataclass
from datetime import date

from agencies.models import AdminUnit, Agency, ProvinceSetting
from agencies.models.settings import setting
from agencies.queries.territory import former_districts
from employers.models.reach import OWN_TERRITORY

PROVINCE, LOCAL = "publication.province_publisher", "publication.local_publishers"


@dataclass(frozen=True)
class Right:
    """What the agency may publish: the whole province's employers (no `unit`), or those of its area. `reason`: why the setting
    gives it that; `legal_basis`: what its lists and letters cite."""

    reason: str
    legal_basis: str
    unit: AdminUnit | None = None
    communes: frozenset[int] | None = None

    @property
    def is_whole(self) -> bool:
        return self.communes is None


def publishing_right(agency: Agency, on: date, unit: AdminUnit | None = None) -> Right | None:
    """The agency's right on the day; None: it may publish nothing, or not of that unit."""
    rows = ProvinceSetting.objects.filter(province=agency.province_id, key__in=(PROVINCE, LOCAL), valid_from__lte=on)
    held = {row.key: row for row in rows.order_by("key", "-valid_from", "-pk").distinct("key")}
    whole, local = held.get(PROVINCE), held.get(LOCAL)
    if unit is None and whole is not None and whole.value == agency.kind_id:
        return Right(whole.reason, setting(agency.province, "publication.legal_basis", on=on))
    if local is None or agency.kind_id not in local.value or agency.kind_id not in OWN_TERRITORY:
        return None
    own = [
        row.unit for row in agency.territories.filter(valid_from__lte=on).select_related("unit").order_by("-valid_from")
    ]
    chosen = (
        own[0] if unit is None and own else next((one for one in own if unit is not None and one.pk == unit.pk), None)
    )
    if chosen is None:
        return None
    basis = setting(agency.province, "publication.local_legal_basis", on=on)
    return Right(local.reason, basis, chosen, communes_of_unit(agency, chosen))


def communes_of_unit(agency: Agency, unit: AdminUnit) -> frozenset[int]:
    """The communes of the unit: itself, or those of today that were mostly the former district's."""
    if unit.level == AdminUnit.Level.COMMUNE:
        return frozenset({unit.pk})
    own = AdminUnit.objects.communes().filter(parent=unit).values_list("pk", flat=True)
    of_former = {commune for commune, was in former_districts(agency.province.unit).items() if was.pk == unit.pk}
    return frozenset({*own, *of_former})
