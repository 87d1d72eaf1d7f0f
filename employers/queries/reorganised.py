"""Which employers a reorganisation of agencies touches."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Province
from agencies.queries.reorganisations import SHOWN, Touched
from employers.models import Employer


def employers_touched(
    province: Province, *, agencies: Iterable[int], units: Iterable[int], reader: Any = None
) -> Touched:
    """Those of the agencies that end and those in the communes that pass on; names only of those the reader may see."""
    found = _touched(province, list(agencies), list(units))
    rows = []
    if reader is not None:
        seen = found.filter(pk__in=Employer.objects.visible_to(reader).values("pk"))
        rows = [
            (
                employer.name,
                employer.unit_code,
                employer.commune.name if employer.commune else "–",
                reverse("employer", args=[employer.pk]),
            )
            for employer in seen.select_related("commune").order_by("sort_key", "pk")[:SHOWN]
        ]
    heads = (_("Đơn vị"), _("Mã đơn vị"), _("Xã, phường"))
    return Touched(_("Đơn vị sử dụng lao động"), heads, found.count(), rows)


def _touched(province: Province, agencies: list[int], units: list[int]) -> QuerySet[Employer]:
    theirs = Q(office__in=agencies) | Q(agency__in=agencies) | Q(zone__board__in=agencies)
    return Employer.objects.filter(theirs | Q(commune__in=units), province=province)
