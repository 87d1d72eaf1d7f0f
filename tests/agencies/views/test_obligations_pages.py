"""My duties and one duty's page: who sees what, what may be done, and that nothing typed runs."""

import csv
import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Duty, Evidence, Obligation, ObligationStep
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.duties import add_party, last_instant, make_evidence, make_receipt, make_step
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
LISTS = (
    "obligations",
    "obligations-shared",
    "obligations-to-acknowledge",
    "obligations-done",
    "events",
    "obligation-rows",
)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF"
SCRIPT = "<script>alert('x')</script>"


def page(client, obligation: Obligation):
    return client.get(reverse("obligation", args=[obligation.pk]))


def body(answer) -> str:
    return answer.content.decode()


def post(client, route: str, pk: int, **data):
    return client.post(reverse(route, args=[pk]), data, follow=True)


def names_of(answer) -> list[str]:
    """The first column of the rows of a CSV that a list gives."""
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(('"Nhiệm vụ"', "Nhiệm vụ;", "Nhiệm vụ,")))
    return [
        row[0]
        for row in csv.reader(lines[start + 1 :], delimiter=";" if ";" in lines[start] else ",")
        if row and row[0]
    ]


def test_what_an_agency_owes_stands_in_groups_the_most_urgent_first(small):
    month = small.month
    dues = {"Quá hạn": -2, "Hạn trong 7 ngày": 2, "Hạn sau tháng này": 40}
    for place, days in enumerate(dues.values()):
        small.owed(small.duty(), due_in=days, month=month.plus(-place))
    small.owed(small.duty(kind=Duty.Kind.STANDING, due=[]), month=None, due_on=None)
    html = body(small.reader("tax").get("/nhiem-vu/"))
    heads = re.findall(r'<th scope="rowgroup"[^>]*>([^<]+)</th>', html)
    assert heads == [*dues, "Thường xuyên, không có hạn"]
    assert "quá hạn 2 ngày" in html and "còn 2 ngày" in html


def test_from_the_login_what_is_owed_this_month_is_two_clicks_away(small, client):
    obligation = small.owed(small.duty(), due_in=0)
    person = small.person("tax")
    answer = client.post("/dang-nhap/", {"username": person.username, "password": PASSWORD}, follow=True)
    assert "Thao tác" not in body(answer)
    link = re.search(r'href="(/nhiem-vu/[^"]*)">Xem nhiệm vụ</a>', body(answer))
    listed = body(client.get(link[1]))
    assert reverse("obligation", args=[obligation.pk]) in listed


def test_the_horizon_of_eighteen_months_does_not_drown_the_list(small):
    duty = small.duty()
    for ahead in range(1, 12):
        small.owed(duty, month=small.month.plus(ahead), due_in=30 * ahead + 35)
    assert "1 dòng" in body(small.reader("tax").get("/nhiem-vu/"))


def test_each_sees_its_side_and_a_stranger_nothing(small):
    duty, other = small.duty(), small.duty("xa-a", cooperating=(), recipients=())
    mine, theirs = small.owed(duty), small.owed(other, "xa-a")
    seen = {
        "tax": (200, 404), "health": (200, 404), "bhxh": (200, 200), "chair": (200, 200),
        "xa-a": (404, 200), "xa-b": (404, 404), "press": (404, 404),
    }  # fmt: skip
    for agency, statuses in seen.items():
        reader = small.reader(agency)
        assert (page(reader, mine).status_code, page(reader, theirs).status_code) == statuses, agency


def test_who_cooperates_sees_the_obligation_and_its_state_but_no_evidence_before_it_is_submitted(small):
    obligation = small.owed(small.duty())
    kept = make_evidence(obligation, title="Báo cáo dự thảo nội bộ")
    make_step(obligation, ObligationStep.Kind.NOTE, at=timezone.now(), text="Ghi chú nội bộ")
    reader = small.reader("health")
    html = body(page(reader, obligation))
    assert obligation.duty.summary_vi in html and "Chưa thực hiện" in html
    assert "dự thảo nội bộ" not in html and "Ghi chú nội bộ" not in html
    assert reader.get(reverse("evidence-file", args=[kept.pk])).status_code == 404
    assert "dự thảo nội bộ" in body(page(small.reader("tax"), obligation))


def test_a_recipient_sees_the_evidence_once_it_was_sent_and_acknowledges_once(small):
    obligation = small.owed(small.duty())
    tax = small.reader("tax")
    uploaded = SimpleUploadedFile("bc.pdf", PDF)
    post(tax, "add-evidence", obligation.pk, file=uploaded, title="Văn bản số 77", effective_on="01/11/2026")
    chair = small.reader("chair", "officer")
    assert "Văn bản số 77" not in body(page(chair, obligation))
    assert "Đã nộp." in body(post(tax, "submit-obligation", obligation.pk, note=""))
    assert "Văn bản số 77" in body(page(chair, obligation))
    assert "Đã xác nhận tiếp nhận." in body(post(chair, "acknowledge-obligation", obligation.pk))
    assert "Đã xác nhận tiếp nhận việc này." in body(post(chair, "acknowledge-obligation", obligation.pk))
    assert obligation.receipts.get().acknowledged_by.username.startswith("chair")


def test_submitting_twice_is_told_and_not_done(small):
    obligation = small.owed(small.duty(mode=Duty.Mode.TRACKED))
    tax = small.reader("tax")
    post(tax, "submit-obligation", obligation.pk, note="Đã làm xong")
    again = post(tax, "submit-obligation", obligation.pk, note="Đã làm xong")
    assert again.status_code == 200 and "Việc này đang ở trạng thái" in body(again)
    assert obligation.steps.filter(kind=ObligationStep.Kind.SUBMIT).count() == 1


def test_the_coordinator_returns_with_a_reason_and_accepts_and_the_bearer_reads_why(small):
    obligation = small.owed(small.duty(mode=Duty.Mode.TRACKED))
    tax, bhxh = small.reader("tax"), small.reader("bhxh")
    post(tax, "submit-obligation", obligation.pk, note="Xong")
    assert "Cần" in body(post(bhxh, "return-obligation", obligation.pk, reason="")) or "Lý do" in body(
        page(bhxh, obligation)
    )
    assert Obligation.objects.get(pk=obligation.pk).state == "submitted"
    post(bhxh, "return-obligation", obligation.pk, reason="Thiếu biểu số 2")
    assert "Thiếu biểu số 2" in body(page(tax, obligation))
    post(tax, "submit-obligation", obligation.pk, note="Đã bổ sung")
    post(bhxh, "accept-obligation", obligation.pk)
    assert Obligation.objects.get(pk=obligation.pk).state == "accepted"


def test_buttons_of_others_are_neither_shown_nor_answered(small):
    obligation = small.owed(small.duty(mode=Duty.Mode.TRACKED))
    routes = ("submit-obligation", "report-nothing", "accept-obligation", "return-obligation", "excuse-obligation")
    for agency, role in (("health", "approver"), ("chair", "head"), ("press", "approver")):
        reader = small.reader(agency, role)
        shown = body(page(reader, obligation)) if agency != "press" else ""
        for route in routes:
            assert reverse(route, args=[obligation.pk]) not in shown, (agency, route)
            answer = reader.post(reverse(route, args=[obligation.pk]), {"reason": "x", "note": "x"})
            assert answer.status_code in (403, 404), (agency, route)
    assert Obligation.objects.get(pk=obligation.pk).state == "open"


def test_nothing_arose_needs_a_reason_and_is_not_missing(small):
    obligation = small.owed(small.duty())
    tax = small.reader("tax")
    post(tax, "report-nothing", obligation.pk, reason=" ")
    assert Obligation.objects.get(pk=obligation.pk).state == "open"
    post(tax, "report-nothing", obligation.pk, reason="Trong tháng không có vụ việc")
    assert "Trong tháng không có vụ việc" in body(page(tax, obligation))
    assert "Không phát sinh" in body(tax.get("/nhiem-vu/danh-sach/?outcome=nothing"))


def test_a_quota_is_counted_once_by_once(small):
    duty = small.duty(kind=Duty.Kind.QUOTA, due=[{"every": "week", "count": 2}], mode=Duty.Mode.TRACKED)
    today = timezone.localdate()
    obligation = small.owed(duty, quota=2, period_start=today, period_end=today, opens_on=today)
    tax = small.reader("tax")
    post(tax, "record-occurrence", obligation.pk, happened_on=f"{today:%d/%m/%Y}", text="Phát thanh")
    assert "1/2 lần" in body(page(tax, obligation))
    post(tax, "record-occurrence", obligation.pk, happened_on=f"{today:%d/%m/%Y}", text="Phát thanh lần hai")
    assert Obligation.objects.get(pk=obligation.pk).state == "submitted"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.html", b"<html><script>alert(1)</script>"),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bao-cao.pdf", b"MZ\x90\x00 not a pdf"),
        ("bao-cao.pdf", b"%PDF-1.4 << /JavaScript (app.alert(1)) >>"),
        ("bao-cao.docx", b"PK\x03\x04 broken"),
        ("rong.pdf", b""),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(small, name, content):
    obligation = small.owed(small.duty())
    file = SimpleUploadedFile(name, content)
    answer = post(small.reader("tax"), "add-evidence", obligation.pk, file=file, title="x", effective_on="01/11/2026")
    assert not Evidence.objects.exists() and 'role="alert"' in body(answer)


def test_a_proof_of_what_lies_ahead_is_refused_and_says_why(small):
    obligation = small.owed(small.duty())
    ahead = timezone.localdate() + timedelta(days=1)
    file = SimpleUploadedFile("bc.pdf", PDF)
    answer = post(
        small.reader("tax"), "add-evidence", obligation.pk, file=file, title="", effective_on=f"{ahead:%d/%m/%Y}"
    )
    assert not Evidence.objects.exists() and "còn ở phía trước" in body(answer)


def test_the_list_says_who_receives_today_when_the_function_has_passed_on(small):
    duty = small.duty()
    small.owed(duty)
    reader = small.reader("tax")
    assert "nay:" not in body(reader.get("/nhiem-vu/"))
    duty.parties.filter(part="recipient").update(name="Sở Lao động – Thương binh và Xã hội")
    assert f"nay: {small.agencies['chair'].name}" in body(reader.get("/nhiem-vu/"))


def test_the_same_file_twice_is_one_evidence_and_is_given_back_only_as_a_download(small):
    obligation = small.owed(small.duty())
    tax = small.reader("tax")
    for _attempt in (1, 2):
        file = SimpleUploadedFile("bc.pdf", PDF)
        post(tax, "add-evidence", obligation.pk, file=file, title="", effective_on="01/11/2026")
    evidence = Evidence.objects.get()
    assert evidence.effective_on == date(2026, 11, 1) and evidence.title == "bc.pdf"
    answer = tax.get(reverse("evidence-file", args=[evidence.pk]))
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PDF
    assert AuditEntry.objects.filter(kind="export", act="evidence").count() == 1
    assert evidence.file.sha256 in body(page(tax, obligation))


def test_what_people_type_is_text_and_nothing_else(small):
    duty = small.duty(summary_vi=SCRIPT, text=f"Nguyên văn {SCRIPT}", due_as_written=SCRIPT)
    obligation = small.owed(duty, subject=SCRIPT, note=SCRIPT)
    make_evidence(obligation, title=SCRIPT)
    make_step(obligation, ObligationStep.Kind.RETURN, at=timezone.now(), text=SCRIPT)
    Obligation.objects.filter(pk=obligation.pk).update(state="returned")
    tax, bhxh = small.reader("tax"), small.reader("bhxh")
    paths = ["/nhiem-vu/", f"/nhiem-vu/?q={SCRIPT}", "/nhiem-vu/danh-sach/", "/nhiem-vu/lich/"]
    for client, path in [*((tax, path) for path in paths), (bhxh, "/nhiem-vu/theo-doi/?view=duties")]:
        assert SCRIPT not in body(client.get(path)), path
    assert SCRIPT not in body(page(tax, obligation))


def test_the_file_holds_the_rows_of_the_screen(small):
    for days in (-3, 1, 4):
        small.owed(small.duty(), due_in=days)
    tax = small.reader("tax")
    for query in ("", "?urgency=qua-han", "?q=bao cao"):
        screen = re.findall(r'<th scope="row"[^>]*><a href="[^"]+">([^<]+)</a>', body(tax.get(f"/nhiem-vu/{query}")))
        sign = "&" if query else "?"
        file = tax.get(f"/nhiem-vu/{query}{sign}format=csv")
        assert names_of(file) == screen and screen


def test_search_needs_no_marks(small):
    small.owed(small.duty(summary_vi="Cung cấp danh sách hộ nghèo"))
    small.owed(small.duty(summary_vi="Báo cáo tình hình thu"))
    html = body(small.reader("tax").get("/nhiem-vu/?q=ho ngheo"))
    assert "Cung cấp danh sách hộ nghèo" in html and "Báo cáo tình hình thu" not in html


def test_an_open_obligation_without_a_successor_says_so(small):
    obligation = small.owed(small.duty(), holder=None)
    assert "Chưa có cơ quan kế tục" in body(page(small.reader("bhxh"), obligation))


def test_what_was_late_stays_late_on_the_page(small):
    due = timezone.localdate() - timedelta(days=5)
    obligation = small.owed(small.duty(), due_on=due, verdict="late", verdict_at=last_instant(due), state="excused")
    bhxh = small.reader("bhxh")
    assert obligation.duty.summary_vi in body(bhxh.get("/nhiem-vu/danh-sach/?outcome=missing"))
    assert "Quá hạn" in body(page(bhxh, obligation))


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


def test_pages_ask_at_most_twenty_questions_and_as_many_of_ten_times_the_rows(small):
    duties = [small.duty() for _place in range(2)]
    first = small.owed(duties[0])
    for duty in duties:
        add_party(duty, "cooperating", small.agencies["press"])
    paths = [*(reverse(name) for name in LISTS), reverse("obligation", args=[first.pk]), "/", "/nhiem-vu/lich/"]

    def filled(place: int) -> None:
        duty = duties[place % 2] if place < 10 else small.duty()
        obligation = small.owed(duty, month=small.month.plus(-place), due_in=-place)
        make_evidence(first, title=f"Tệp {place}")
        make_step(first, ObligationStep.Kind.NOTE, at=timezone.now(), text="x")
        make_receipt(obligation, small.agencies["chair"], at=timezone.now())

    readers = [small.reader(agency) for agency in ("tax", "health", "chair", "bhxh", "press")]
    filled(1)

    def counted() -> dict:
        asked = {}
        for place, client in enumerate(readers):
            for path in paths:
                if place == 4 and path == paths[len(LISTS)]:
                    continue
                asked[place, path] = queries_of(client, path)
        return asked

    few = counted()
    for place in range(2, 20):
        filled(place)
    many = counted()
    assert {key: count for key, count in many.items() if count > 20} == {}
    assert {key: (few[key], count) for key, count in many.items() if count > few[key]} == {}


def test_the_period_and_the_due_rule_are_told_in_words(small):
    duty = small.duty(due=[{"every": "year", "month": 7, "day": 15, "inclusive": False}])
    obligation = small.owed(duty, month=Month(2026, 6), due_on=date(2026, 7, 14))
    html = body(page(small.reader("tax"), obligation))
    assert "trước ngày 15/7" in html and "tháng 06/2026" in html and "hết ngày 14/07/2026" in html


def test_a_sent_evidence_cannot_be_taken_back(small):
    obligation = small.owed(small.duty())
    kept = make_evidence(obligation, title="Đã nộp rồi", is_submitted=True)
    post(small.reader("tax"), "remove-evidence", kept.pk)
    assert Evidence.objects.filter(pk=kept.pk).exists()


def test_a_day_is_read_as_people_write_it(small):
    obligation = small.owed(small.duty())
    file = SimpleUploadedFile("bc.pdf", PDF)
    answer = post(small.reader("tax"), "add-evidence", obligation.pk, file=file, title="x", effective_on="31/02/2026")
    assert "Ghi ngày theo dạng 31/12/2026." in body(answer) and not Evidence.objects.exists()
    assert isinstance(obligation.due_at, datetime)


def test_the_coordinator_accepts_those_ticked_and_no_others(small):
    made = [small.owed(small.duty(mode=Duty.Mode.TRACKED)) for _place in range(3)]
    tax, bhxh = small.reader("tax"), small.reader("bhxh")
    for obligation in made:
        post(tax, "submit-obligation", obligation.pk, note="Xong")
    html = body(bhxh.get("/nhiem-vu/cho-xem-xet/chap-nhan/"))
    assert all(f'id="pk-{obligation.pk}" checked' in html for obligation in made)
    ticked = [made[0].pk, made[2].pk, 10**12]
    answer = bhxh.post("/nhiem-vu/cho-xem-xet/chap-nhan/", {"pk": ticked}, follow=True)
    assert "Đã chấp nhận 2 việc." in body(answer)
    states = list(Obligation.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["accepted", "submitted", "accepted"]
    assert tax.get("/nhiem-vu/cho-xem-xet/chap-nhan/").status_code == 403
    assert tax.post("/nhiem-vu/cho-xem-xet/chap-nhan/", {"pk": [made[1].pk]}).status_code == 403
    assert AuditEntry.objects.filter(act="accept_obligation").count() == 2


def test_somebody_without_a_post_is_refused_everywhere_and_nothing_breaks(small, client):
    obligation, person = small.owed(small.duty()), small.person("tax")
    person.posts.all().delete()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    paths = [*(reverse(name) for name in LISTS), "/nhiem-vu/lich/", "/nhiem-vu/theo-doi/", "/nhiem-vu/cho-xem-xet/"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)
    assert page(client, obligation).status_code == 404
