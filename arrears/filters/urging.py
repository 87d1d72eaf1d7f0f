"""What candidates for urging, notices, reasons and grounds are filtered by."""

import django_filters as filters
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from arrears.filters.ledger import province_of
from arrears.models import EvasionGround, JustifiedReason, LedgerRow, UrgingBundle, UrgingNotice
from arrears.queries import urging as questions

NEVER, AGAIN, UNDATED, DRAFTED, URGED, ALL = "never", "again", "undated", "drafted", "urged", "all"
TOLD = "told"
WHICH = (
    (TOLD, _("Trốn đóng theo BHXH, cổng chưa có văn bản đôn đốc")),
    (AGAIN, _("Cần đôn đốc lại: có khoản quá hạn sau lần gần nhất")),
    (UNDATED, _("Mẫu B10 ghi đã gửi, chưa rõ ngày")),
    (DRAFTED, _("Đang có dự thảo")),
    (URGED, _("Đã đôn đốc từ khi quá hạn")),
    (ALL, _("Mọi đơn vị chậm đóng, trốn đóng")),
)


def _offices(request):
    return Agency.objects.filter(province=province_of(request), kind="social_insurance_local", area=None).only("name")


class CandidateFilter(filters.FilterSet):
    """Who owes by the newest closed month; without `which` those not urged since they became overdue."""

    which = filters.ChoiceFilter(
        label=_("Đôn đốc"), empty_label=_("Chưa đôn đốc từ khi quá hạn"), choices=WHICH, method="of_which"
    )
    worst = filters.ChoiceFilter(label=_("Phân loại"), empty_label=_("Tất cả"), choices=LedgerRow.Class.choices[2:])
    days = filters.NumberFilter(label=_("Từ số ngày"), method="at_least_days")
    owed = filters.NumberFilter(label=_("Tổng nợ từ (đồng)"), field_name="owed", lookup_expr="gte")
    office = filters.ModelChoiceFilter(label=_("BHXH cơ sở"), queryset=_offices)

    class Meta:
        model = LedgerRow
        fields: list[str] = []

    def of_which(self, rows, name, value):
        version = questions.newest_version(province_of(self.request))
        if value == TOLD:
            return questions.told_without_urging(rows, version)
        if value == AGAIN:
            return questions.urged_before_the_newest(rows, version).filter(is_drafted=False)
        if value == UNDATED:
            return questions.never_urged(rows).filter(urged_undated=True)
        if value == DRAFTED:
            return rows.filter(is_drafted=True)
        return rows if value == ALL else questions.urged(rows)

    def at_least_days(self, rows, name, value):
        return rows.filter(Q(days_late__gte=value) | Q(days_evaded__gte=value))

    def filter_queryset(self, queryset):
        """Nothing asked: those whom a draft may be written for now."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("which") else questions.to_urge(rows)


class UrgingFilter(filters.FilterSet):
    """Filters of notices."""

    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=UrgingNotice.State.choices)
    origin = filters.ChoiceFilter(label=_("Nguồn"), choices=UrgingNotice.Origin.choices)
    unpaid = filters.ChoiceFilter(
        label=_("Kết quả"), choices=[("yes", _("Chưa nộp sau thời hạn nhắc"))], method="only_unpaid"
    )
    month = filters.DateFilter(label=_("Số liệu tháng"), method="of_month", input_formats=["%m/%Y", "%Y-%m"])

    class Meta:
        model = UrgingNotice
        fields: list[str] = []

    def only_unpaid(self, rows, name, value):
        return questions.unpaid(rows, province_of(self.request), localdate())

    def of_month(self, rows, name, value):
        return rows.filter(month=value.replace(day=1))


class UrgingBundleFilter(filters.FilterSet):
    """Bundles of notices by state."""

    status = filters.ChoiceFilter(label=_("Trạng thái"), choices=UrgingBundle.Status.choices)

    class Meta:
        model = UrgingBundle
        fields = ["status"]


class ReasonFilter(filters.FilterSet):
    """Reasons by where they stand."""

    standing = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[("waiting", _("Chờ chấp nhận")), ("accepted", _("Đã chấp nhận")), ("withdrawn", _("Đã rút"))],
        method="that_stand",
    )

    class Meta:
        model = JustifiedReason
        fields: list[str] = []

    def that_stand(self, rows, name, value):
        if value == "withdrawn":
            return rows.exclude(withdrawn_at=None)
        rows = rows.filter(withdrawn_at=None)
        return rows.filter(accepted_at=None) if value == "waiting" else rows.exclude(accepted_at=None)


class GroundFilter(filters.FilterSet):
    """Grounds of evasion."""

    ground = filters.ChoiceFilter(label=_("Căn cứ"), choices=EvasionGround.Ground.choices)
    ended = filters.ChoiceFilter(
        label=_("Hiệu lực"), choices=[("no", _("Đang hiệu lực")), ("yes", _("Đã kết thúc"))], method="that_ended"
    )

    class Meta:
        model = EvasionGround
        fields = ["ground"]

    def that_ended(self, rows, name, value):
        return rows.exclude(valid_to=None) if value == "yes" else rows.filter(valid_to=None)
