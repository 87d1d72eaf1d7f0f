"""Files handed in, what is wrong in them, and employers that nobody knew."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.tables.badges import BATCH_BADGES, KIND_NAMES, LEVEL_BADGES
from portal.core.tables import Column, Table

BATCHES = Table(
    name=_("Tệp đã nộp"),
    default_sort="-uploaded_at",
    row_url=lambda row: reverse("import", args=[row.pk]),
    empty_text=_("Chưa có tệp nào."),
    columns=(
        Column("kind", _("Loại tệp"), value=lambda row: KIND_NAMES.get(row.kind, row.kind), sort="kind"),
        Column("file", _("Tên tệp"), value="file__name", width=34),
        Column("month", _("Tháng"), "month", sort="month"),
        Column("agency", _("Cơ quan nộp"), "code", value="agency_code", priority=2),
        Column("status", _("Trạng thái"), "badge", value="status", sort="status", badges=BATCH_BADGES),
        Column("rows", _("Số dòng"), "int", sort="rows"),
        Column("refused", _("Bị từ chối"), "int", priority=2),
        Column("uploaded_at", _("Nộp lúc"), "datetime", sort="uploaded_at"),
        Column(
            "uploaded_by",
            _("Người nộp"),
            value=lambda row: str(row.uploaded_by or _("Người vận hành máy chủ")),
            priority=3,
        ),
    ),
)

MONTH_BATCHES = Table(
    name=_("Các tệp của tháng"),
    row_url=lambda row: reverse("import", args=[row.pk]),
    columns=(
        Column("kind", _("Loại tệp"), value=lambda row: KIND_NAMES.get(row.kind, row.kind), sub="agency_code"),
        Column("file", _("Tên tệp"), value="file__name", priority=2),
        Column("status", _("Trạng thái"), "badge", value="status", badges=BATCH_BADGES),
        Column("rows", _("Số dòng"), "int"),
        Column("uploaded_at", _("Nộp lúc"), "datetime", priority=2),
    ),
)

PROBLEMS = Table(
    name=_("Lỗi và lưu ý theo dòng"),
    columns=(
        Column("row", _("Dòng"), "int", value=lambda p: p["row"] or None),
        Column("message", _("Vì sao và cần làm gì"), value=lambda p: p["message"], width=70),
        Column("level", _("Mức"), "badge", badges=LEVEL_BADGES),
        Column("column", _("Cột"), "code", value=lambda p: p["column"]),
        Column("sheet", _("Trang tính"), priority=2),
    ),
)

NEWCOMERS = Table(
    name=_("Đơn vị chưa có trong danh bạ"),
    columns=(
        Column("name", _("Đơn vị"), sub=lambda unit: " · ".join(filter(None, (unit["unit_code"], unit["address"])))),
        Column("row_no", _("Dòng"), "int"),
        Column("workers", _("Lao động"), "int"),
        Column("similar", _("Trùng tên với"), value=lambda unit: unit["similar"] or None),
    ),
)
