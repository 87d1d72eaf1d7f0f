"""What lists of arrears are filtered by. Choices of places come from what the asker may see, nothing more."""

import django_filters as filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from arrears.models import LedgerRow
from arrears.tables import STATE_NAMES
from employers.models import Sector, UnitKind, Zone
from portal.core.models import ImportBatch
from portal.core.money import FUND_LABELS, FUNDS

GROUPS = (
    ("owing", _("Đang nợ (chậm hoặc trốn)")),
    ("late", _("Có tiền chậm đóng")),
    ("evaded", _("Có tiền trốn đóng")),
    ("not_due", _("Có tiền chưa đến hạn")),
    ("newly", _("Mới nợ trong tháng")),
    ("cleared", _("Hết nợ trong tháng")),
    ("recovered", _("Có thu hồi trong tháng")),
    ("charge", _("Có tiền xử lý chậm đóng, trốn đóng")),
    ("unplaced", _("Chưa gắn địa bàn")),
    ("absent", _("Vắng trong tệp của tháng")),
)


def _sum(name: str, funds=FUNDS):
    total = F(f"{name}_{funds[0]}")
    for fund in funds[1:]:
        total = total + F(f"{name}_{fund}")
    return total


def with_sums(rows):
    """Ledger rows with their money summed over the funds: not_due_all, late_all, evaded_all, charge_all, prior_all."""
    names = ("not_due", "late", "evaded", "charge", "prior")
    return rows.annotate(**{f"{name}_all": _sum(name) for name in names})


def province_of(request):
    return request.user.posting.agency.province


class _Places(filters.FilterSet):
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=lambda request: _communes(request))
    zone = filters.ModelChoiceFilter(
        label=_("Khu, cụm"), queryset=lambda request: Zone.objects.filter(province=province_of(request)).only("name")
    )
    kind = filters.ChoiceFilter(
        label=_("Loại hình"), choices=lambda: UnitKind.objects.filter(is_employer=True).values_list("number", "name")
    )


def _communes(request):
    province = province_of(request)
    today = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None).only("name")
    agency = request.user.posting.agency
    own = agency.kind_id in ("commune_committee", "district_committee", "social_insurance_local")
    return today.filter(pk__in=agency.territories.values("unit")) if own else today


def _agencies(request):
    return Agency.objects.filter(province=province_of(request)).only("name")


class LedgerFilter(_Places):
    """Filters of the ledger of one month."""

    group = filters.ChoiceFilter(label=_("Nhóm"), choices=GROUPS, method="in_group")
    worst = filters.ChoiceFilter(label=_("Phân loại"), choices=LedgerRow.Class.choices)
    fund = filters.ChoiceFilter(label=_("Quỹ"), choices=[(fund, FUND_LABELS[fund]) for fund in FUNDS], method="in_fund")
    months = filters.NumberFilter(label=_("Từ số tháng nợ"), method="at_least_months")
    state = filters.ChoiceFilter(label=_("Tình trạng"), choices=list(STATE_NAMES.items()))
    sector = filters.ChoiceFilter(label=_("Ngành"), choices=lambda: _sectors())
    office = filters.ModelChoiceFilter(
        label=_("BHXH cơ sở"),
        queryset=lambda request: _agencies(request).filter(kind="social_insurance_local"),
    )
    agency = filters.ModelChoiceFilter(
        label=_("Cơ quan quản lý"), queryset=lambda request: _agencies(request)
    )
    none_of = filters.CharFilter(method="without_member", label=_("Không rõ"))

    class Meta:
        model = LedgerRow
        fields: list[str] = []

    def in_group(self, rows, name, value):
        recovered = Q(prior_all__gt=F("owed"))
        wanted = {
            "owing": Q(owed__gt=0),
            "late": Q(late_all__gt=0),
            "evaded": Q(evaded_all__gt=0),
            "not_due": Q(not_due_all__gt=0),
            "newly": Q(owed__gt=0, prior_all=0),
            "cleared": Q(owed=0, prior_all__gt=0),
            "recovered": recovered,
            "charge": Q(charge_all__gt=0),
            "unplaced": Q(commune=None),
            "absent": Q(is_absent=True),
        }
        return rows.filter(wanted[value])

    def in_fund(self, rows, name, value):
        return rows.filter(Q(**{f"late_{value}__gt": 0}) | Q(**{f"evaded_{value}__gt": 0}))

    def at_least_months(self, rows, name, value):
        return rows.filter(Q(months_supplied__gte=value) | Q(months_supplied=None, months_computed__gte=value))

    def without_member(self, rows, name, value):
        """The member "không rõ / ngoài khu" of a dimension."""
        empty = {"commune": Q(commune=None), "zone": Q(zone=None), "agency": Q(agency=None), "office": Q(office=None)}
        empty |= {"sector": Q(sector=""), "kind": Q(kind=None)}
        return rows.filter(empty[value]) if value in empty else rows.none()


def _sectors():
    return [(s.code, f"{s.code} – {s.name}") for s in Sector.objects.filter(version="2025").order_by("code")]


class DebtorFilter(_Places):
    """Filters of a debtor list."""

    worst = filters.ChoiceFilter(label=_("Phân loại"), choices=LedgerRow.Class.choices[2:])
    state = filters.ChoiceFilter(label=_("Tình trạng"), choices=list(STATE_NAMES.items()))
    months = filters.NumberFilter(label=_("Từ số tháng nợ"), field_name="months", lookup_expr="gte")


class BatchFilter(filters.FilterSet):
    """Filters of the list of files."""

    kind = filters.ChoiceFilter(label=_("Loại tệp"), choices=(("b03", "B03-TS"), ("c12", "C12-TS")))
    status = filters.ChoiceFilter(label=_("Trạng thái"), choices=ImportBatch.Status.choices)
