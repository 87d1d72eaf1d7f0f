"""Pages of urging as people walk them: drafts from ticked rows, issue by another, service by form, wrong files, strangers."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import User
from arrears.models import EvasionGround, JustifiedReason, UrgingBundle, UrgingNotice
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OCTOBER = Month(2026, 10)
BACKEND = "django.contrib.auth.backends.ModelBackend"
LATE = {"days_late": 45} | each_fund(late=1_000_000, charge_late=300)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ledger(db) -> Ledger:
    found = Ledger()
    found.employer("B1", commune=found.communes[2])
    found.b03(OCTOBER, [{"unit_code": code, **LATE} for code in ("A1", "A2", "B1")])
    found.close(OCTOBER)
    make_person(found.bhxh, "lan")
    make_person(found.bhxh, "minh", "approver")
    make_person(found.offices[1], "coso2")
    make_person(make_agency(found.province, "home_affairs", "so-noi-vu"), "so")
    return found


def desk(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    return client


def pdf(name: str = "bien-nhan.pdf", content: bytes = b"%PDF-1.7\n%%EOF\n") -> BytesIO:
    sent = BytesIO(content)
    sent.name = name
    return sent


def words(answer) -> str:
    return answer.content.decode()


def drafted(ledger: Ledger, *codes: str) -> UrgingBundle:
    chosen = [ledger.employer(code).pk for code in codes]
    answer = desk("lan").post(reverse("draft-urging"), {"employer": chosen, "asked": ""})
    return UrgingBundle.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def issued(ledger: Ledger, *codes: str) -> UrgingBundle:
    bundle = drafted(ledger, *codes)
    facts = {"number": "7", "symbol": "BHXH-QLT", "issued_on": "20/11/2026"}
    desk("minh").post(reverse("issue-urging", args=[bundle.pk]), facts)
    bundle.refresh_from_db()
    return bundle


def test_ticked_rows_become_drafts_and_leave_the_list(ledger):
    page = words(desk("lan").get(reverse("to-urge")))
    assert all(f"Công ty {code}" in page for code in ("A1", "A2", "B1"))
    bundle = drafted(ledger, "A1", "A2")
    assert bundle.notices.count() == 2
    page = words(desk("lan").get(reverse("to-urge")))
    assert "Công ty B1" in page and "Công ty A1" not in page
    assert "Công ty A1" in words(desk("lan").get(reverse("to-urge"), {"which": "drafted"}))


def test_all_that_the_filter_shows_get_drafts_and_nothing_ticked_is_told(ledger):
    lan = desk("lan")
    answer = lan.post(reverse("draft-urging"), {"asked": "worst=2"}, follow=True)
    assert "Không có đơn vị nào cần lập" in words(answer)
    lan.post(reverse("draft-urging"), {"all": "1", "asked": f"office={ledger.offices[1].pk}"})
    assert [notice.unit_code for notice in UrgingNotice.objects.all()] == ["B1"]


def test_the_one_who_drew_it_up_has_no_button_and_no_way_to_issue(ledger):
    bundle = drafted(ledger, "A1")
    page = words(desk("lan").get(reverse("urging-bundle", args=[bundle.pk])))
    assert reverse("issue-urging", args=[bundle.pk]) not in page
    assert reverse("issue-urging", args=[bundle.pk]) in words(
        desk("minh").get(reverse("urging-bundle", args=[bundle.pk]))
    )
    answer = desk("lan").post(
        reverse("issue-urging", args=[bundle.pk]), {"number": 1, "symbol": "A", "issued_on": "20/11/2026"}
    )
    assert answer.status_code == 403
    bundle.refresh_from_db()
    assert bundle.status == "draft"


def test_bhxh_of_the_province_issues_what_a_local_office_drew_up(ledger):
    answer = desk("coso2").post(reverse("draft-urging"), {"employer": [ledger.employer("B1").pk], "asked": ""})
    bundle = UrgingBundle.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))
    facts = {"number": "7", "symbol": "BHXHCS-QLT", "issued_on": "20/11/2026"}
    assert desk("minh").post(reverse("issue-urging", args=[bundle.pk]), facts).status_code == 302
    bundle.refresh_from_db()
    assert bundle.status == "issued" and bundle.agency == ledger.offices[1]


def test_service_needs_a_day_that_can_be_and_a_paper_that_is_one(ledger):
    notice = issued(ledger, "A1").notices.get()
    lan, address = desk("lan"), reverse("serve-urging", args=[notice.pk])
    wrong = (
        ({"served_on": "19/11/2026", "means": "post", "proof": pdf()}, "trước ngày ban hành"),
        ({"served_on": "21/11/2026", "means": "post", "proof": pdf()}, "tương lai"),
        ({"served_on": "20/11/2026", "means": "post"}, "Chưa có tệp"),
        ({"served_on": "20/11/2026", "means": "post", "proof": pdf("a.pdf", b"MZ\x90")}, ""),
        ({"served_on": "hôm nay", "means": "post", "proof": pdf()}, "31/12/2026"),
    )
    for facts, said in wrong:
        answer = lan.post(address, facts)
        assert answer.status_code == 200 and said in words(answer), facts
    assert lan.post(address, {"served_on": "20/11/2026", "means": "post", "proof": pdf()}).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.served_on) == ("served", date(2026, 11, 20))
    taken = lan.get(reverse("urging-proof", args=[notice.pk]))
    assert taken.status_code == 200 and taken["Content-Security-Policy"].startswith("sandbox")
    assert AuditEntry.objects.filter(act__contains="urging_proof").exists()


def test_one_paper_serves_the_ticked_ones(ledger):
    bundle = issued(ledger, "A1", "A2")
    chosen = list(bundle.notices.values_list("pk", flat=True))
    facts = {"notice": chosen, "served_on": "20/11/2026", "means": "post", "proof": pdf()}
    answer = desk("lan").post(reverse("serve-urgings", args=[bundle.pk]), facts, follow=True)
    assert "Đã ghi tống đạt 2 văn bản" in words(answer)
    answer = desk("lan").post(reverse("serve-urgings", args=[bundle.pk]), facts | {"proof": pdf()}, follow=True)
    assert "Không có văn bản nào" in words(answer)


def test_strangers_learn_of_no_such_page_and_an_office_of_no_other_office(ledger):
    bundle = issued(ledger, "A1")
    notice = bundle.notices.get()
    routes = [
        reverse(name) for name in ("to-urge", "urging-bundles", "urgings", "justified-reasons", "evasion-grounds")
    ]
    routes += [reverse("b10-forms"), reverse("b10b-form", args=[OCTOBER])]
    routes += [reverse("urging", args=[notice.pk]), reverse("urging-text", args=[notice.pk])]
    for route in routes:
        assert desk("so").get(route).status_code == 404, route
    for route in routes[-2:] + [reverse("b10b-form", args=[OCTOBER])]:
        assert desk("coso2").get(route).status_code == 404, route
    own = reverse("b10a-form", args=[OCTOBER, ledger.offices[1].code])
    other = reverse("b10a-form", args=[OCTOBER, ledger.offices[0].code])
    assert (desk("coso2").get(own).status_code, desk("coso2").get(other).status_code) == (200, 404)


def test_form_b10b_is_taken_away_and_written_down(ledger):
    page = words(desk("lan").get(reverse("b10-forms")))
    assert "B10b-TS" in page
    answer = desk("lan").get(reverse("b10b-form", args=[OCTOBER]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [sheet.cell(12, column).value for column in range(3, 6)] == [3, 3, 0]
    assert AuditEntry.objects.filter(act__contains="b10").exists()


def test_a_reason_and_a_ground_are_told_on_the_employer_and_shown_there(ledger):
    firm, lan = ledger.employer("A1"), desk("lan")
    facts = {"reason": "Hỏa hoạn", "document_no": "15/BB", "valid_from": "20/11/2026"}
    lan.post(reverse("record-justified-reason", args=[firm.pk]), facts)
    reason = JustifiedReason.objects.get()
    own = words(lan.get(reverse("justified-reason", args=[reason.pk])))
    assert reverse("accept-justified-reason", args=[reason.pk]) not in own
    desk("minh").post(reverse("accept-justified-reason", args=[reason.pk]))
    facts = {
        "ground": "c",
        "document_no": "7/KL",
        "document_on": "19/11/2026",
        "valid_from": "19/11/2026",
        "file": pdf(),
    }
    lan.post(reverse("record-evasion-ground", args=[firm.pk]), facts)
    assert EvasionGround.objects.get().file.name == "bien-nhan.pdf"
    part = words(lan.get(reverse("employer-part", args=[firm.pk, "don-doc"])))
    assert "Hỏa hoạn" in part and "Đã chấp nhận" in part and "7/KL" in part
    assert lan.get(reverse("employer-part", args=[firm.pk, "don-doc"])).status_code == 200
    assert desk("so").get(reverse("employer-part", args=[firm.pk, "don-doc"])).status_code == 404
    other = ledger.employer("B1")
    assert desk("coso2").get(reverse("record-evasion-ground", args=[other.pk])).status_code == 200
    assert desk("coso2").get(reverse("record-evasion-ground", args=[firm.pk])).status_code == 404


def test_the_pages_ask_the_database_a_few_questions_however_many_rows(ledger, django_assert_max_num_queries):
    bundle = issued(ledger, "A1", "A2")
    lan = desk("lan")
    routes = [reverse(name) for name in ("to-urge", "urging-bundles", "urgings", "b10-forms", "justified-reasons")]
    routes += [reverse("urging-bundle", args=[bundle.pk]), reverse("urging", args=[bundle.notices.first().pk])]
    for route in routes:
        with django_assert_max_num_queries(20):
            assert lan.get(route).status_code == 200, route
