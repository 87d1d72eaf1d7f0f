"""Lines for one person; opening the page marks them read."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.models import Notification
from portal.core.scoping import get_visible_or_404

SHOWN = 100


@require_safe
def notifications(request):
    lines = Notification.objects.visible_to(request.user)[:SHOWN]
    return render(request, "shell/notifications.html", {"lines": lines, "title": _("Thông báo")})


@require_POST
def read_notification(request, pk):
    """Reading changes only the reader's own mark: no act, no memory."""
    line = get_visible_or_404(Notification.objects, request.user, pk=pk)
    Notification.objects.visible_to(request.user).filter(pk=line.pk, read_at=None).update(read_at=timezone.now())
    is_ours = url_has_allowed_host_and_scheme(line.url, allowed_hosts=None)
    return redirect(line.url if is_ours and line.url else "notifications")
