"""The police of one commune, which keeps the counter of those not in step with the population database."""

from datetime import date

from agencies.models import AdminUnit, Agency, AgencyTerritory, Province
from portal.core.folding import fold


def open_commune_police(province: Province, commune: AdminUnit, *, on: date) -> Agency:
    """The agency, opened once. The portal opens no commune police by itself: a province says whether its communes' police
    take part."""
    name = f"Công an {commune.name[:1].lower()}{commune.name[1:]}"
    police, is_new = Agency.objects.get_or_create(
        province=province,
        code=f"ca-{commune.code}",
        defaults={
            "kind_id": "commune_police",
            "name": name,
            "short_name": name,
            "parent": province.agencies.filter(kind="police", area=None).first(),
            "valid_from": commune.valid_from,
            "folded": fold(name),
        },
    )
    if is_new:
        AgencyTerritory.objects.create(agency=police, unit=commune, valid_from=commune.valid_from)
    return police
