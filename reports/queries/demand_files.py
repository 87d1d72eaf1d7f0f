"""The work that draws the files of demand letters."""

from portal.core.models import Job
from reports.models import DemandBundle


def job_key(bundle: DemandBundle) -> str:
    return f"demand-files:{bundle.pk}"


def job_of(bundle: DemandBundle) -> Job | None:
    return Job.objects.filter(key=job_key(bundle)).first()
