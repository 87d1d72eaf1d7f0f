"""The pages of the law: everyone with a post reads what counts on which day; two people change it."""

import pytest

from agencies.models import Province
from arrears.models import LegalRule
from tests.factories.people import make_agency, make_person, make_province, sign_in

pytestmark = pytest.mark.django_db
PAGE, DAYS = "/quy-dinh/", "/quy-dinh/evasion.after_days/"
PROPOSAL = {"value": "90", "valid_from": "01/03/2026", "citation": "Nghị định 274/2025/NĐ-CP", "confidence": "B"}


@pytest.fixture
def bhxh():
    return make_agency(make_province())


def in_turn(client, agency, name: str, role: str = "officer"):
    client.post("/dang-xuat/")
    sign_in(client, make_person(agency, name, role, factor=role != "officer"))
    return client


def test_everyone_with_a_post_reads_what_counts_on_a_day_with_its_remarks(client, bhxh):
    in_turn(client, make_agency(bhxh.province, "tax", "thue"), "tam")
    told = client.get(PAGE, {"size": "100"}).content.decode()
    assert "Ngày mốc là suy luận; chờ Nghị định 274/2025/NĐ-CP" in told and "2.530.000 đồng/tháng" in told
    assert "Nợ kéo dài: từ mấy tháng" not in told, "Decision 595 ended on 30/4/2026"
    april = client.get(PAGE, {"day": "30/04/2026", "group": "class595"}).content.decode()
    assert "Nợ kéo dài: từ mấy tháng" in april
    may = client.get(PAGE, {"day": "01/05/2026", "group": "class595"})
    assert may.context["listing"].is_empty
    found = client.get(PAGE, {"q": "tron dong qua"}).context["listing"].page.rows
    assert "evasion.after_days" in {row.key for row in found}
    own = client.get(PAGE, {"whose": "own"}).context["listing"]
    assert own.is_empty
    page = client.get(DAYS).content.decode()
    assert "60 ngày" in page and "Điều 39" in page and "Gửi đề nghị" not in page
    assert client.get("/quy-dinh/khong.co/").status_code == 404


def test_an_officer_proposes_another_person_approves_and_both_names_stand_there(client, bhxh):
    in_turn(client, bhxh, "lan")
    refused = client.post(DAYS, PROPOSAL | {"value": "chín mươi"}).content.decode()
    assert "Phải là một số nguyên" in refused and "01/03/2026" in refused
    assert client.post(DAYS, PROPOSAL).status_code == 302
    rule = LegalRule.objects.get(is_shipped=False)
    assert client.post(f"/quy-dinh/de-nghi/{rule.pk}/quyet-dinh", {"verdict": "approve"}).status_code == 403
    in_turn(client, make_agency(bhxh.province, "tax", "thue"), "tam")
    assert "90 ngày" not in client.get(DAYS).content.decode(), "not decided yet"
    in_turn(client, bhxh, "hoa", "approver")
    assert "Chờ duyệt" in client.get(PAGE).content.decode()
    assert client.post(f"/quy-dinh/de-nghi/{rule.pk}/quyet-dinh", {"verdict": "approve"}).status_code == 302
    told = client.get(DAYS).content.decode()
    assert "Lan nhập, Hoa duyệt" in told and "<b>90 ngày</b>" in told
    assert "Theo nguồn thứ cấp" in told
    client.post(f"/quy-dinh/de-nghi/{rule.pk}/thu-hoi", {"reason": "Nhập nhầm"})
    again = client.get(DAYS).content.decode()
    assert "<s>90 ngày</s>" in again and "Nhập nhầm" in again


def test_what_one_province_enters_no_other_reads(client, bhxh):
    in_turn(client, bhxh, "lan")
    client.post(DAYS, PROPOSAL)
    rule = LegalRule.objects.get(is_shipped=False)
    LegalRule.objects.filter(pk=rule.pk).update(state="refused")
    there = make_agency(make_province("hai-phong"), code="bhxh-hp")
    in_turn(client, there, "hai", "approver")
    assert "90 ngày" not in client.get(DAYS).content.decode()
    assert client.post(f"/quy-dinh/de-nghi/{rule.pk}/thu-hoi", {"reason": "x"}).status_code == 404
    assert Province.objects.count() == 2
