"""The pages: every figure with its source and day, forms that read numbers as people write them, files, and who may what."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from agencies.models import Actual, Denominator, DenominatorMethod, Obligation, Target
from agencies.queries.territory import communes_of
from agencies.services import targets as services
from agencies.services.obligations import raise_obligations
from portal.core.acts import OPERATOR
from tests.agencies.targets.conftest import AT, ON, recorder
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(user) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


@pytest.fixture
def officer(gia_lai):
    return recorder(gia_lai)


@pytest.fixture
def pages(officer):
    return browser(officer)


def text(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def test_the_board_shows_each_figure_with_its_source_and_day(pages):
    shown = text(pages.get("/chi-tieu/?nam=2025"))
    for figure in ("264.650", "18,73%", "22,76%", "23,81%", "56.943", "71.779", "4,03 điểm %"):
        assert figure in shown
    for figure in ("2.808.377", "88,18%", "95,6%", "236.314", "1.412.974", "3.184.823"):
        assert figure in shown
    assert "suy ra" in shown and "dòng 25-27" in shown and "tính đến 31/07/2025" in shown


def test_everybody_of_the_province_reads_and_few_write(gia_lai):
    tax = browser(recorder(gia_lai, "tax"))
    assert tax.get("/chi-tieu/?nam=2025").status_code == 200
    assert "Giao chỉ tiêu" not in text(tax.get("/chi-tieu/"))
    for path in ("giao", "ghi-ket-qua", "mau-so/cach-tinh"):
        assert tax.get(f"/chi-tieu/{path}/").status_code == 403


def test_who_holds_no_post_reads_nothing(gia_lai, officer):
    target = Target.objects.filter(province=gia_lai).first()
    officer.posts.all().delete()
    client = browser(officer)
    for path in ("", "danh-sach/", "ket-qua/", "mau-so/", "giao/", "bhxh_ratio/", f"muc-tieu/{target.pk}/"):
        assert client.get(f"/chi-tieu/{path}").status_code in (302, 403), path
    assert client.post(f"/chi-tieu/muc-tieu/{target.pk}/thoi/", {"reason": "x"}).status_code in (302, 403)


def test_a_form_begins_with_the_whole_province(hai_phong):
    shown = text(browser(recorder(hai_phong)).get("/chi-tieu/giao/"))
    areas = shown[shown.index('name="territory"') :]
    assert areas.index("Thành phố Hải Phòng<") < areas.index("Tỉnh Hải Dương<")


def test_another_province_is_not_found(gia_lai, hai_phong, pages):
    foreign = Target.objects.filter(province=hai_phong).first()
    assert pages.get(f"/chi-tieu/muc-tieu/{foreign.pk}/").status_code == 404
    assert pages.get(f"/chi-tieu/?dia-ban={hai_phong.unit_id}").status_code == 404
    assert pages.get("/chi-tieu/khong-co/").status_code == 404


def form_of(**facts) -> dict:
    return {"indicator": "bhtn_ratio", "period": "2026", "value": "25,5", "set_by": "council",
            "source": "NQ 12/NQ-HĐND", "set_on": "2025-12-01", **facts}  # fmt: skip


def test_a_target_is_set_corrected_and_ended_through_the_pages(gia_lai, pages):
    answer = pages.post("/chi-tieu/giao/", form_of(territory=gia_lai.unit_id))
    target = Target.objects.get(indicator="bhtn_ratio")
    assert (answer.url, target.value) == (f"/chi-tieu/muc-tieu/{target.pk}/", 255_000)
    assert 'value="25,5"' in text(pages.get(f"/chi-tieu/giao/?thay={target.pk}"))
    pages.post(f"/chi-tieu/giao/?thay={target.pk}", form_of(territory=gia_lai.unit_id, value="26"))
    new = Target.objects.get(indicator="bhtn_ratio", ended_on=None)
    assert (new.value, Target.objects.filter(indicator="bhtn_ratio").count()) == (260_000, 2)
    pages.post(f"/chi-tieu/muc-tieu/{new.pk}/thoi/", {"reason": "Nghị quyết thay thế"})
    assert not Target.objects.filter(indicator="bhtn_ratio", ended_on=None).exists()


@pytest.mark.parametrize("value", ["101", "22,76543", "nhiều", "-1"])
def test_a_value_that_is_none_is_said_at_its_field(gia_lai, pages, value):
    answer = pages.post("/chi-tieu/giao/", form_of(territory=gia_lai.unit_id, value=value))
    assert answer.status_code == 200 and "Giá trị phải là" in text(answer)


def test_a_second_value_of_the_same_body_is_refused_in_words(gia_lai, pages):
    for _time in range(2):
        answer = pages.post("/chi-tieu/giao/", form_of(territory=gia_lai.unit_id))
    assert "đã giao một giá trị" in text(answer)


def test_a_target_of_one_agency_stands_on_the_board_with_its_name(gia_lai, pages):
    post = gia_lai.agencies.filter(kind="post", valid_to=None).first()
    pages.post("/chi-tieu/giao/", form_of(territory=gia_lai.unit_id, indicator="bhxh_voluntary_ratio", agency=post.pk))
    assert post.name in text(pages.get("/chi-tieu/?nam=2026"))


def test_a_result_is_recorded_and_shown_in_the_history(gia_lai, pages):
    facts = {"indicator": "bhxh_ratio", "territory": gia_lai.unit_id, "as_of": "2025-10-31", "value": "19,5 %"}
    answer = pages.post("/chi-tieu/ghi-ket-qua/", {**facts, "source": "Báo cáo tháng 10"})
    assert Actual.objects.get(source="Báo cáo tháng 10").value == 195_000
    shown = text(pages.get(answer.url))
    assert "31/10/2025" in shown and "31/07/2025" in shown and "Dự báo đến 31/12/2025" in shown


def test_a_way_of_counting_and_its_people(gia_lai, pages):
    facts = {"code": "labour_force", "name": "Tính lại", "exclusions": "người ở nước ngoài\n\nnghĩa vụ quân sự"}
    answer = pages.post("/chi-tieu/mau-so/cach-tinh/", {**facts, "source": "CTK", "valid_from": "2025-01-01"})
    method = DenominatorMethod.objects.get()
    assert method.exclusions == ["người ở nước ngoài", "nghĩa vụ quân sự"]
    facts = {"territory": gia_lai.unit_id, "as_of": "2025-06-30", "value": "1.300.000", "source": "CTK"}
    assert pages.post(answer.url, facts).status_code == 302
    assert Denominator.objects.get().value == 1_300_000
    assert "20,36%" in text(pages.get("/chi-tieu/?nam=2025"))  # 264.650 of 1.300.000


def test_the_communes_people_are_recorded_on_one_page(gia_lai, officer, pages):
    method = services.record_denominator_method(
        gia_lai, by=officer, code="labour_force", name="Rà soát", exclusions=[], source="Xã", valid_from=ON
    )
    first, second = communes_of(gia_lai, ON)[:2]
    address, facts = f"/chi-tieu/mau-so/{method.pk}/cac-xa/", {"as_of": "2025-06-30", "source": "Rà soát"}
    refused = pages.post(address, {**facts, f"value-{first.pk}": "4.200", f"value-{second.pk}": "nhiều"})
    assert "số nguyên không âm" in text(refused) and not Denominator.objects.exists()
    assert pages.post(address, {**facts, f"value-{first.pk}": "4.200"}).status_code == 302
    assert [(row.territory, row.value) for row in Denominator.objects.all()] == [(first, 4_200)]


def test_communes_are_given_their_parts_with_a_named_chair(gia_lai, pages):
    whole = Target.objects.get(indicator="bhxh_ratio", set_by="committee")
    first, second = communes_of(gia_lai, ON)[:2]
    address = f"/chi-tieu/muc-tieu/{whole.pk}/giao-xa/"
    assert 'value="22,76"' in text(pages.get(f"{address}?dien=cung-muc"))
    facts = {"source": "QĐ 5", f"value-{first.pk}": "20,5", f"name-{first.pk}": "Nguyễn Văn Bình"}
    refused = pages.post(address, {**facts, f"value-{second.pk}": "21"})
    assert "Cần ghi tên người chịu trách nhiệm" in text(refused) and not whole.parts.exists()
    assert pages.post(address, facts).status_code == 302
    part = whole.parts.get()
    assert (part.territory, part.value, part.accountable) == (first, 205_000, "Nguyễn Văn Bình")
    shown = text(pages.get(f"/chi-tieu/muc-tieu/{whole.pk}/"))
    assert "Nguyễn Văn Bình" in shown and "xã, phường chưa được giao" in shown
    listed = text(pages.get("/chi-tieu/danh-sach/?level=commune"))
    assert "Nguyễn Văn Bình" in listed and "31/7/2025" not in listed


def test_a_committee_keeps_its_own_goal(gia_lai):
    commune, other = communes_of(gia_lai, ON)[:2]
    mine = browser(make_person(gia_lai.agencies.get(code=f"ubnd-{commune.code}"), "xa"))
    assert "Đặt mục tiêu của xã" in text(mine.get("/chi-tieu/"))
    assert mine.post("/chi-tieu/giao/", form_of(territory=commune.pk)).status_code == 302
    assert Target.objects.get(territory=commune).set_by == "own"
    assert mine.post("/chi-tieu/giao/", form_of(territory=other.pk)).status_code == 200
    assert not Target.objects.filter(territory=other).exists()
    assert "25,5%" in text(mine.get(f"/chi-tieu/?nam=2026&dia-ban={commune.pk}"))
    assigned = Target.objects.filter(set_by="committee").first()
    assert mine.get(f"/chi-tieu/giao/?thay={assigned.pk}").status_code == 403
    assert mine.post(f"/chi-tieu/muc-tieu/{assigned.pk}/thoi/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(("path", "heading"), [("danh-sach", "Giá trị (%)"), ("ket-qua", "Đạt được (%)")])
def test_lists_leave_as_workbooks_with_numbers_as_numbers(pages, path, heading):
    answer = pages.get(f"/chi-tieu/{path}/?format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if heading in row)
    values = [row[rows[top].index(heading)] for row in rows[top + 1 :]]
    assert any(isinstance(value, int | float) and 18 < value < 24 for value in values)


def test_a_page_asks_little_however_much_it_shows(gia_lai, officer, pages, django_assert_max_num_queries):
    whole = Target.objects.get(indicator="bhxh_ratio", set_by="committee")
    parts = [services.Share(unit, 200_000, "Chủ tịch") for unit in communes_of(gia_lai, ON)]
    services.assign_parts(whole, by=officer, at=AT, shares=parts, source="QĐ")
    for path in ("", f"muc-tieu/{whole.pk}/", "danh-sach/", "bhxh_ratio/?nam=2025"):
        with django_assert_max_num_queries(40):
            assert pages.get(f"/chi-tieu/{path}").status_code == 200


def test_supplying_the_labour_force_fulfils_the_duty_to_supply_it(gia_lai, officer):
    """004:141-143: Sở Nội vụ gives the labour force every year; recording it here is giving it."""
    raise_obligations(gia_lai, by=OPERATOR, on=AT.date())
    method = services.record_denominator_method(
        gia_lai, by=officer, code="labour_force", name="Niên giám", exclusions=[], source="CTK", valid_from=ON
    )
    at = AT.replace(year=2026, month=1, day=20)
    services.record_denominator(method, by=officer, at=at, as_of=ON, value=1_400_000, source="CTK")
    mine = Obligation.objects.get(duty__code="so-noi-vu-07", period="2026")
    assert (mine.state, mine.verdict, mine.means) == ("submitted", "on_time", "executed")
