"""A month's file as a person brings it: wrong files, wrong months, double clicks, going back, two browsers at once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from arrears.models import LedgerMonth
from portal.core.models import ImportBatch, Job
from tests.arrears.road import OCTOBER, b03_file, c12_file, c12_unit, do
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db
UPLOAD = "/thu-no/tep/nop"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "kept"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def officer(ledger, client):
    sign_in(client, make_person(ledger.bhxh, "ha"))
    return client


def send(client, name: str, content: bytes, *, kind: str = "c12", month: str = "10/2026", agency: str = "bhxh-tinh"):
    file = SimpleUploadedFile(name, content)
    return client.post(UPLOAD, {"kind": kind, "month": month, "agency": agency, "file": file})


def checked(client, name: str, content: bytes, **asked) -> tuple[ImportBatch, str]:
    """The batch after its check, and its page."""
    answer = send(client, name, content, **asked)
    assert answer.status_code == 302, answer.content.decode()
    batch = do(ImportBatch.objects.get(pk=answer.url.strip("/").split("/")[-1]), "check")
    page = client.get(answer.url)
    assert page.status_code == 200
    return batch, page.content.decode()


def good(folder, codes=("A1", "A2")) -> bytes:
    return c12_file(folder, [c12_unit(code) for code in codes]).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("anh.xlsx", bytes.fromhex("ffd8ffe000104a464946") + b"\0" * 500, "JPEG"),
        ("cu.xls", OLE + b"\0" * 3000, "Excel đời cũ"),
        ("khoa.xlsx", OLE + "EncryptedPackage".encode("utf-16le") + b"\0" * 3000, "mật khẩu"),
        ("utf16.csv", "madvi;tendvi\nA;B\n".encode("utf-16"), "UTF-16"),
        ("khac.csv", b"a;b\n1;2\n", "tiêu đề cột"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(officer, name, content, said):
    batch, page = checked(officer, name, content)
    assert batch.status == ImportBatch.Status.REFUSED
    assert said in page
    assert "Tệp bị từ chối" in page


def test_an_empty_file_and_none_at_all_are_told_on_the_form(officer):
    assert "Tệp rỗng" in send(officer, "rong.xlsx", b"").content.decode()
    nothing = officer.post(UPLOAD, {"kind": "c12", "month": "10/2026", "agency": "bhxh-tinh"}).content.decode()
    assert "Chưa có tệp" in nothing


def test_a_file_above_the_limit_is_told_on_the_form(officer, settings):
    settings.UPLOAD_LIMIT = 100_000
    page = send(officer, "to.xlsx", b"PK" + b"\0" * 300_000)
    assert page.status_code == 200
    assert "64 MB" in page.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "month", ["13/2026", "99/9999", "0/0", "abc", "", "1e3/2026", "2026-10-01", "10/2030", "10/1990", "\x00"]
)
def test_a_month_that_cannot_be_is_told_on_the_form(officer, tmp_path, month):
    answer = send(officer, "c12.xlsx", good(tmp_path), month=month)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_kind_or_an_agency_that_is_not_offered_is_told_on_the_form(officer, tmp_path):
    for asked in ({"kind": "xyz"}, {"agency": "so-noi-vu"}):
        answer = send(officer, "c12.xlsx", good(tmp_path), **asked)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_a_file_of_another_month_or_kind_is_refused(officer, tmp_path):
    _, page = checked(officer, "c12.xlsx", good(tmp_path), month="9/2026")
    assert "tháng 10/2026, không phải tháng 09/2026" in page
    row = {"unit_code": "A1", "name": "Công ty A1", "workers": 3, "kind": 3, "late_odts": 5, "days_late": 31}
    official = b03_file(tmp_path, [row]).read_bytes()
    batch, _ = checked(officer, "b03.xlsx", official, kind="c12")
    assert batch.status == ImportBatch.Status.REFUSED
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path), kind="b03")
    assert batch.status == ImportBatch.Status.REFUSED


def test_a_long_or_strange_name_is_shown_as_it_is(officer, tmp_path):
    name = "Kết quả tháng 10 <b>&'% 💥 " + "rất dài " * 20 + ".xlsx"
    batch, page = checked(officer, name, good(tmp_path))
    assert batch.status == ImportBatch.Status.STAGED
    assert "<b>&" not in page


def test_confirming_twice_applies_once_and_says_so(officer, tmp_path):
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path))
    address = f"/thu-no/tep/{batch.pk}/xac-nhan"
    first, second = officer.post(address), officer.post(address, follow=True)
    assert (first.status_code, second.status_code) == (302, 200)
    assert Job.objects.filter(key=f"apply:{batch.pk}").count() == 1
    do(batch, "apply")
    back = officer.post(address, follow=True)
    assert back.status_code == 200
    assert Job.objects.filter(key=f"apply:{batch.pk}").count() == 1
    assert LedgerMonth.objects.count() == 1


def test_after_going_back_a_discarded_file_cannot_be_confirmed(officer, tmp_path):
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path))
    assert officer.post(f"/thu-no/tep/{batch.pk}/bo").status_code == 302
    page = officer.post(f"/thu-no/tep/{batch.pk}/xac-nhan", follow=True).content.decode()
    assert 'role="alert"' in page or "notice" in page
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.DISCARDED


def test_the_same_file_from_two_browsers_is_one_file(officer, ledger, tmp_path):
    other = Client()
    sign_in(other, make_person(ledger.bhxh, "khang"))
    content = good(tmp_path)
    assert send(officer, "c12.xlsx", content).url == send(other, "c12.xlsx", content).url
    assert ImportBatch.objects.count() == 1


def test_of_two_browsers_that_confirm_one_is_told(officer, ledger, tmp_path):
    other = Client()
    sign_in(other, make_person(ledger.bhxh, "khang"))
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path))
    officer.post(f"/thu-no/tep/{batch.pk}/xac-nhan")
    page = other.post(f"/thu-no/tep/{batch.pk}/xac-nhan", follow=True)
    assert page.status_code == 200
    assert list(page.context["messages"])
    batch.refresh_from_db()
    assert batch.confirmed_by.username == "ha"


def test_a_session_that_ended_leads_to_the_door_and_takes_no_file(officer, tmp_path):
    officer.cookies.clear()
    answer = send(officer, "c12.xlsx", good(tmp_path))
    assert answer.status_code == 302
    assert answer.url.startswith("/dang-nhap/")
    assert not ImportBatch.objects.exists()


def test_the_refused_rows_of_a_demo_say_so(officer, tmp_path, settings):
    settings.DEMO = True
    rows = [c12_unit("A1"), c12_unit("A2", closing_httt=7)]
    batch, _ = checked(officer, "c12.xlsx", c12_file(tmp_path, rows).read_bytes())
    assert batch.status == ImportBatch.Status.REFUSED
    sheet = load_workbook(BytesIO(b"".join(officer.get(f"/thu-no/tep/{batch.pk}/dong-loi")))).worksheets[0]
    assert sheet["A1"].value == "Dữ liệu mô phỏng"


def test_files_of_another_agency_are_nobodys_page(officer, ledger, tmp_path):
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path))
    job = Job.objects.get(key=f"check:{batch.pk}")
    stranger = Client()
    sign_in(stranger, make_person(ledger.committees[0], "xa"))
    addresses = [f"/thu-no/tep/{batch.pk}/", f"/thu-no/tep/{batch.pk}/dong-loi", f"/cong-viec/{job.pk}/", UPLOAD]
    assert {stranger.get(address).status_code for address in addresses} == {404}
    assert stranger.post(f"/thu-no/tep/{batch.pk}/xac-nhan").status_code == 404
    assert OCTOBER.label not in stranger.get("/thu-no/tep/").content.decode()


def test_errors_stand_before_warnings_from_the_top_of_the_sheet_down_each_marked_in_words(officer, tmp_path):
    rows = [c12_unit("A1", tax_code="9910000001"), c12_unit("A2", closing_httt=7), c12_unit("A3", kind=27)]
    _, page = checked(officer, "c12.xlsx", c12_file(tmp_path, rows).read_bytes())
    assert page.index("A2" if "A2" in page else "HTTT") < page.index("27")
    assert "Lỗi</span>" in page


def test_a_file_in_a_closed_month_offers_no_undoing(officer, ledger, tmp_path):
    batch, _ = checked(officer, "c12.xlsx", good(tmp_path))
    officer.post(f"/thu-no/tep/{batch.pk}/xac-nhan")
    do(batch, "apply")
    assert "Lấy tệp này ra khỏi sổ" in officer.get(f"/thu-no/tep/{batch.pk}/").content.decode()
    ledger.close(OCTOBER)
    assert "không hoàn tác được nữa" in officer.get(f"/thu-no/tep/{batch.pk}/").content.decode()


def test_the_same_b03_twice_is_nothing_new_though_it_leaves_employers_out(officer, ledger, tmp_path):
    ledger.b03(OCTOBER.plus(-1), [{"unit_code": code} | each_fund(late=9) for code in ("A1", "A2")])
    ledger.close(OCTOBER.plus(-1))
    row = {"unit_code": "A2", "name": "Công ty A2", "workers": 3, "kind": 3, "late_odts": 5, "days_late": 31}
    content = b03_file(tmp_path, [row]).read_bytes()
    batch, page = checked(officer, "b03.xlsx", content, kind="b03")
    assert (batch.status, batch.absent) == (ImportBatch.Status.STAGED, 1), page
    officer.post(f"/thu-no/tep/{batch.pk}/xac-nhan")
    do(batch, "apply")
    again, page = checked(officer, "b03.xlsx", content, kind="b03")
    assert again.status == ImportBatch.Status.UNCHANGED
    assert "không có gì mới" in page
