"""The report of a labour review as a file: asked for by a person, made by a worker. Of a closed review it is made once."""

from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from employers.models import LabourReview
from portal.core import files, jobs
from portal.core.acts import act
from portal.core.models import Job, StoredFile
from reports import permissions
from reports.queries.review_files import job_key, job_of
from reports.services.letters import CONTENT_TYPES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REVIEW_KINDS = {**CONTENT_TYPES, "xlsx": XLSX}


@act(may=permissions.ask_for_review_file)
def ask_for_review_file(review: LabourReview, *, by, kind: str, at: datetime) -> Job:
    """Put it on the list. While the review is open every asking makes it anew; of a closed one the file stays."""
    if kind not in REVIEW_KINDS:
        raise ValidationError(_("Không có định dạng tệp «%(kind)s».") % {"kind": kind})
    job = job_of(review, kind)
    is_kept = job is not None and job.state == Job.State.DONE and review.status == LabourReview.Status.CLOSED
    return jobs.later(
        "reports.tasks.make_review_file",
        key=job_key(review, kind),
        title=_("Lập báo cáo rà soát (%(kind)s)") % {"kind": kind.upper()},
        by=by,
        again=not is_kept,
        province_code=review.province_code,
        review=review.pk,
        kind=kind,
    )


@act(may=permissions.ask_for_review_file)
def keep_review_file(review: LabourReview, *, by, kind: str, path: Path, at: datetime) -> StoredFile:
    """Keep a rendered report with its hash."""
    name = f"bao-cao-ra-soat-{review.pk}-{localtime(at):%Y%m%d-%H%M}.{kind}"
    return files.keep_path(path, name=name, content_type=REVIEW_KINDS[kind], province_code=review.province_code)
