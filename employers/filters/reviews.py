"""What the lines of a labour review are filtered by; the same conditions that its numbers were counted with."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from employers.models import ReviewLine, Sector, Zone
from employers.queries.review_progress import CLOSED_FOUND, COUNTED, DONE, differing
from employers.rules.review_lines import REASONS

YES_NO = (("1", _("Đã xong")), ("0", _("Chưa xong")))


def _agencies(request):
    lines = ReviewLine.objects.visible_to(request.user).values("share__agency")
    return Agency.objects.filter(pk__in=lines).order_by("code")


def _zones(request):
    return Zone.objects.filter(province=request.user.posting.agency.province_id).only("name")


def _communes(request):
    unit = request.user.posting.agency.province.unit_id
    return AdminUnit.objects.communes().filter(province=unit, valid_to=None).only("name")


def _sectors():
    return Sector.objects.order_by("code", "version").values_list("code", "name").distinct("code")


def _versions():
    return [
        (version, version)
        for version in Sector.objects.order_by("version").values_list("version", flat=True).distinct()
    ]


class LineFilter(filters.FilterSet):
    agency = filters.ModelChoiceFilter(label=_("Cơ quan rà soát"), queryset=_agencies, field_name="share__agency")
    done = filters.ChoiceFilter(label=_("Tiến độ"), choices=YES_NO, method="as_done")
    found = filters.ChoiceFilter(label=_("Tình trạng"), choices=ReviewLine.Found.choices)
    differs = filters.ChoiceFilter(
        label=_("So với BHXH"), choices=(("1", _("Khác số BHXH")),), method="differing_from_bhxh"
    )
    gone = filters.ChoiceFilter(label=_("Không hoạt động"), choices=(("1", _("Ngừng, không thấy")),), method="as_gone")
    counted = filters.ChoiceFilter(
        label=_("Có số"),
        choices=(
            ("subject", _("Thuộc diện")),
            ("participating", _("Đã tham gia")),
            ("not_participating", _("Chưa tham gia")),
        ),
        method="with_people",
    )
    reason = filters.ChoiceFilter(label=_("Lý do chưa tham gia"), choices=list(REASONS.items()))
    zone = filters.ModelChoiceFilter(label=_("Khu, cụm"), queryset=_zones, field_name="employer__zone")
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=_communes, field_name="employer__commune")
    sector = filters.ChoiceFilter(label=_("Ngành"), choices=_sectors, field_name="employer__sector")
    vsic = filters.ChoiceFilter(label=_("Bản VSIC"), choices=_versions, field_name="employer__vsic_version")
    none = filters.ChoiceFilter(
        label=_("Chưa có"),
        choices=(("zone", _("Ngoài khu, cụm")), ("commune", _("Chưa gắn địa bàn")), ("sector", _("Chưa có ngành"))),
        method="without",
    )

    class Meta:
        model = ReviewLine
        fields: list[str] = []

    def as_done(self, rows, name, value):
        return rows.filter(DONE) if value == "1" else rows.exclude(DONE)

    def as_gone(self, rows, name, value):
        return rows.filter(found__in=CLOSED_FOUND)

    def differing_from_bhxh(self, rows, name, value):
        return differing(rows).filter(DONE)

    def with_people(self, rows, name, value):
        return rows.filter(COUNTED, **{f"{value}__gt": 0})

    def without(self, rows, name, value):
        return rows.filter(employer__sector="") if value == "sector" else rows.filter(**{f"employer__{value}": None})
