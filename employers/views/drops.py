"""Data drops: what each supplier owes when, what came of it, and the rows behind a difference."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.models import Obligation
from agencies.queries.settings import held_setting
from agencies.rules.wording import period_words
from employers.filters.coverage import DropFilter
from employers.queries import drops as queries
from employers.rules.drops import KIND_TITLES
from employers.tables.exchanges import CHANGES, drops_table
from portal.core import audit
from portal.core.figures import moment_text
from portal.core.lists import list_page
from portal.core.models import ImportBatch

INDIVIDUALS = "tax_list.individuals_offered"
GROUPS = {
    queries.CAME: gettext_lazy("Thêm so với kỳ trước"),
    queries.WENT: gettext_lazy("Có ở kỳ trước, không còn ở kỳ này"),
    queries.CHANGED: gettext_lazy("Khác với kỳ trước"),
}


@require_safe
def data_drops(request):
    """Of every supplier for those who see all counts, of the own agency for the others."""
    user, today = request.user, timezone.localdate()
    if not sees_data(user):
        raise Http404
    rows = queries.expected_drops(Obligation.objects.visible_to(user), now=timezone.now())
    if not user.may("see_all_counts"):
        rows = rows.filter(owner=user.posting.agency_id)
    individuals = held_setting(user.province, INDIVIDUALS, on=today)
    return list_page(
        request,
        table=drops_table(today),
        rows=rows,
        title=_("Kỳ cung cấp dữ liệu"),
        filterset=DropFilter,
        search=("duty__summary_vi", "duty__text", "holder__folded", "agency__folded"),
        template="employers/drops/list.html",
        extra={
            "tabs": data_tabs(user, "data-drops"),
            "may_send": user.may("import_register_file"),
            "individuals": None if individuals.value else individuals,
            "lead": _("Mỗi kỳ ghi câu giao nhiệm vụ, hạn, tệp đã nhận, số ngày chậm và khác gì kỳ trước."),
        },
        export_name="ky-cung-cap-du-lieu",
        on_export=lambda filters, count, format: audit.exported(
            "data_drops", by=user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def drop_difference(request, pk: int):
    """The rows that came, went or changed since the drop before: for the supplier, and for who sees all counts."""
    user, what = request.user, request.GET.get("nhom", queries.CAME)
    if not sees_data(user) or what not in GROUPS:
        raise Http404
    found = ImportBatch.objects.visible_to(user) if not user.may("see_all_counts") else None
    batch = queries.drop_of(user.province, pk) if found is None else found.filter(pk=pk).first()
    if batch is None:
        raise Http404
    title = _("%(kind)s: %(what)s") % {
        "kind": KIND_TITLES.get(batch.kind, batch.kind),
        "what": str(GROUPS[what]).lower(),
    }
    return list_page(
        request,
        table=CHANGES,
        rows=queries.rows_that(batch, what),
        title=title,
        search=("folded", "tax_code", "unit_code"),
        template="employers/drops/difference.html",
        extra={
            "tabs": [(label, f"?nhom={key}", key == what) for key, label in GROUPS.items()],
            "crumbs": [(_("Kỳ cung cấp dữ liệu"), reverse("data-drops"))],
            "batch": batch,
            "lead": _compared_words(batch),
        },
        export_name="khac-ky-truoc",
        on_export=lambda filters, count, format: audit.exported(
            "data_drops", by=user, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("data_drops", by=user, filters=filters, rows=count),
    )


def _compared_words(batch: ImportBatch) -> str:
    """Which two files stand against each other: their periods and hours."""
    before = queries.compared_with(batch)
    if before is None:
        return ""
    return _("Tệp %(now)s, nộp lúc %(at)s, so với tệp %(before)s, nộp lúc %(then)s.") % {
        "now": period_words(batch.period),
        "at": moment_text(batch.uploaded_at),
        "before": period_words(before.period),
        "then": moment_text(before.uploaded_at),
    }


def sees_data(user) -> bool:
    return user.posting is not None and (user.may("see_all_counts") or user.may("import_register_file"))


def data_tabs(user, current: str) -> list[tuple[str, str, bool]]:
    """The pages of data that this person has."""
    pages = [
        ("data-drops", _("Kỳ cung cấp"), sees_data(user)),
        ("register-files", _("Tệp đã nộp"), sees_data(user)),
        ("exchanges", _("Sổ trao đổi"), user.may("record_exchange") or user.may("see_all_counts")),
        ("sync-counts", _("Chưa đồng bộ CSDL dân cư"), sees_sync(user)),
    ]
    return [(label, reverse(name), name == current) for name, label, is_shown in pages if is_shown]


def sees_sync(user) -> bool:
    return user.posting is not None and any(
        user.may(act) for act in ("verify_sync", "see_all_counts", "record_sync_count")
    )
