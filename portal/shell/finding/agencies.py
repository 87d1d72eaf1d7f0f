"""Agencies, communes and zones in the box of search."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, User
from employers.models import Zone
from portal.shell.finding.hits import Answer, Hit, listed
from portal.shell.finding.words import Folded, Typed, Way, named


def agencies(user: User, typed: Typed, size: int, after: str) -> Answer:
    """By name or code: those of today first, those whose name begins so before the others."""
    rows = Agency.objects.visible_to(user).select_related("kind").order_by("folded", "pk")
    found = named(rows, typed)
    if not found and Way.TYPED in typed.ways:
        found = list(rows.filter(code__iexact=typed.text.strip()))
    found.sort(key=lambda row: (row.valid_to is not None, not row.folded.startswith(typed.folded)))
    return listed([_agency(row) for row in found], size, after)


def _agency(row: Agency) -> Hit:
    ended = _("đến %(day)s") % {"day": f"{row.valid_to:%d/%m/%Y}"} if row.valid_to else ""
    return Hit(row.code, row.name, reverse("agency", args=[row.code]), row.kind.name, "building", ended)


def places(user: User, typed: Typed, size: int, after: str) -> Answer:
    """Zones and communes of the province; each opens the employers there, for whoever sees the register."""
    if not user.may("see_register"):
        return Answer()
    province = user.posting.agency.province
    zones = Zone.objects.filter(province=province).alias(plain=Folded("name")).order_by("code")
    communes = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None).order_by("sort_key")
    hits = [_place("zone", row, _("Khu, cụm công nghiệp")) for row in named(zones, typed, "plain")]
    hits += [_place("commune", row, _("Xã, phường")) for row in named(communes, typed)]
    return listed(hits, size, after)


def _place(kind: str, row: Zone | AdminUnit, what: str) -> Hit:
    url = f"{reverse('employers')}?{urlencode({kind: row.pk})}"
    return Hit(f"{kind}-{row.pk}", row.name, url, f"{what} · {row.code}", "map-pin")
