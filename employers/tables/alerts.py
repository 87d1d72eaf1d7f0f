"""Alerts about employers, as a list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from employers.models import Alert
from portal.core.marks import Badge
from portal.core.tables import Column, Table

ALERT_STATES = {
    Alert.State.OPEN: Badge(Alert.State.OPEN.label, "warning", "alert-triangle"),
    Alert.State.SEEN: Badge(Alert.State.SEEN.label, "success", "check"),
    Alert.State.OVER: Badge(Alert.State.OVER.label, "neutral", "circle-check"),
}
ALERT_KINDS = {
    Alert.Kind.DISSOLVING_OWING: Badge(_("Ngừng mà còn nợ"), "danger", "alert-circle"),
    Alert.Kind.NEW_NOT_JOINED: Badge(_("Mới, chưa tham gia"), "info", "user-question"),
}

ALERTS = Table(
    export_power="export_register",
    name=_("Cảnh báo về đơn vị"),
    default_sort="-raised_on",
    row_url=lambda row: reverse("alert", args=[row.pk]),
    empty_text=_("Không có cảnh báo nào."),
    columns=(
        Column(
            "employer",
            _("Đơn vị"),
            value="employer__name",
            sort="employer__sort_key",
            sub="employer__address",
            width=32,
        ),
        Column("tax_code", _("Mã số thuế"), "code", value="employer__tax_code", priority=2),
        Column("kind", _("Cảnh báo"), "badge", badges=ALERT_KINDS, sort="kind"),
        Column("raised_on", _("Ngày"), "date", sort="raised_on"),
        Column("commune", _("Xã, phường"), value="employer__commune__name", priority=3, width=18),
        Column("agency", _("Cơ quan xử lý"), value="agency__short_name", priority=2, width=18),
        Column("state", _("Trạng thái"), "badge", badges=ALERT_STATES, sort="state"),
        Column("answer", _("Kết quả xử lý"), priority=3, width=24),
    ),
)
