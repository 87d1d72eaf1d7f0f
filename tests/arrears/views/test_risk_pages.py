"""The pages of risk: the list with its filters and files, the watch list, one score explained, the back-test; their costs."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from arrears.models import LedgerVersion, RiskScore
from arrears.services.risk import score_missing
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry
from tests.arrears.risk_world import CLOSED_AT, OCTOBER, RiskWorld
from tests.factories.people import make_agency, make_person, sign_in

pytestmark = pytest.mark.django_db
OWES = {"owed": 900_000, "months_computed": 6, "days_late": 200, "state": 5, "sector": "C"}
PAGES = ("/rui-ro/", "/rui-ro/nguy-co-cao/", "/rui-ro/kiem-nghiem/")


@pytest.fixture
def world(settings) -> RiskWorld:
    """April foretells October; TA1 stays in the top band, TA2 leaves it in October, TA3 enters."""
    settings.COMMAND_DOORS = True
    made = RiskWorld()
    made.employer("TA3", commune=made.communes[2], zone=made.zone)
    made.closed(OCTOBER.plus(-6), {"TA1": OWES, "TA2": {}, "TA3": {}})
    made.closed(OCTOBER.plus(-1), {"TA1": OWES, "TA2": OWES, "TA3": {}})
    made.closed(OCTOBER, {"TA1": OWES, "TA2": {"owed": 5, "months_computed": 1}, "TA3": OWES})
    score_missing(made.province, by=THE_CLOCK, at=CLOSED_AT)
    return made


@pytest.fixture
def officer(world, client):
    sign_in(client, make_person(world.bhxh, "ha"))
    return client


def page(client, address: str, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> set[str]:
    return {code for code in ("TA1", "TA2", "TA3") if f"Công ty {code}" in html}


def test_the_list_says_score_band_and_reasons_and_rests_on_the_newest_month(officer):
    html = page(officer, "/rui-ro/")
    assert names(html) == {"TA1", "TA2", "TA3"}
    assert "Nợ 6 tháng, 200 ngày quá hạn." in html
    assert "tháng 10/2026" in html and "phiên bản 1" in html
    assert html.index("Công ty TA1") < html.index("Công ty TA2")
    assert AuditEntry.objects.filter(act="risk").exists()


def test_filters_choose_among_the_scores(officer, world):
    top = RiskScore.objects.filter(employer__unit_code="TA1").latest("pk").band
    assert names(page(officer, "/rui-ro/", band=top)) == {"TA1", "TA3"}
    assert names(page(officer, "/rui-ro/", zone=world.zone.pk)) == {"TA3"}
    assert names(page(officer, "/rui-ro/", commune=world.communes[0].pk)) == {"TA1", "TA2"}
    assert names(page(officer, "/rui-ro/", office=world.offices[1].pk)) == {"TA3"}
    assert names(page(officer, "/rui-ro/", q="TA2")) == {"TA2"}
    assert names(page(officer, "/rui-ro/", sort="name", size="50")) == {"TA1", "TA2", "TA3"}
    for key in ("score", "-owed", "months", "band"):
        assert names(page(officer, "/rui-ro/", sort=key)) == {"TA1", "TA2", "TA3"}


def test_the_list_is_had_as_a_file_and_that_is_remembered(officer):
    answer = officer.get("/rui-ro/", {"format": "xlsx"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    text = " ".join(str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell)
    assert "Công ty TA1" in text and "200 ngày quá hạn" in text
    assert (
        AuditEntry.objects.filter(kind="export", act="risk").exists() or AuditEntry.objects.filter(act="risk").count()
    )


def test_the_watch_list_knows_who_entered_and_who_left(officer):
    assert names(page(officer, "/rui-ro/nguy-co-cao/")) == {"TA1", "TA3"}
    assert names(page(officer, "/rui-ro/nguy-co-cao/", nhom="moi-vao")) == {"TA3"}
    assert names(page(officer, "/rui-ro/nguy-co-cao/", nhom="da-ra")) == {"TA2"}


def test_one_score_is_explained_part_by_part_with_what_nobody_knows(officer):
    score = RiskScore.objects.filter(employer__unit_code="TA3").latest("pk")
    html = page(officer, f"/rui-ro/{score.pk}/")
    assert f"{score.score}/100" in html
    assert "Đang làm thủ tục phá sản" not in html and "Phá sản" in html
    assert "Cổng chưa có số liệu của yếu tố này" in html
    assert "Điểm rủi ro theo tháng" in html


def test_the_employers_file_has_the_score_for_who_sees_risk(officer, world, client):
    employer = world.employer("TA1")
    assert "/100 điểm" in page(officer, f"/don-vi/{employer.pk}/phan/rui-ro")
    clerk = make_person(make_agency(world.province, "tax", "thue"), "thue")
    client.logout()
    sign_in(client, clerk)
    assert client.get(f"/don-vi/{employer.pk}/phan/rui-ro").status_code == 404


def test_the_back_test_and_the_weights_stand_on_one_page(officer):
    html = page(officer, "/rui-ro/kiem-nghiem/")
    assert "Trong 10% đơn vị có điểm cao nhất, 100,0% nợ từ 3 tháng" in html
    assert "Đã kiểm nghiệm 3 lượt đơn vị" in html
    assert "Chưa có số liệu, chưa tính" in html and "Không văn bản nào quy định trọng số" in html


def test_a_local_office_is_not_told_how_many_the_province_has(world, client):
    sign_in(client, make_person(world.offices[0], "co-so"))
    html = page(client, "/rui-ro/kiem-nghiem/")
    assert "Trong 10% đơn vị" in html and "lượt đơn vị" not in html and "Được chọn" not in html
    assert names(page(client, "/rui-ro/")) == {"TA1", "TA2"}


def test_without_the_power_there_is_no_such_page(world, client):
    sign_in(client, make_person(make_agency(world.province, "tax", "thue"), "thue"))
    score = RiskScore.objects.latest("pk")
    for address in (*PAGES, f"/rui-ro/{score.pk}/"):
        assert client.get(address).status_code == 404


def test_before_a_report_is_submitted_others_see_none_of_it(world, client):
    sign_in(client, make_person(make_agency(world.province, "home_affairs", "so-noi-vu"), "noi-vu"))
    for address in PAGES:
        assert "Chưa có điểm rủi ro" in page(client, address)
    LedgerVersion.objects.filter(month=OCTOBER.plus(-1).first_day).update(submitted_at=CLOSED_AT)
    html = page(client, "/rui-ro/")
    assert "tháng 09/2026" in html and names(html) == {"TA1", "TA2"}


def test_pages_keep_within_twenty_questions(officer):
    score = RiskScore.objects.latest("pk")
    for address in (*PAGES, f"{PAGES[1]}?nhom=da-ra", f"/rui-ro/{score.pk}/"):
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(address).status_code == 200
        assert len(asked) <= 20, (address, len(asked))
