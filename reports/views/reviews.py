"""The files of a labour review's report: asked for, made while the page waits, taken away."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.models import LabourReview
from portal.core import audit
from portal.core.files import location
from portal.core.scoping import get_visible_or_404
from reports.queries.review_files import job_of, made_last
from reports.services.review_files import REVIEW_KINDS, ask_for_review_file


def _review(request, pk, kind) -> LabourReview:
    if kind not in REVIEW_KINDS or not request.user.may("see_all_counts"):
        raise Http404
    return get_visible_or_404(LabourReview.objects.select_related("province"), request.user, pk=pk)


@require_POST
def ask(request, pk, kind):
    """Have the file made; then its progress."""
    ask_for_review_file(_review(request, pk, kind), by=request.user, kind=kind, at=timezone.now())
    return redirect("review-file-progress", pk, kind)


@require_safe
def progress(request, pk, kind):
    """How far the file is; when it is there, the way to it."""
    review = _review(request, pk, kind)
    job = job_of(review, kind)
    if job is None:
        raise Http404
    taken = reverse("review-file", args=[pk, kind])
    context = {
        "job": job,
        "poll_url": request.path,
        "finished_url": taken,
        "title": _("Báo cáo rà soát (%(kind)s)") % {"kind": kind.upper()},
        "review": review,
        "kind": kind,
    }
    return render(request, "ui/progress.html" if request.htmx else "reports/reviews/progress.html", context)


@require_safe
def download(request, pk, kind):
    """The file made last; whoever takes it is written down."""
    review = _review(request, pk, kind)
    stored = made_last(review, kind)
    if stored is None:
        raise Http404
    audit.exported("review_report", by=request.user, subject=review, sha256=stored.sha256, file=stored.name)
    return FileResponse(
        location(stored).open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
