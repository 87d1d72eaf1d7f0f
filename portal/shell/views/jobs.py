"""The progress of one piece of background work, as the part of a page that asks again until it is finished."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_safe

from portal.core.models import Job
from portal.core.scoping import get_visible_or_404


@require_safe
def job_progress(request, pk):
    job = get_visible_or_404(Job.objects, request.user, pk=pk)
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        following = ""
    poll = f"{reverse('job-progress', args=[job.pk])}?{urlencode({'next': following})}"
    return render(request, "ui/progress.html", {"job": job, "poll_url": poll, "finished_url": following})
