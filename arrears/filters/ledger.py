"""What lists of arrears are filtered by. Choices of places come from what the asker may see, nothing more."""

import django_filters as filters
from django.db.models import BigIntegerField, Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from arrears.models import DebtorList, LedgerMonth, LedgerRow
from arrears.queries.members import UNKNOWN
from arrears.tables import STATE_NAMES
from arrears.tables.badges import KIND_NAMES
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


class _AsItComes:
    """The driver's numbers are taken as they are: a file of a month has a quarter million of them."""

    @property
    def convert_value(self):
        return self._convert_value_noop


class _Together(_AsItComes, Func):
    """Columns of whole dong added up."""

    template, arg_joiner, output_field = "(%(expressions)s)", " + ", BigIntegerField()


class _FirstKnown(_AsItComes, Coalesce):
    """The first of them that is not empty."""


def _sum(name: str):
    return _Together(*(f"{name}_{fund}" for fund in FUNDS))


def with_sums(rows):
    """Ledger rows with their money summed over the funds (not_due_all, late_all, evaded_all, charge_all, prior_all) and
    the months that the list reads (months_shown)."""
    names = ("not_due", "late", "evaded", "charge", "prior")
    months = _FirstKnown(
        "months_supplied", "months_computed", output_field=LedgerRow._meta.get_field("months_supplied")
    )
    return rows.annotate(**{f"{name}_all": _sum(name) for name in names}, months_shown=months)


def of_fund(rows, fund: str):
    """The rows with what they owe in one fund (owed_fund) and their class in it (class_fund)."""
    standing = F("standing").bitrightshift(2 * FUNDS.index(fund)).bitand(3)
    return rows.annotate(owed_fund=F(f"late_{fund}") + F(f"evaded_{fund}"), class_fund=standing)


def with_recovered(rows, fund: str = ""):
    """The rows with what was recovered in the month (recovered), in one fund or in all, as rollups count it."""
    return rows.annotate(recovered=_Together(*(_recovered(one) for one in ([fund] if fund else FUNDS))))


def _recovered(fund: str):
    prior, paid = F(f"prior_{fund}"), F(f"paid_{fund}")
    decrease = Greatest(Value(0), prior - F(f"late_{fund}") - F(f"evaded_{fund}"), output_field=BigIntegerField())
    settled = Greatest(Value(0), Least(paid, prior), output_field=BigIntegerField())
    return Case(When(**{f"paid_{fund}": None}, then=decrease), default=settled, output_field=BigIntegerField())


def province_of(request):
    return request.user.posting.agency.province


class _Places(filters.FilterSet):
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=lambda request: communes_of(request))
    zone = filters.ModelChoiceFilter(
        label=_("Khu, cụm"), queryset=lambda request: Zone.objects.filter(province=province_of(request)).only("name")
    )
    kind = filters.ChoiceFilter(
        label=_("Loại hình"), choices=lambda: UnitKind.objects.filter(is_employer=True).values_list("number", "name")
    )


def communes_of(request):
    province = province_of(request)
    today = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None).only("name")
    agency = request.user.posting.agency
    own = agency.kind_id in ("commune_committee", "district_committee", "social_insurance_local")
    return today.filter(pk__in=agency.territories.values("unit")) if own else today


_communes = communes_of


def _agencies(request):
    return Agency.objects.filter(province=province_of(request), area=None).only("name")


def offices_of(request):
    return _agencies(request).filter(kind="social_insurance_local")


class LedgerFilter(_Places):
    """Filters of the ledger of one month."""

    group = filters.ChoiceFilter(label=_("Nhóm"), choices=GROUPS, method="in_group")
    worst = filters.ChoiceFilter(label=_("Phân loại"), choices=LedgerRow.Class.choices, method="in_class")
    fund = filters.ChoiceFilter(
        label=_("Số tiền của quỹ"), choices=[(fund, FUND_LABELS[fund]) for fund in FUNDS], method="all_rows"
    )
    months = filters.NumberFilter(label=_("Từ số tháng nợ"), method="at_least_months")
    state = filters.ChoiceFilter(label=_("Tình trạng"), choices=list(STATE_NAMES.items()))
    sector = filters.ChoiceFilter(label=_("Ngành"), choices=lambda: _sectors())
    office = filters.ModelChoiceFilter(label=_("BHXH cơ sở"), queryset=lambda request: offices_of(request))
    agency = filters.ModelChoiceFilter(label=_("Cơ quan quản lý"), queryset=lambda request: _agencies(request))
    none_of = filters.ChoiceFilter(method="without_member", label=_("Chưa rõ"), choices=list(UNKNOWN.items()))

    class Meta:
        model = LedgerRow
        fields: list[str] = []

    @property
    def asked_fund(self) -> str:
        """The fund whose money the list shows; a group and a class then mean that fund alone."""
        return self.form.cleaned_data.get("fund") or ""

    def in_group(self, rows, name, value):
        fund = self.asked_fund
        rows = of_fund(rows, fund) if fund else rows
        rows = with_recovered(rows, fund) if value == "recovered" else rows
        part, owed = fund or "all", "owed_fund" if fund else "owed"
        wanted = {
            "owing": Q(**{f"{owed}__gt": 0}),
            "late": Q(**{f"late_{part}__gt": 0}),
            "evaded": Q(**{f"evaded_{part}__gt": 0}),
            "not_due": Q(**{f"not_due_{part}__gt": 0}),
            "newly": Q(**{f"{owed}__gt": 0, f"prior_{part}__lte": 0}),
            "cleared": Q(**{f"{owed}__lte": 0, f"prior_{part}__gt": 0}),
            "recovered": Q(recovered__gt=0),
            "charge": Q(**{f"charge_{part}__gt": 0}),
            "unplaced": Q(commune=None),
            "absent": Q(is_absent=True),
        }
        return rows.filter(wanted[value])

    def in_class(self, rows, name, value):
        fund = self.asked_fund
        return of_fund(rows, fund).filter(class_fund=value) if fund else rows.filter(worst=value)

    def all_rows(self, rows, name, value):
        """A fund chooses which money is shown; which rows is for the group to say."""
        return rows

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


def _of_year(rows, name: str, year):
    return rows.filter(**{f"{name}__year": int(year)}) if 1 <= year <= 9999 else rows.none()


class DebtorListFilter(filters.FilterSet):
    """Filters of the list of debtor lists."""

    purpose = filters.ChoiceFilter(label=_("Mục đích"), choices=DebtorList.Purpose.choices)
    year = filters.NumberFilter(label=_("Năm"), field_name="version__month", method="of_year")

    def of_year(self, rows, name, value):
        return _of_year(rows, name, value)


class MonthFilter(filters.FilterSet):
    """Filters of the list of months."""

    status = filters.ChoiceFilter(label=_("Trạng thái"), choices=LedgerMonth.Status.choices)
    year = filters.NumberFilter(label=_("Năm"), field_name="month", method="of_year")

    def of_year(self, rows, name, value):
        return _of_year(rows, name, value)


class BatchFilter(filters.FilterSet):
    """Filters of the list of files."""

    kind = filters.ChoiceFilter(label=_("Loại tệp"), choices=tuple(KIND_NAMES.items()))
    status = filters.ChoiceFilter(label=_("Trạng thái"), choices=ImportBatch.Status.choices)
