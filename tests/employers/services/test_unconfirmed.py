"""Whom only a list that was taken back ever named is not said to operate, until a source speaks of it."""

import pytest

from employers.models import Employer, Gap
from employers.queries.review_plan import operating_on
from employers.services import intake
from employers.services.cross_check import find_not_joined
from employers.services.events import settle_statuses
from portal.core.acts import THE_CLOCK
from portal.core.models import Job
from tests.employers.imports.desk import NOW, TODAY, Province, applied, firm, table

pytestmark = pytest.mark.django_db
TAX = ["Mã số thuế", "Tên đơn vị", "Số lao động"]


@pytest.fixture
def here(settings, tmp_path) -> Province:
    settings.FILES_ROOT = tmp_path / "files"
    return Province()


def tax_list(here: Province, path, *numbers: int, workers: int = 12):
    rows = [firm(number) | {"Số lao động": workers} for number in numbers]
    return applied(here.tax, here.clerk(here.tax), "tax-labour", "2026", table(path / "thue.xlsx", rows, TAX))


def take_back(here: Province, batch) -> None:
    intake.undo_register_file(batch, by=here.clerk(here.tax), at=NOW, reason="Nhầm")


def statuses() -> dict[str, str]:
    return dict(Employer.objects.values_list("name", "status"))


def test_a_newcomer_of_a_list_taken_back_is_no_operating_employer_and_has_not_failed_to_join(here, tmp_path):
    known = here.employer(70, name="Đã biết")
    batch = tax_list(here, tmp_path, 1, 2)
    take_back(here, batch)
    assert statuses() == {
        "Đã biết": "operating",
        "Công ty TNHH Số 1": "unconfirmed",
        "Công ty TNHH Số 2": "unconfirmed",
    }
    assert list(operating_on(here.province, TODAY)) == [known]
    find_not_joined(here.province, by=THE_CLOCK, quarter="2026-Q4", at=NOW)
    assert not Gap.objects.filter(employer__first_batch=batch.pk).exists()
    settle_statuses(here.province, by=THE_CLOCK, on=TODAY)
    assert list(statuses().values()).count("unconfirmed") == 2


def test_another_list_that_names_it_confirms_it_and_there_are_not_two(here, tmp_path):
    take_back(here, tax_list(here, tmp_path, 1, 2))
    tax_list(here, tmp_path, 1, workers=13)
    assert statuses() == {"Công ty TNHH Số 1": "operating", "Công ty TNHH Số 2": "unconfirmed"}


def test_with_a_code_of_bhxh_it_is_confirmed_the_same_night(here, tmp_path):
    take_back(here, tax_list(here, tmp_path, 1))
    Employer.objects.update(unit_code="YN0001Z")
    assert settle_statuses(here.province, by=THE_CLOCK, on=TODAY) == 1
    assert set(statuses().values()) == {"operating"}


def test_a_list_that_brought_newcomers_lets_the_doubles_be_looked_for(here, tmp_path):
    batch = tax_list(here, tmp_path, 1)
    job = Job.objects.get(key=f"duplicates-after:{batch.pk}")
    assert (job.task, job.arguments) == ("employers.tasks.find_duplicates", {"province": here.province.slug})
    tax_list(here, tmp_path, 1, workers=14)
    assert Job.objects.filter(task=job.task).count() == 1
