"""Health for the machine room: the process answers; the database, the schema and the job list are in order."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.queries.obligations import empty_calendars
from portal.core import jobs


@login_not_required
@require_safe
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """200 when this process can serve, 503 with the reason else. Tells nothing about the data, but whether the generator of
    duties has stopped: in how many provinces nothing lies ahead."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    oldest = jobs.oldest_waiting()
    waiting = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    empty = 0 if pending else empty_calendars(timezone.localdate())
    told = {"migrations_pending": pending, "oldest_job_seconds": waiting, "provinces_without_duties_ahead": empty}
    return JsonResponse(told, status=503 if pending else 200)
