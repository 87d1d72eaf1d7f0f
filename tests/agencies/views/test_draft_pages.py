"""A directive from pasted text to what an agency owes, through the pages; who may not, what is told, what stays text."""

from datetime import date

import pytest
from django.test import Client

from agencies.models import AdminUnit, Directive, DirectiveDraft, FunctionHolder
from agencies.packs import editing
from agencies.services.obligations import raise_obligations
from portal.core.acts import THE_CLOCK
from tests.factories.drafts import make_draft
from tests.factories.people import make_agency, make_person, sign_in

pytestmark = pytest.mark.django_db
TEXT = "CHỈ THỊ\r\nVề việc thử\r\n1. Sở Nội vụ\r\n- Báo cáo kết quả <b>hằng tháng</b> trước ngày 25.\r\n"
RULES = {"rule-TOTAL_FORMS": "1", "rule-INITIAL_FORMS": "0", "rule-MIN_NUM_FORMS": "0", "rule-MAX_NUM_FORMS": "4"}
MONTHLY = {"rule-0-every": "month", "rule-0-day": "25", "rule-0-inclusive": "no", "rule-0-offset": "0"}
MONTHLY |= {"rule-0-roll": "none"}
FACTS = {
    "code": "thu-9",
    "kind": "chi_thi",
    "issuer": "Chủ tịch UBND tỉnh",
    "subject": "Về việc thử",
    "in_force_from": "2026-11-01",
    "is_assumed": "on",
    "why": "Văn bản không ghi ngày",
    "coordinator": "social_insurance",
    "text": TEXT,
}
DUTY = {
    "text": "Báo cáo kết quả <b>hằng tháng</b> trước ngày 25.",
    "party": "f:labour_management",
    "role": "own",
    "kind": "deliverable",
    "summary_vi": "Báo cáo hằng tháng <i>thử</i>",
    "summary_en": "Report monthly",
    "mode": "evidenced",
    "recipients": "f:social_insurance",
}


@pytest.fixture
def holders(province, bhxh):
    """The department holds the labour function, social insurance its own."""
    department = make_agency(province, "home_affairs", "so-noi-vu")
    for function, kind in (("labour_management", "home_affairs"), ("social_insurance", "social_insurance")):
        facts = {"province": province, "function_id": function, "kind_id": kind, "valid_from": date(2020, 1, 1)}
        FunctionHolder.objects.create(source="thử", **facts)
    return department


def of(user) -> Client:
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def writer(lan, holders):
    return of(lan)


def stamp(draft: DirectiveDraft) -> str:
    return DirectiveDraft.objects.get(pk=draft.pk).changed_at.isoformat()


def pasted(writer, province) -> DirectiveDraft:
    facts = {**FACTS, "territory": province.unit_id}
    answer = writer.post("/van-ban/du-thao/moi/", facts)
    assert answer.status_code == 302, answer.context["form"].errors
    return DirectiveDraft.objects.get()


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_from_pasted_text_to_what_an_agency_owes(writer, minh, province, holders):
    draft = pasted(writer, province)
    assert "Đoạn giao nhiệm vụ này chưa có nhiệm vụ nào" in page(writer, f"/van-ban/du-thao/{draft.pk}/")
    answer = writer.post(
        f"/van-ban/du-thao/{draft.pk}/doan/c004/", {**DUTY, **RULES, **MONTHLY, "stamp": stamp(draft), "code": ""}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Dự thảo không còn lỗi" in page(writer, f"/van-ban/du-thao/{draft.pk}/")
    writer.post(f"/van-ban/du-thao/{draft.pk}/trinh/", {"stamp": stamp(draft)})
    approver = of(minh)
    assert "Duyệt và áp dụng" in page(approver, f"/van-ban/du-thao/{draft.pk}/")
    approver.post(f"/van-ban/du-thao/{draft.pk}/duyet/", {"stamp": stamp(draft)})
    directive = Directive.objects.get(code="thu-9")
    assert directive.duties.get().due == [{"every": "month", "day": 25, "inclusive": False}]
    raise_obligations(province, by=THE_CLOCK, on=date(2026, 11, 20))
    official = of(make_person(holders, "anh"))
    mine = page(official, "/nhiem-vu/")
    assert "Báo cáo hằng tháng &lt;i&gt;thử&lt;/i&gt;" in mine
    assert "24/11/2026" in mine
    assert "Báo cáo kết quả &lt;b&gt;hằng tháng&lt;/b&gt;" in page(official, "/van-ban/thu-9/")


def test_markup_in_a_pasted_text_stays_text_on_every_page_of_the_draft(writer, province):
    draft = pasted(writer, province)
    for path in ("", "doan/c004/", "thong-tin/"):
        assert "<b>hằng tháng</b>" not in page(writer, f"/van-ban/du-thao/{draft.pk}/{path}")


def test_a_wrong_form_says_what_is_wrong_and_keeps_the_text(writer, province):
    facts = {**FACTS, "territory": province.unit_id, "code": "Mã sai", "why": ""}
    answer = writer.post("/van-ban/du-thao/moi/", facts)
    assert set(answer.context["form"].errors) == {"code", "why"}
    assert "hằng tháng" in answer.content.decode()


def test_the_duty_is_checked_while_it_is_written(writer, province):
    draft = pasted(writer, province)
    path = f"/van-ban/du-thao/{draft.pk}/doan/c004/thu/"
    good = {**DUTY, **RULES, **MONTHLY, "stamp": stamp(draft)}
    assert "Không thấy lỗi" in writer.post(path, good).content.decode()
    wrong = writer.post(path, {**good, "rule-0-every": "", "text": "không có trong văn bản"}).content.decode()
    assert "phải có quy tắc thời hạn" in wrong
    assert "không đứng ở các dòng" in wrong
    assert DirectiveDraft.objects.get().content["duties"] == []


def test_several_bearers_become_a_group(writer, province):
    draft = pasted(writer, province)
    several = {**DUTY, **RULES, **MONTHLY, "party": ["f:labour_management", "f:police"], "stamp": stamp(draft)}
    writer.post(f"/van-ban/du-thao/{draft.pk}/doan/c004/", several)
    content = DirectiveDraft.objects.get().content
    group = content["parties"][content["duties"][0]["party"]]
    assert [content["parties"][member]["function"] for member in group["members"]] == ["labour_management", "police"]


def test_the_second_writer_is_told_keeps_what_was_entered_and_may_write_again(writer, province, quan):
    draft = pasted(writer, province)
    seen, path = stamp(draft), f"/van-ban/du-thao/{draft.pk}/doan/c004/"
    first = {**DUTY, **RULES, **MONTHLY, "stamp": seen}
    writer.post(path, first)
    second = {**first, "summary_vi": "Của Quân"}
    other = of(quan)
    answer = other.post(path, second)
    html = answer.content.decode()
    assert "Người khác vừa sửa" in html
    assert "Của Quân" in html
    assert len(DirectiveDraft.objects.get().content["duties"]) == 1
    assert other.post(path, {**second, "stamp": answer.context["version"]}).status_code == 302
    assert len(DirectiveDraft.objects.get().content["duties"]) == 2


def test_a_duty_is_changed_and_taken_out(writer, province):
    draft = pasted(writer, province)
    writer.post(f"/van-ban/du-thao/{draft.pk}/doan/c004/", {**DUTY, **RULES, **MONTHLY, "stamp": stamp(draft)})
    code = DirectiveDraft.objects.get().content["duties"][0]["id"]
    path = f"/van-ban/du-thao/{draft.pk}/nhiem-vu/{code}/"
    assert "Báo cáo hằng tháng" in page(writer, path)
    body = DirectiveDraft.objects.get().content["duties"][0]["party"]
    writer.post(path, {**DUTY, **RULES, **MONTHLY, "party": body, "role": "lead", "stamp": stamp(draft)})
    assert editing.duty_of(DirectiveDraft.objects.get().content, code)["role"] == "lead"
    writer.post(f"{path}bo/", {"stamp": stamp(draft)})
    assert DirectiveDraft.objects.get().content["duties"] == []


def test_clauses_get_other_kinds_and_are_joined(writer, province):
    draft = pasted(writer, province)
    facts = {"kind-c003": "context", "join": ["c004"], "stamp": stamp(draft)}
    writer.post(f"/van-ban/du-thao/{draft.pk}/doan/", facts)
    content = DirectiveDraft.objects.get().content
    assert [(row["id"], row["kind"], row["lines"]) for row in content["clauses"]] == [
        ("c001", "title", "1-2"), ("c003", "context", "3-4"),
    ]  # fmt: skip
    assert writer.post(f"/van-ban/du-thao/{draft.pk}/doan/", {"kind-c003": "khac"}).status_code == 404


def test_the_facts_are_changed(writer, province):
    draft = pasted(writer, province)
    facts = {**FACTS, "subject": "Trích yếu khác", "coordinator": "", "stamp": stamp(draft)}
    assert writer.post(f"/van-ban/du-thao/{draft.pk}/thong-tin/", facts).status_code == 302
    told = DirectiveDraft.objects.get().content["directive"]
    assert (told["subject"], told.get("coordinator"), told["code"]) == ("Trích yếu khác", None, "thu-9")


def test_a_returned_draft_shows_the_reason_to_its_writers(writer, minh, province, lan):
    draft = make_draft(province, lan, status="submitted")
    of(minh).post(f"/van-ban/du-thao/{draft.pk}/tra-lai/", {"reason": "Thiếu nơi nhận"})
    html = page(writer, f"/van-ban/du-thao/{draft.pk}/")
    assert "Thiếu nơi nhận" in html
    assert "Trình duyệt" in html


def test_a_correction_shows_what_it_changes_before_it_is_approved(writer, minh, province, lan):
    made = make_draft(province, lan, status="submitted")
    of(minh).post(f"/van-ban/du-thao/{made.pk}/duyet/", {"stamp": stamp(made)})
    answer = writer.post("/van-ban/thu-1/sua/", {"reason": "Sai hạn"})
    draft = DirectiveDraft.objects.get(corrects__code="thu-1")
    assert answer.url == f"/van-ban/du-thao/{draft.pk}/"
    assert "Chưa có gì khác" in page(writer, answer.url)
    duty = editing.duty_of(draft.content, "so-noi-vu-01")
    facts = {**DUTY, **RULES, **MONTHLY, "text": duty["text"], "party": "so-noi-vu", "recipients": []}
    path = f"/van-ban/du-thao/{draft.pk}/nhiem-vu/so-noi-vu-01/"
    assert writer.post(path, {**facts, "stamp": stamp(draft)}).status_code == 302
    html = page(writer, f"/van-ban/du-thao/{draft.pk}/")
    changes = html[html.index('id="changes"') : html.index('id="clauses"')]
    assert "Thời hạn" in changes
    assert "<del>" in changes
    assert writer.get("/van-ban/thu-1/sua/").url == f"/van-ban/du-thao/{draft.pk}/"  # the one that is going on


def test_who_neither_writes_nor_approves_finds_no_draft(province, lan, holders):
    draft = make_draft(province, lan)
    clerk = of(make_person(make_agency(province, "tax", "thue"), "thu"))
    for path in ("", "moi/", f"{draft.pk}/", f"{draft.pk}/thong-tin/", f"{draft.pk}/doan/c005/"):
        assert clerk.get(f"/van-ban/du-thao/{path}").status_code in (403, 404), path
    for path in ("trinh/", "duyet/", "tra-lai/", "doan/", "nhiem-vu/so-noi-vu-01/bo/"):
        assert clerk.post(f"/van-ban/du-thao/{draft.pk}/{path}", {"stamp": "x"}).status_code in (302, 403, 404), path
    draft.refresh_from_db()
    assert (draft.status, len(draft.content["duties"])) == ("draft", 2)


def test_the_author_is_not_offered_to_approve(minh, province, holders):
    draft = make_draft(province, minh, status="submitted")
    client = of(minh)
    assert "Duyệt và áp dụng" not in page(client, f"/van-ban/du-thao/{draft.pk}/")
    assert client.post(f"/van-ban/du-thao/{draft.pk}/duyet/", {"stamp": stamp(draft)}).status_code == 403
    assert not Directive.objects.exists()


def test_territories_offered_are_the_province_and_what_it_took_in(writer, province):
    html = page(writer, "/van-ban/du-thao/moi/")
    former = AdminUnit.objects.get(code="24", level=1, valid_from=date(2025, 1, 1))
    assert f'<option value="{province.unit_id}">' in html
    assert f'<option value="{former.pk}">{former.name}' in html
