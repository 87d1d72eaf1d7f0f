"""The pages of coverage: each share with its denominator, every number with its rows, files, and who may what."""

import io
import re

import pytest
from openpyxl import load_workbook

from agencies.models import Actual, Target
from employers.models import CoverageFigure, Employer, LabourCount, Zone
from tests.employers.coverage.conftest import (
    TODAY,
    agency_of,
    browser,
    communes,
    count_people,
    of_commune,
    person,
    tell,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(hai_phong):
    """Hải Phòng goes by its own way of counting (001:77); two communes, one of them without people recorded."""
    one, other = communes(hai_phong, 2)
    count_people(hai_phong, "population", {hai_phong.unit: 1000, one: 500})
    count_people(hai_phong, "population", {hai_phong.unit: 800, one: 400}, name="Tính lại", without=["đi nước ngoài"])
    facts = {"indicator_id": "bhyt_ratio", "territory": hai_phong.unit, "period": "2026", "source": "Nghị quyết"}
    Target.objects.create(province=hai_phong, value=950_000, set_by="council", **facts)
    for unit, value in ((hai_phong.unit, 700), (one, 300), (other, 250)):
        tell(hai_phong, unit, bhyt=value)
    return hai_phong, one, other


def test_the_board_shows_each_share_with_its_denominator_against_the_target(told):
    shown = text(browser(person(told[0], "social_insurance")).get("/bao-phu/"))
    for words in ("87,5%", "70%", "800", "1.000", "không tính: đi nước ngoài", "thiếu 7,5 điểm %", "thiếu 25 điểm %"):
        assert words in shown, words
    assert shown.index("87,5%") < shown.index(">70%<")  # the province's own way of counting first
    assert "Báo cáo BHXH" in shown and "ít hơn số của tỉnh 150" in shown


def test_a_commune_without_people_is_told_so(told):
    province, _one, other = told
    shown = text(browser(person(province, "social_insurance")).get(f"/bao-phu/?dia-ban={other.pk}"))
    assert ">250<" in shown and "chưa có mẫu số" in shown and "%<" not in shown.split("Số người tham gia")[1][:400]


def test_an_officer_of_a_commune_begins_with_the_own_one(told):
    province, one, _other = told
    pages = browser(of_commune(province, one, "commune_committee", "can-bo-xa"))
    shown = text(pages.get("/bao-phu/"))
    assert "75%" in shown and "Ghi số<" not in shown  # 300 of 400
    assert pages.get("/bao-phu/ghi/").status_code == 403


def test_every_number_of_the_table_opens_its_rows(told):
    province, one, _other = told
    pages = browser(person(province, "home_affairs"))
    shown = text(pages.get("/bao-phu/xa/?indicator=bhyt_ratio&month=2026-10"))
    link = re.search(rf'href="([^"]*lan-ghi/\?territory={one.pk}[^"]*)">300<', shown)[1].replace("&amp;", "&")
    rows = text(pages.get(link))
    assert ">300<" in rows and "Báo cáo BHXH" in rows and "1 dòng" in rows


def test_the_table_is_filtered_and_sorted_by_what_the_database_divided(told):
    province, one, other = told
    pages = browser(person(province, "home_affairs"))
    bare = text(pages.get("/bao-phu/xa/?indicator=bhyt_ratio&state=no_people"))
    assert one.name not in bare.split("<tbody>")[1]
    first = text(pages.get("/bao-phu/xa/?indicator=bhyt_ratio&sort=-people")).split("<tbody>")[1]
    assert first.index(one.name) < first.index(other.name)
    assert "Chưa có mẫu số" in first


def test_the_table_goes_out_as_a_workbook_with_numbers(told):
    pages = browser(person(told[0], "home_affairs"))
    answer = pages.get("/bao-phu/so-lieu/?month=2026-10&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = [row for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows(values_only=True)]
    assert any(told[1].code in row and 300 in row and 400 in row for row in rows)


def test_a_figure_is_typed_and_the_one_before_stays_readable(told):
    province = told[0]
    pages = browser(person(province, "social_insurance"))
    data = {"month": "2026-10", "territory": province.unit_id, "measure": "bhyt", "value": "7.100", "source": "BC 12"}
    assert pages.post("/bao-phu/ghi/", data).status_code == 302
    assert CoverageFigure.objects.get(territory=province.unit, is_current=True).value == 7100
    shown = text(pages.get("/bao-phu/lan-ghi/"))
    assert ">7.100<" in shown and ">700<" in shown and "Đã có số mới hơn" in shown
    again = pages.post("/bao-phu/ghi/", data)
    assert again.status_code == 200 and "đúng như vậy" in text(again)


def test_a_share_becomes_a_result_only_when_a_person_records_it(told):
    province = told[0]
    pages = browser(person(province, "home_affairs"))
    link = re.search(r'href="(/chi-tieu/ghi-ket-qua/[^"]*)"', text(pages.get("/bao-phu/")))[1].replace("&amp;", "&")
    form = text(pages.get(link))
    assert 'value="87,5"' in form and 'value="31/10/2026"' in form
    before = Actual.objects.count()
    data = {
        "indicator": "bhyt_ratio",
        "territory": province.unit_id,
        "as_of": "31/10/2026",
        "value": "87,5",
        "source": "x",
    }
    assert pages.post("/chi-tieu/ghi-ket-qua/", data).status_code == 302
    assert Actual.objects.count() == before + 1


def test_by_zone_the_share_is_of_the_employers_that_the_source_has_counted(told):
    province = told[0]
    zone = Zone.objects.create(
        province=province, code="K1", name="KCN Một", board=agency_of(province, "industrial_zone_board")
    )
    for number, (joined, taxed) in enumerate(((95, 120), (50, None))):
        employer = Employer(province=province, zone=zone, unit_code=f"TA{number}")
        employer.rename(f"Công ty {number}")
        employer.save()
        facts = {"employer": employer}
        LabourCount.objects.create(
            source="social_insurance",
            period="2026-10",
            starts_on=TODAY.replace(month=10, day=1),
            participating=joined,
            **facts,
        )
        if taxed:
            LabourCount.objects.create(
                source="tax", period="2026", starts_on=TODAY.replace(month=1, day=1), employed=taxed, **facts
            )
    shown = text(browser(person(province, "home_affairs")).get("/bao-phu/khu-nganh/"))
    for figure in ("KCN Một", ">145<", ">120<", ">95<", "79,17%", "Quyết toán thuế TNCN"):
        assert figure in shown, figure
    taken = browser(person(province, "home_affairs")).get("/bao-phu/khu-nganh/?format=xlsx&theo=zone")
    sheet = load_workbook(io.BytesIO(b"".join(taken.streaming_content))).active
    assert [cell for row in sheet.values for cell in row if cell in ("KCN Một", 145, 120, 95)] == [
        "KCN Một",
        145,
        120,
        95,
    ]


def test_who_may_not_see_gets_nothing(told):
    stranger = browser(person(told[0], "inspectorate", "auditor"))
    for path in ("", "xa/", "khu-nganh/", "so-lieu/", "lan-ghi/"):
        assert stranger.get(f"/bao-phu/{path}").status_code == 404, path
    police = browser(person(told[0], "police"))
    assert police.get("/bao-phu/").status_code == 200
    assert police.get("/bao-phu/khu-nganh/").status_code == 404  # counts of employers are for who sees the register
