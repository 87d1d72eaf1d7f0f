"""A province that has just been opened is found as one that has been there for long: also by words with a slip."""

from datetime import date

import pytest

from agencies.models import Agency
from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from employers.models import SearchWord
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.models import Job
from portal.shell.finding.kinds import answers
from portal.shell.finding.words import Typed
from tests.employers.imports.desk import Province, applied, firm, header_of, table
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def found(user, text: str) -> list[str]:
    return [hit.title for answer in answers(user, Typed(text), 20) for hit in answer.hits]


def test_agencies_and_directives_are_found_before_the_first_night_also_with_a_slip():
    province = open_province(province_named("bac-ninh", TODAY), by=OPERATOR, on=TODAY)
    user = make_person(province.agencies.get(code="bhxh-tinh"), "lan")
    federation = Agency.objects.get(province=province, kind="trade_union", area=None)
    assert federation.name in found(user, "lien doan lao dong")  # as it is written it needs no words
    job = Job.objects.get(key="keep-words:bac-ninh")
    assert jobs.run(job.pk).state == "done", job.error
    assert SearchWord.objects.filter(word="doan").exists()
    assert federation.name in found(user, "lien doann lao dongg")
    assert any("bảo hiểm" in title.lower() for title in found(user, "bao hienm that nghiep"))
    open_province(province.unit, by=OPERATOR, on=TODAY)
    assert Job.objects.filter(task="employers.tasks.keep_words").count() == 1


def test_employers_of_the_first_file_are_found_at_once_also_with_a_slip(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    here = Province()
    path = table(
        tmp_path / "dkkd.xlsx", [firm(1, **{"Tên đơn vị": "Công ty Khuôn Đúc"})], header_of("business-registry")
    )
    applied(here.finance, here.clerk(here.finance), "business-registry", "2026-11", path)
    for text in ("khuon duc", "khuonn duc", "cong ty khuo"):
        assert found(here.clerk(here.bhxh), text) == ["Công ty Khuôn Đúc"], text
