"""The ledger's rows, its months and one employer's history."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.tables.badges import CLASS_BADGES, MONTH_BADGES, OWED_HELP, employer_url
from arrears.tables.old_statements import OLD_BADGES
from portal.core.tables import Column, Table


def _employer_codes(row) -> str:
    tax = f" · {row.employer.tax_code}" if row.employer.tax_code else ""
    place = row.commune.name if row.commune else _("Chưa gắn địa bàn")
    return f"{row.employer.unit_code}{tax} · {place}"


def _days(row) -> int | None:
    """Of the class that the row is shown with."""
    return row.days_evaded if row.days_evaded else row.days_late


def _days_late_too(row) -> str:
    return _("chậm: %(days)s") % {"days": row.days_late} if row.days_evaded and row.days_late else ""


def _months(row):
    return row.months


LEDGER = Table(
    name=_("Sổ theo đơn vị"),
    tie_break="employer_id",
    default_sort="-owed",
    row_url=employer_url,
    empty_text=_("Không có đơn vị nào khớp bộ lọc."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_employer_codes, width=34),
        Column("unit_code", _("Mã đơn vị"), "code", value="employer__unit_code", on_page=False),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", on_page=False),
        Column("commune", _("Xã, phường"), value="commune__name", on_page=False, width=18),
        Column("workers", _("Lao động"), "int", sort="workers", total=True, priority=2),
        Column("worst", _("Phân loại"), "badge", value="worst", sort="worst", badges=CLASS_BADGES),
        Column(
            "months",
            _("Số tháng"),
            "decimal",
            value="months_shown",
            sort="months_computed",
            places=None,
            help=_("Số tháng nợ BHXH"),
        ),
        Column(
            "days",
            _("Số ngày"),
            "int",
            value=_days,
            sub=_days_late_too,
            sort=("days_evaded", "days_late"),
            priority=3,
            in_files=False,
            help=_("Số ngày của khoản BHXH cũ nhất chưa đóng; chậm đóng và trốn đóng đếm riêng"),
        ),
        Column("days_late", _("Số ngày chậm đóng"), "int", on_page=False),
        Column("days_evaded", _("Số ngày trốn đóng"), "int", on_page=False),
        Column("owed", _("Tổng nợ"), "money", sort="owed", total=True, help=OWED_HELP),
        Column("late_all", _("Chậm đóng"), "money", sort="late_all", total=True, priority=2),
        Column("evaded_all", _("Trốn đóng"), "money", sort="evaded_all", total=True, priority=2),
        Column("not_due_all", _("Chưa đến hạn"), "money", sort="not_due_all", total=True, priority=3),
        Column("charge_all", _("Tiền xử lý"), "money", sort="charge_all", total=True, priority=3),
    ),
)

RECOVERED = Column("recovered", _("Thu hồi"), "money", sort="recovered", total=True)


def ledger_of(fund: str = "", *, recovered: bool = False) -> Table:
    """The ledger as it is asked for: with the money of one fund instead of all, with what was recovered beside it."""
    if not fund and not recovered:
        return LEDGER
    parts = {f"{name}_all": f"{name}_{fund}" for name in ("late", "evaded", "not_due", "charge")}
    paths = parts | {"owed": "owed_fund", "worst": "class_fund"} if fund else {}
    columns = [
        replace(column, value=paths[column.key], sort=paths[column.key]) if column.key in paths else column
        for column in LEDGER.columns
    ]
    return replace(LEDGER, columns=(*columns, RECOVERED) if recovered else tuple(columns))


MONTHS = Table(
    name=_("Các tháng sổ"),
    default_sort="-month",
    row_url=lambda row: reverse("month", args=[row.month]),
    empty_text=_("Chưa có tháng nào: nộp tệp đầu tiên để mở sổ."),
    columns=(
        Column("month", _("Tháng"), "month", sort="month"),
        Column("status", _("Trạng thái"), "badge", sort="status", badges=MONTH_BADGES),
        Column("version", _("Phiên bản"), "int", value=lambda row: row.version or None, sort="version"),
        Column("rebuilt_at", _("Tính lúc"), "datetime", sort="rebuilt_at"),
        Column("reason", _("Lý do điều chỉnh"), priority=2, width=40),
    ),
)

HISTORY = Table(
    name=_("Diễn biến theo tháng"),
    columns=(
        Column("month", _("Tháng"), "month"),
        Column("workers", _("Lao động"), "int", priority=2),
        Column("worst", _("Phân loại"), "badge", badges=CLASS_BADGES),
        Column(
            "old_class",
            _("Loại nợ (QĐ 595)"),
            "badge",
            value=lambda row: OLD_BADGES[row.old_class] if row.old_class else None,
            priority=2,
            help=_("Quyết định 595, Điều 36: đến hết tháng 4/2026; không phải phân loại theo Luật 41"),
        ),
        Column("months", _("Số tháng"), "decimal", value=_months, places=None),
        Column("owed", _("Tổng nợ"), "money"),
        Column("late_all", _("Chậm đóng"), "money", priority=2),
        Column("evaded_all", _("Trốn đóng"), "money", priority=2),
        Column("version", _("Phiên bản"), "int", priority=3),
    ),
)
