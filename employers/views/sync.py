"""Participants not yet in step with the population database: by commune, one commune's counter, writing and verifying."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.charts.coverage import sync_chart
from employers.filters.coverage import SyncFilter, communes_of
from employers.forms.coverage import SyncForm, VerifyForm
from employers.models import SyncCount
from employers.queries.sync import newest, sync_trend
from employers.services import coverage as services
from employers.tables.exchanges import COUNTS, STEPS, SYNC
from employers.views.coverage import tried
from employers.views.drops import data_tabs, sees_sync
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.figures import Stamp, date_text
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def sync_counts(request):
    user = request.user
    if not sees_sync(user):
        raise Http404
    mine = SyncCount.objects.visible_to(user)
    return list_page(
        request,
        table=SYNC,
        rows=newest(mine),
        title=_("Chưa đồng bộ với CSDL dân cư"),
        filterset=SyncFilter,
        search=("territory__folded", "territory__code"),
        template="employers/sync/list.html",
        extra={
            "tabs": data_tabs(user, "sync-counts"),
            "chart": sync_chart(sync_trend(mine)),
            "may_record": user.may("record_sync_count"),
            "lead": _("Chỉ có số người theo xã, phường; không có tên hay số định danh của ai."),
        },
        export_name="chua-dong-bo",
        on_export=lambda filters, count, format: audit.exported(
            "sync_counts", by=user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def sync_count(request, pk: int):
    found = _found(request, pk)
    mine = SyncCount.objects.visible_to(request.user).filter(territory=found.territory)
    is_newest = not mine.filter(as_of__gt=found.as_of).exists()
    left = found.unsynced - found.verified
    context = {
        "title": found.territory.name,
        "kicker": _("Chưa đồng bộ với CSDL dân cư"),
        "crumbs": [(_("Chưa đồng bộ với CSDL dân cư"), reverse("sync-counts"))],
        "count": found,
        "left": left,
        "stamp": Stamp(None, found.source, date_text(found.as_of), found.recorded_at),
        "counts": mine.order_by("-as_of"),
        "counts_table": COUNTS,
        "steps": found.steps.select_related("agency").order_by("-on", "-pk"),
        "steps_table": STEPS,
        "chart": sync_chart(sync_trend(mine)),
        "may_verify": is_newest and left > 0 and services.verify_sync.may(request.user, found),
        "verify_form": VerifyForm(initial={"on": timezone.localdate()}),
    }
    return render(request, "employers/sync/count.html", context)


def record_sync_count(request):
    if not request.user.may("record_sync_count"):
        raise PermissionDenied("record_sync_count")
    form = SyncForm(request.POST or None, units=communes_of(request), initial={"as_of": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data, by=request.user, at=timezone.now())
        done = tried(form, lambda: services.record_sync_count(request.user.province, **facts))
        if done is not None:
            messages.success(request, _("Đã ghi số chưa đồng bộ của %(place)s.") % {"place": done.territory.name})
            return redirect("sync-count", pk=done.pk)
    context = {
        "title": _("Ghi số chưa đồng bộ"),
        "lead": _("Số người tham gia của một xã, phường chưa khớp với CSDL dân cư."),
        "form": form,
        "cancel_url": reverse("sync-counts"),
        "crumbs": [(_("Chưa đồng bộ với CSDL dân cư"), reverse("sync-counts"))],
    }
    return render(request, "employers/sync/form.html", context)


@require_POST
def verify_sync(request, pk: int):
    found = _found(request, pk)
    form = VerifyForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(" ".join(error for errors in form.errors.values() for error in errors))
        url = reverse("sync-count", args=[pk])
        done = services.verify_sync(found, by=request.user, at=timezone.now(), url=url, **form.cleaned_data)
        left = done.unsynced - done.verified
        messages.success(request, _("Đã ghi số xác minh; còn %(left)s người chưa đồng bộ.") % {"left": left})
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))
    return redirect("sync-count", pk=pk)


def _found(request, pk: int) -> SyncCount:
    return get_visible_or_404(SyncCount.objects.select_related("territory", "province"), request.user, pk=pk)
