"""Files of a labour review's report: the work that makes one, and the one made last."""

from employers.models import LabourReview
from portal.core.models import Job, StoredFile


def job_key(review: LabourReview, kind: str) -> str:
    return f"review-report:{review.pk}:{kind}:{review.status}"


def job_of(review: LabourReview, kind: str) -> Job | None:
    return Job.objects.filter(key=job_key(review, kind)).first()


def made_last(review: LabourReview, kind: str) -> StoredFile | None:
    """The file of the newest finished work; None while there is none."""
    job = job_of(review, kind)
    return StoredFile.objects.get(pk=job.result["file"]) if job is not None and job.state == Job.State.DONE else None
