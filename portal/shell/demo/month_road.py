"""A file of BHXH that is beside the ledger, on its real road: uploaded, checked by the capped child, confirmed, applied."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from agencies.models import User
from arrears.services.imports import apply_import, check_import, confirm_import, upload_month_file
from portal.core.models import ImportBatch, Job
from portal.core.periods import Month

WORK = ("check", "apply")


def send(kind: str, by: User, *, month: Month, name: str, content: bytes, at: datetime) -> ImportBatch:
    """Bring the file in at that moment; what a worker would do is done here."""
    facts: dict[str, Any] = {"kind": kind, "month": month, "name": name, "chunks": [content], "on": localdate(at)}
    batch = upload_month_file(by.posting.agency, by=by, **facts)
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=at)
    batch = check_import(batch, by=by)
    if batch.status != ImportBatch.Status.STAGED:
        raise RuntimeError(f"{name}: {batch.status} {batch.outcome.get('errors', [])[:3]}")
    batch = apply_import(confirm_import(batch, by=by, at=at), by=by, at=at)
    done = {"state": Job.State.DONE, "attempts": 1, "created_at": at, "started_at": at, "finished_at": at}
    Job.objects.filter(key__in=[f"{work}:{batch.pk}" for work in WORK]).update(**done)
    return batch
