"""A register file of the demo on its real road: written as CSV, uploaded, checked by the capped child, confirmed, applied."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from agencies.models import User
from employers.services.intake import (
    apply_register_file,
    check_register_file,
    confirm_register_file,
    upload_register_file,
)
from portal.core.models import ImportBatch, Job

SIMULATED = "Dữ liệu mô phỏng"
Row = Sequence[Any]


def as_csv(titles: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The table as an office exports it."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([SIMULATED])
    table.writerow(titles)
    table.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def send(kind: str, by: User, *, period: str, titles: Sequence[str], rows: Iterable[Row], at: datetime) -> ImportBatch:
    """Bring the file in at that moment; what a worker would do is done here."""
    name = f"{kind}-{period}.csv"
    batch = upload_register_file(
        by.posting.agency, by=by, kind=kind, period=period, name=name, chunks=[as_csv(titles, rows)], on=localdate(at)
    )
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=at)
    batch = check_register_file(batch, by=by)
    if batch.status != ImportBatch.Status.STAGED:
        raise RuntimeError(f"{name}: {batch.status} {batch.outcome.get('errors', [])[:3]}")
    batch = confirm_register_file(batch, by=by, at=at)
    batch = apply_register_file(batch, by=by, at=at)
    keys = [f"{work}:{batch.pk}" for work in ("check-register", "apply-register", "duplicates-after", "words-after")]
    done = {"state": Job.State.DONE, "attempts": 1, "created_at": at, "started_at": at, "finished_at": at}
    Job.objects.filter(key__in=keys).update(**done)
    return batch
