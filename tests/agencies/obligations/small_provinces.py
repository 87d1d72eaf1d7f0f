"""A province as it opens, with its directives and all its offices, but few of those that come by the hundred."""

from datetime import date

from agencies.models import Agency, AgencyTerritory, Province
from agencies.packs.applying import apply_released
from agencies.queries.territory import former_provinces, province_named
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR

TODAY = date(2026, 11, 20)
KEPT = 2  # communes, districts and local offices kept of each former province: all of a kind owe the same


def a_small(slug: str) -> Province:
    unit = province_named(slug, TODAY)
    province = open_province(unit, by=OPERATOR, on=TODAY)
    former = {commune: before.pk for commune, before in former_provinces(unit).items()}
    of_many = {"agency__province": province, "agency__kind__tier__in": ["commune", "district", "local"]}
    places = AgencyTerritory.objects.filter(**of_many).order_by("agency__code")
    kept: dict[tuple, set[int]] = {}
    for agency, kind, area, place in places.values_list("agency", "agency__kind", "agency__area", "unit"):
        alike = kept.setdefault((kind, area or former.get(place)), set())
        if len(alike) < KEPT:
            alike.add(agency)
    others = places.exclude(agency__in=set().union(*kept.values()))
    gone = list(others.values_list("agency", flat=True))
    others.delete()
    Agency.objects.filter(pk__in=gone).delete()
    apply_released(province, on=TODAY)
    return province
