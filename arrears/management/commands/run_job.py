"""manage.py run_job freeze|rollup|list|report 2026-10: one of the closing's four jobs, by hand; safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from agencies.models import Province
from arrears.queries.ledger import newest_version
from arrears.services.closing import CLOSING_JOBS, closing_job
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.doors import Door, Refusal
from portal.core.models import Job
from portal.core.periods import Month


class Command(Door):
    help = "Chạy một trong bốn công việc của khóa sổ; chạy lại không đổi kết quả."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=list(CLOSING_JOBS))
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)

    def answer(self, *, name: str, month: Month, **options: Any) -> dict[str, Any]:
        province = Province.objects.get(slug=options["province"])
        job = closing_job(province, month=month, name=name, by=OPERATOR)
        if job is None:
            raise Refusal({"job": name, "month": str(month), "status": "refused"}, "Tháng này chưa được khóa sổ.")
        done = jobs.finish(job)
        version = newest_version(province, month)
        answer = {
            "job": name,
            "month": str(month),
            "version": version.version if version else 0,
            "status": "done" if done.state == Job.State.DONE else "failed",
            "result": done.result,
        }
        if done.state != Job.State.DONE:
            raise RuntimeError(f"{done.key}: {done.error}")
        return answer
