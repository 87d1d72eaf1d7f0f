"""The pages of agencies, functions, reorganisations and competences, as an official and as the administrator meet them."""

from datetime import date

import pytest
from django.test import Client

from agencies.models import FunctionHolder, Reorganisation
from agencies.queries.functions import holders
from agencies.services.reorganisations import carry_out_reorganisations
from portal.core.acts import THE_CLOCK
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db
DAY = date(2031, 1, 1)


@pytest.fixture
def administrator(quan) -> Client:
    client = Client()
    sign_in(client, quan)
    return client


@pytest.fixture
def official(mai) -> Client:
    client = Client()
    sign_in(client, mai)
    return client


def text(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_agencies_are_listed_as_they_were_on_a_day(official):
    now, then = text(official.get("/co-quan/")), text(official.get("/co-quan/?day=2025-02-28&q=lao+dong"))
    assert "Sở Nội vụ tỉnh Bắc Ninh" in now
    assert "Sở Lao động - Thương binh và Xã hội tỉnh" not in now
    assert "Sở Lao động - Thương binh và Xã hội tỉnh Bắc Giang" in then
    assert "Ngày xem" in then
    assert "không tìm thấy" not in text(official.get("/co-quan/?day=khong-phai-ngay&tier=commune")).lower()


def test_the_list_is_filtered_by_tier_and_kind_and_told_as_a_file(official):
    districts = text(official.get("/co-quan/?day=2025-03-01&tier=district"))
    assert "Ủy ban nhân dân thị xã Việt Yên" in districts
    assert (
        "Sở Nội vụ"
        not in text(official.get("/co-quan/?kind=tax")).split("</main>")[0].split('id="listing"')[1].split("<tbody>")[1]
    )
    assert official.get("/co-quan/?format=xlsx").status_code == 200


def test_the_file_of_an_agency_tells_its_functions_with_their_days_and_who_came_before_and_after(official):
    page = text(official.get("/co-quan/bac-giang-so-noi-vu/"))
    assert "Quản lý nhà nước về lao động" in page
    assert "01/03/2025" in page
    assert "Sở Lao động - Thương binh và Xã hội tỉnh Bắc Giang" in page  # before
    assert "Sở Nội vụ tỉnh Bắc Ninh" in page  # after
    assert "Kết thúc hết ngày 30/06/2025" in page


def test_a_district_says_that_nobody_is_named_after_it(official):
    page = text(official.get("/co-quan/bac-giang-ubnd-222/"))
    assert "chưa có cơ quan nào được nêu" in page
    assert "Thị xã Việt Yên" in page


def test_people_of_an_agency_are_for_administrators_and_for_itself(official, administrator, agency, mai):
    make_person(agency("so-noi-vu"), "hien")
    assert "Hien" in text(administrator.get("/co-quan/so-noi-vu/"))
    assert "Hien" not in text(official.get("/co-quan/so-noi-vu/"))
    assert "Mai – Cán bộ" in text(official.get("/co-quan/bhxh-cs-viet-yen/"))


def test_an_agency_of_another_province_does_not_exist_here(official, open_as):
    open_as("gia-lai")
    assert official.get("/co-quan/binh-dinh-so-ldtbxh/").status_code == 404


def test_functions_that_nobody_holds_stand_on_top_and_only_the_administrator_is_asked(official, administrator):
    for client, is_asked in ((official, False), (administrator, True)):
        page = text(client.get("/chuc-nang/"))
        assert page.index("Cần người quản trị chỉ định") < page.index("Các chức năng")
        assert "Ủy ban nhân dân cấp huyện" in page
        assert ("/chuc-nang/district_government/chi-dinh/" in page) is is_asked
    assert official.get("/chuc-nang/district_government/chi-dinh/").status_code == 403


def test_functions_of_an_earlier_day_name_the_agencies_of_that_day(official):
    page = text(official.get("/chuc-nang/?day=2025-02-28"))
    assert "Sở Kế hoạch và Đầu tư tỉnh Bắc Giang" in page
    assert "18 Ủy ban nhân dân huyện" in page


def test_the_administrator_names_who_holds_a_function(administrator, bac_ninh):
    place = "/chuc-nang/district_government/chi-dinh/"
    assert "Chỉ định cơ quan giữ chức năng" in text(administrator.get(place))
    both = {"kind": "commune_committee", "on": "2026-11-01", "source": ""}
    assert "Cần sửa" in text(administrator.post(place, both))
    assert administrator.post(place, both | {"source": "Quyết định 5/QĐ-UBND"}).url == "/chuc-nang/"
    assert len(holders("district_government", bac_ninh.unit, bac_ninh, date(2026, 11, 1))) == 99
    assert place not in text(administrator.get("/chuc-nang/"))
    assert "đã có cơ quan giữ" in text(administrator.post(place, both | {"source": "lần nữa"}))
    assert FunctionHolder.objects.get(kind="commune_committee", function="district_government").source == (
        "Quyết định 5/QĐ-UBND"
    )


def test_competences_are_told_for_a_day(official):
    assert "Thanh tra tỉnh" in text(official.get("/tham-quyen/thanh-tra-kiem-tra/"))
    page = text(official.get("/tham-quyen/thanh-tra-kiem-tra/?day=2024-05-01"))
    assert "01/05/2024" in page


def plan_of(client: Client, what: str, /, **fields) -> Reorganisation:
    facts = {"effective_on": DAY.isoformat(), "source": "Quyết định 1"}
    answer = client.post(f"/sap-xep/them/{what}/" + fields.pop("asked", ""), facts | fields)
    assert answer.status_code == 302, answer.content.decode()
    return Reorganisation.objects.latest("pk")


def test_a_merger_goes_from_the_form_over_the_preview_to_the_decision_and_back(administrator, bac_ninh, agency, mai):
    old, into = agency("bhxh-cs-viet-yen"), agency("bhxh-cs-tan-yen")
    assert "Bảo hiểm xã hội cơ sở Tân Yên" in text(administrator.get("/sap-xep/them/merge/?agency=bhxh-cs-viet-yen"))
    found = plan_of(administrator, "merge", agencies=[old.pk], into=into.pk)
    page = text(administrator.get(f"/sap-xep/{found.pk}/"))
    assert "Mai (Cán bộ)" in page
    assert "Phường Nếnh" in page
    assert "Dự thảo" in page
    administrator.post(f"/sap-xep/{found.pk}/quyet-dinh/")
    assert "Đã quyết định, chưa đến ngày" in text(administrator.get(f"/sap-xep/{found.pk}/"))
    administrator.post(f"/sap-xep/{found.pk}/rut/")  # without a reason
    found.refresh_from_db()
    assert found.status == "decided"
    administrator.post(f"/sap-xep/{found.pk}/rut/", {"reason": "Hoãn"})
    page = text(administrator.get(f"/sap-xep/{found.pk}/"))
    assert "Đã rút" in page
    assert "Mai (Cán bộ): Bảo hiểm xã hội cơ sở Việt Yên" in page  # what it would have touched is kept
    assert carry_out_reorganisations(bac_ninh, by=THE_CLOCK, on=DAY)["done"] == []
    assert "Đã rút" in text(administrator.get("/sap-xep/?status=withdrawn"))


def test_departments_merge_into_a_new_one(administrator, bac_ninh, agency):
    new = {"code": "so-moi", "name": "Sở Mới", "short_name": "Sở Mới"}
    found = plan_of(administrator, "merge", agencies=[agency("so-y-te").pk, agency("so-gddt").pk], **new)
    assert found.plan["new"] == new
    assert "Giáo dục và đào tạo" in text(administrator.get(f"/sap-xep/{found.pk}/"))


def test_a_split_first_asks_which_agency(administrator, agency, mai):
    assert "Cơ quan nào?" in text(administrator.get("/sap-xep/them/split/"))
    office = agency("bhxh-cs-viet-yen")
    unit = office.territories.first().unit_id
    asked = "?agency=bhxh-cs-viet-yen"
    assert "Phường Nếnh" in text(administrator.get(f"/sap-xep/them/split/{asked}"))
    part = {"a_name": "BHXH cơ sở Nếnh", "a_short_name": "Nếnh", "a_code": "bhxh-cs-nenh", "a_units": [unit]}
    found = plan_of(administrator, "split", asked=asked, **part, a_people=[mai.pk])
    assert (found.plan["ends"], found.plan["parts"][0]["people"]) == (False, [mai.pk])
    second = {"b_name": "BHXH cơ sở Việt Yên mới", "b_short_name": "VY", "b_code": "bhxh-cs-viet-yen-2"}
    found = plan_of(administrator, "split", asked=asked, **part, **second)
    assert (found.plan["ends"], [part["units"] for part in found.plan["parts"]]) == (True, [[], [unit]])


def test_a_department_that_is_split_is_asked_which_functions_go(administrator):
    page = text(administrator.get("/sap-xep/them/split/?agency=so-tai-chinh"))
    assert "Đăng ký kinh doanh" in page
    part = {"a_name": "Sở Kế hoạch", "a_short_name": "Sở KH", "a_code": "so-kh", "a_functions": ["planning"]}
    found = plan_of(administrator, "split", asked="?agency=so-tai-chinh", **part)
    assert "Kế hoạch phát triển kinh tế" in text(administrator.get(f"/sap-xep/{found.pk}/"))


def test_names_communes_and_functions_have_their_forms(administrator, agency):
    tax, office = agency("thue-tinh"), agency("bhxh-cs-tan-yen")
    renamed = plan_of(administrator, "rename", agency=tax.pk, name="Thuế Bắc Ninh", short_name="Thuế")
    assert "đổi tên thành Thuế Bắc Ninh" in text(administrator.get(f"/sap-xep/{renamed.pk}/"))
    unit = agency("bhxh-cs-viet-yen").territories.first().unit
    moved = plan_of(administrator, "move_units", agency=office.pk, units=[unit.pk])
    assert unit.name in text(administrator.get(f"/sap-xep/{moved.pk}/"))
    handed = plan_of(administrator, "hand_function", function="press", kind="science")
    assert "Sở Khoa học và Công nghệ" in text(administrator.get(f"/sap-xep/{handed.pk}/"))


def test_a_day_that_has_come_and_a_plan_without_sense_come_back_with_the_reason(administrator, agency):
    facts = {"agency": agency("thue-tinh").pk, "name": "Thuế tỉnh Bắc Ninh", "short_name": "x", "source": "QĐ"}
    early = administrator.post("/sap-xep/them/rename/", facts | {"effective_on": "2026-01-01"})
    assert "phải sau hôm nay" in text(early)
    same = administrator.post("/sap-xep/them/rename/", facts | {"effective_on": DAY.isoformat()})
    assert "giống tên đang dùng" in text(same)
    assert not Reorganisation.objects.exists()
    assert administrator.get("/sap-xep/them/khong-co/").status_code == 404


def test_plans_are_for_administrators_of_the_province(official, administrator, quan, agency, open_as):
    found = plan_of(administrator, "rename", agency=agency("thue-tinh").pk, name="Thuế Bắc Ninh", short_name="T")
    for path in ("/sap-xep/", "/sap-xep/them/merge/", f"/sap-xep/{found.pk}/"):
        assert official.get(path).status_code == 403
    for path in (f"/sap-xep/{found.pk}/quyet-dinh/", f"/sap-xep/{found.pk}/rut/"):
        assert official.post(path, {"reason": "x"}).status_code == 403
    stranger = Client()
    sign_in(
        stranger, make_person(open_as("gia-lai").agencies.get(code="bhxh-tinh"), "la", "administrator", factor=True)
    )
    assert stranger.get(f"/sap-xep/{found.pk}/").status_code == 404
    assert stranger.post(f"/sap-xep/{found.pk}/quyet-dinh/").status_code == 404
    found.refresh_from_db()
    assert found.status == "draft"
