"""The register, the reader as different people read it, and the decisions about a directive."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Clause, Directive, DutyParty
from tests.factories.duties import make_directive, make_duty, make_function, make_obligation
from tests.factories.people import make_agency, make_person, make_province, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def home_affairs(province):
    return make_agency(province, "home_affairs", "so-noi-vu")


@pytest.fixture
def anh(home_affairs):
    """An officer of the department."""
    return make_person(home_affairs, "anh")


@pytest.fixture
def directive(province, bhxh, home_affairs):
    """Two clauses under a heading, a duty of each agency; the department's body is named as it was in its day."""
    found = make_directive(province, "004", coordinator=bhxh, in_force_reason="Văn bản không ghi ngày")
    heading = {"directive": found, "code": "c1", "order": 1, "kind": "heading", "lines": "9"}
    Clause.objects.create(text="1. Sở Lao động – Thương binh và Xã hội", **heading)
    duty = make_duty(
        found, "so-ldtbxh-01", bearer=home_affairs, summary_vi="Báo cáo hằng tháng", text="Báo cáo kết quả."
    )
    DutyParty.objects.filter(duty=duty).update(name="Sở Lao động – Thương binh và Xã hội")
    make_duty(found, "bhxh-tinh-01", bearer=bhxh, summary_vi="Công khai danh sách nợ", text="Công khai danh sách.")
    return found


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def inside(client, anh):
    sign_in(client, anh)
    return client


def test_the_register_shows_the_assumed_day_with_its_reason_and_goes_out_as_a_file(inside, directive):
    html = page(inside, "/van-ban/")
    assert "ngày giả định" in html
    assert "Văn bản không ghi ngày" in html
    assert inside.get("/van-ban/?format=csv").status_code == 200


def test_the_register_is_filtered_and_searched_without_marks(inside, directive, province):
    make_directive(province, "cu", subject="Văn bản đã bãi bỏ", in_force_to=date(2025, 12, 31))
    assert "/van-ban/cu/" not in page(inside, "/van-ban/?state=in_force")
    assert "/van-ban/004/" not in page(inside, "/van-ban/?state=ended")
    assert "/van-ban/004/" not in page(inside, "/van-ban/?q=da+bai+bo")


def test_a_repealed_directive_stays_readable(inside, directive):
    Directive.objects.update(in_force_to=date(2026, 1, 31))
    html = page(inside, "/van-ban/004/")
    assert "Hết hiệu lực sau 31/01/2026" in html
    assert "Báo cáo hằng tháng" in html


def test_bodies_are_named_as_now_or_as_issued(inside, directive, home_affairs):
    now = page(inside, "/van-ban/004/")
    issued = page(inside, "/van-ban/004/?ten=ban-hanh")
    duty_now, duty_issued = (html[html.index('id="so-ldtbxh-01"') :] for html in (now, issued))
    assert home_affairs.name in duty_now.split("</li>")[0]
    assert "Sở Lao động – Thương binh và Xã hội" in duty_issued.split("</li>")[0]
    assert home_affairs.name not in duty_issued.split("</li>")[0]


def test_a_function_that_nobody_holds_says_so(inside, directive):
    duty = directive.duties.get(code="so-ldtbxh-01")
    duty.parties.update(function=make_function("district_government"))
    assert "chưa nêu cơ quan kế tục" in page(inside, "/van-ban/004/")


def test_each_duty_says_how_it_stands_and_opens_its_rows(inside, directive, home_affairs):
    duty = directive.duties.get(code="so-ldtbxh-01")
    make_obligation(duty, home_affairs, due_on=date(2026, 11, 4))
    html = page(inside, "/van-ban/004/")
    own = html[html.index('id="so-ldtbxh-01"') :].split("</li>")[0]
    assert "Cơ quan tôi:" in own
    assert "quá hạn" in own
    assert f"/nhiem-vu/danh-sach/?duty={duty.pk}" in own
    assert inside.get(f"/nhiem-vu/danh-sach/?duty={duty.pk}").status_code == 200


def test_it_is_narrowed_to_one_agency_and_to_words_without_marks(inside, directive):
    mine = page(inside, "/van-ban/004/?ben=toi")
    assert 'id="so-ldtbxh-01"' in mine
    assert 'id="bhxh-tinh-01"' not in mine
    assert 'id="c1"' in mine  # its heading stays
    found = page(inside, "/van-ban/004/?q=cong+khai+DANH")
    assert 'id="bhxh-tinh-01"' in found
    assert 'id="so-ldtbxh-01"' not in found
    assert "Không có đoạn nào phù hợp" in page(inside, "/van-ban/004/?q=khongcotunay")


def test_what_is_searched_for_is_shown_as_text(inside, directive):
    html = page(inside, "/van-ban/004/?q=%3Cscript%3Ealert(1)%3C/script%3E&ben=%22%3E%3Cb%3E")
    assert "<script>alert" not in html
    assert 'value=""><b>' not in html


def test_markup_in_a_text_is_shown_as_text(inside, directive):
    Clause.objects.filter(code="c1").update(text="<img src=x onerror=alert(1)>")
    directive.duties.update(summary_vi="<script>x</script>")
    html = page(inside, "/van-ban/004/")
    assert "<img src=x" not in html
    assert "<script>x" not in html


def test_the_coverage_line_counts_paragraphs_and_duties(inside, directive):
    assert "2 đoạn giao 2 nhiệm vụ: 0 thực hiện trên cổng" in page(inside, "/van-ban/004/")


def test_the_reader_asks_as_much_of_two_duties_as_of_forty(inside, directive, home_affairs):
    def asked() -> int:
        inside.get("/van-ban/004/")
        with CaptureQueriesContext(connection) as queries:
            inside.get("/van-ban/004/")
        return len(queries)

    few = asked()
    for number in range(38):
        make_obligation(make_duty(directive, f"them-{number}", bearer=home_affairs), home_affairs)
    many = asked()
    assert few == many
    assert many <= 20


def test_another_province_does_not_even_find_it(directive):
    from_there = make_person(make_agency(make_province("hai-phong")), "hai")
    client = Client()
    sign_in(client, from_there)
    assert client.get("/van-ban/004/").status_code == 404


class TestDecisions:
    def test_an_approver_ends_it_and_sets_its_day(self, client, minh, directive):
        sign_in(client, minh)
        assert "Ghi hết hiệu lực" in page(client, "/van-ban/004/")
        facts = {"in_force_from": "2025-10-01", "reason": "Bản có dấu"}
        assert client.post("/van-ban/004/hieu-luc/", facts).status_code == 302
        client.post("/van-ban/004/bai-bo/", {"last_day": "2027-01-31", "reason": "Quyết định 5"})
        directive.refresh_from_db()
        assert (directive.is_assumed, directive.in_force_to) == (False, date(2027, 1, 31))

    def test_what_is_not_possible_is_said(self, client, minh, directive):
        sign_in(client, minh)
        answer = client.post("/van-ban/004/bai-bo/", {"last_day": "2020-01-01", "reason": "x"}, follow=True)
        assert "không được trước ngày có hiệu lực" in answer.content.decode()
        client.post("/van-ban/004/bai-bo/", {"last_day": "", "reason": ""})
        directive.refresh_from_db()
        assert directive.in_force_to is None

    def test_an_officer_sees_no_decision_and_takes_none(self, inside, directive):
        assert "Ghi hết hiệu lực" not in page(inside, "/van-ban/004/")
        assert inside.post("/van-ban/004/bai-bo/", {"last_day": "2027-01-31", "reason": "x"}).status_code == 403
