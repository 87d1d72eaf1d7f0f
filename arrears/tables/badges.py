"""How classes, states, files and months are named and coloured in every list of what is owed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.models import LedgerMonth, LedgerRow
from portal.core.marks import Badge
from portal.core.models import ImportBatch

CLASS_BADGES = {
    LedgerRow.Class.NONE: Badge(_("Không nợ"), "success", "circle-check"),
    LedgerRow.Class.NOT_DUE: Badge(_("Chưa đến hạn"), "info", "clock"),
    LedgerRow.Class.LATE: Badge(_("Chậm đóng"), "warning", "alert-triangle"),
    LedgerRow.Class.EVASION: Badge(_("Trốn đóng"), "danger", "alert-circle"),
}
STATE_NAMES = {
    1: _("Đang hoạt động"),
    2: _("Tạm ngừng sản xuất, kinh doanh"),
    3: _("Tạm dừng đóng quỹ hưu trí, tử tuất"),
    4: _("Chậm đóng không bị coi là trốn đóng"),
    5: _("Phá sản"),
    6: _("Đang làm thủ tục phá sản"),
    7: _("Đang làm thủ tục giải thể"),
    8: _("Không còn hoạt động tại địa chỉ đã đăng ký"),
    9: _("Bị thu hồi giấy chứng nhận đăng ký"),
    10: _("Không có người đại diện theo pháp luật"),
    11: _("Giải thể"),
}
BATCH_BADGES = {
    ImportBatch.Status.UPLOADED: Badge(_("Đang kiểm tra"), "info", "loader-2"),
    ImportBatch.Status.STAGED: Badge(_("Chờ xác nhận"), "warning", "clock"),
    ImportBatch.Status.CONFIRMED: Badge(_("Đang ghi nhận"), "info", "loader-2"),
    ImportBatch.Status.REFUSED: Badge(_("Bị từ chối"), "danger", "alert-circle"),
    ImportBatch.Status.UNCHANGED: Badge(_("Không có gì mới"), "neutral", "equal"),
    ImportBatch.Status.APPLIED: Badge(_("Đã ghi nhận"), "success", "circle-check"),
    ImportBatch.Status.UNDONE: Badge(_("Đã hoàn tác"), "neutral", "arrow-back-up"),
    ImportBatch.Status.DISCARDED: Badge(_("Đã bỏ"), "neutral", "x"),
}
MONTH_BADGES = {
    LedgerMonth.Status.OPEN: Badge(_("Đang mở"), "warning", "lock-open"),
    LedgerMonth.Status.CLOSING: Badge(_("Đang khóa sổ"), "info", "loader-2"),
    LedgerMonth.Status.CLOSED: Badge(_("Đã khóa sổ"), "success", "lock"),
    LedgerMonth.Status.RESTATING: Badge(_("Đang điều chỉnh"), "warning", "lock-open"),
}
KIND_NAMES = {
    "b03": "B03-TS",
    "c12": "C12-TS",
    "b03-595": _("B03-TS (QĐ 595)"),
    "b10": "B10a-TS",
    "urging-list": _("Danh sách 01-ĐĐ"),
}
LEVEL_BADGES = {
    "error": Badge(_("Lỗi"), "danger", "alert-circle"),
    "warning": Badge(_("Lưu ý"), "warning", "alert-triangle"),
}

OWED_HELP = _("Chậm đóng và trốn đóng, chưa gồm tiền xử lý")


def employer_url(row) -> str:
    return reverse("employer", args=[row.employer_id])
