"""Scenario 6 (000:245-251): the tax office sends its list on 20/5, X has 120 workers in tax, 95 in BHXH; labour and BHXH see
a gap of 25. If nothing is sent, on 1/7 the duty is late. Where no list of individuals is taken (003:95) it is not offered."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from agencies.models import Agency, Obligation
from agencies.services.obligations import judge_overdue, raise_obligations
from employers.models import Employer, Gap, LabourCount, SourceRow
from employers.services import intake
from employers.tasks import cross_check
from portal.core import jobs
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import Job, Notification
from tests.employers.imports.desk import table, tax_code
from tests.factories.cast import opened_province
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
ON_20_MAY = datetime(2026, 5, 20, 3, tzinfo=UTC)
HEADER = ["Mã số thuế", "Tên đơn vị", "Số lao động đang làm việc"]
CODE, OTHER = tax_code(230111111), tax_code(230222222)


class May:
    """Bắc Ninh (with what was Bắc Giang) in May 2026: X in BHXH with 95 people, and who sits where."""

    def __init__(self, slug: str = "bac-ninh") -> None:
        self.province = opened_province(slug, on=ON_20_MAY.date())
        self.tax, self.labour, self.bhxh, self.chair = (
            self.agency(kind) for kind in ("tax", "home_affairs", "social_insurance", "provincial_chair")
        )
        self.committee = self.agency("commune_committee")
        people = {"thue": self.tax, "noivu": self.labour, "bhxh": self.bhxh, "xa": self.committee}
        self.people = {name: make_person(agency, name, "approver") for name, agency in people.items()}
        commune = self.committee.territories.first().unit
        self.x = Employer(
            province=self.province,
            unit_code="X1",
            tax_code=CODE,
            tax_code_ok=True,
            commune=commune,
            agency=self.committee,
        )
        self.x.rename("Công ty X")
        self.x.save()
        LabourCount.objects.create(
            employer=self.x, source="social_insurance", period="2026-04", starts_on=date(2026, 4, 1), participating=95
        )

    def agency(self, kind: str) -> Agency:
        standing = Agency.objects.as_of(ON_20_MAY.date()).filter(province=self.province, kind=kind, area=None)
        return standing.order_by("code")[0]

    def send(self, tmp_path, rows, period="2026-Q2"):
        by = self.people["thue"]
        path = table(tmp_path / "qtt.xlsx", rows, HEADER)
        batch = intake.upload_register_file(
            self.tax, by=by, kind="tax-labour", period=period, name=path.name, chunks=[path.read_bytes()],
            on=ON_20_MAY.date(),
        )  # fmt: skip
        batch = intake.check_register_file(batch, by=by)
        assert batch.status == "staged", batch.outcome
        intake.confirm_register_file(batch, by=by, at=ON_20_MAY)
        batch = intake.apply_register_file(batch, by=by, at=ON_20_MAY)
        for job in Job.objects.filter(task="employers.tasks.cross_check"):
            assert jobs.run(job.pk).state == "done", job.error
        return batch


@pytest.fixture
def may(settings):
    settings.DEMO = settings.COMMAND_DOORS = True
    with time_machine.travel(ON_20_MAY, tick=False):
        yield May()


def test_labour_and_bhxh_see_a_gap_of_25_and_its_agency_must_answer(may, tmp_path, client):
    batch = may.send(tmp_path, [[CODE, "Công ty X", 120], [OTHER, "Công ty Chưa Ai Biết", 30]])
    gap = Gap.objects.get(kind="short")
    assert (gap.employer, gap.counted, gap.participating, gap.size) == (may.x, 120, 95, 25)
    assert (gap.agency, gap.due_on, gap.state) == (may.committee, date(2026, 6, 19), "open")
    row = SourceRow.objects.get(batch=batch, row_no=2)
    for name in ("noivu", "bhxh"):
        assert Gap.objects.visible_to(may.people[name]).filter(pk=gap.pk).exists()
        client.force_login(may.people[name])
        page = client.get(f"/doi-chieu/{gap.pk}/").content.decode()
        assert "120" in page and "95" in page and row.name in page
        assert "Công ty X" in client.get("/doi-chieu/tat-ca/").content.decode()
    assert Notification.objects.filter(user=may.people["xa"], key__startswith="gaps:").exists()
    client.force_login(may.people["xa"])
    assert "Công ty X" in client.get("/doi-chieu/").content.decode()
    outside = Gap.objects.get(kind="not_joined")
    assert (outside.employer.tax_code, outside.size, outside.period) == (OTHER, 30, "2026-Q2")


def test_the_duty_of_the_second_quarter_is_done_by_the_list(may, tmp_path):
    raise_obligations(may.province, by=THE_CLOCK, on=ON_20_MAY.date())
    owed = Obligation.objects.get(holder=may.tax, duty__thing="tax_list", duty__directive__code="000", period="2026")
    assert owed.due_on == date(2026, 6, 30)
    may.send(tmp_path, [[CODE, "Công ty X", 120]])
    owed.refresh_from_db()
    assert (owed.state, owed.verdict, owed.means) == ("submitted", "on_time", "executed")


def test_nothing_sent_is_late_on_1_july(may):
    raise_obligations(may.province, by=THE_CLOCK, on=ON_20_MAY.date())
    owed = Obligation.objects.get(holder=may.tax, duty__thing="tax_list", duty__directive__code="000", period="2026")
    judge_overdue(may.province, by=THE_CLOCK, at=datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC))
    owed.refresh_from_db()
    assert owed.verdict == ""
    judge_overdue(may.province, by=THE_CLOCK, at=datetime(2026, 6, 30, 17, 0, 1, tzinfo=UTC))
    owed.refresh_from_db()
    assert owed.verdict == "late"


def test_in_thai_nguyen_the_list_is_not_offered(settings, tmp_path, client):
    settings.DEMO = settings.COMMAND_DOORS = True
    with time_machine.travel(ON_20_MAY, tick=False):
        there = May("thai-nguyen")
        with pytest.raises(NotPossible, match="003:95"):
            there.send(tmp_path, [[CODE, "Công ty X", 120]])
        client.force_login(there.people["thue"])
        page = client.get("/nguon-du-lieu/nop/").content.decode()
    assert 'value="tax-labour"' not in page and "003:95" in page


def test_the_comparison_run_again_changes_nothing(may, tmp_path):
    may.send(tmp_path, [[CODE, "Công ty X", 120]])
    before = list(Gap.objects.values()), Notification.objects.count()
    job = Job.objects.get(task="employers.tasks.cross_check")
    again = jobs.Running(job)
    told = cross_check(again, **job.arguments)
    again.close()
    assert not any(told["gaps"].values()) and (list(Gap.objects.values()), Notification.objects.count()) == before
