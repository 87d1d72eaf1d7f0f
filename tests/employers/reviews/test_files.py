"""A share goes out as a workbook and comes back: untouched it changes nothing; filled in, it is saved as if it were typed."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from employers.models import ReviewLine, ReviewShare
from employers.services import intake
from employers.services.review_cells import save_cells
from portal.core import jobs
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import Job
from tests.employers.reviews.conftest import AT

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def share(here):
    here.several()
    return here.open().shares.get(agency=here.board)


@pytest.fixture
def lan(here):
    return here.person(here.board, name="lan")


def exported(client, share, user) -> bytes:
    client.force_login(user, BACKEND)
    answer = client.get(f"/ra-soat/phan/{share.pk}/tep/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def filled(content: bytes, **cells) -> bytes:
    """The workbook with these cells in the row of the employer that contains the word: {word: {header: value}}."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if row[0].value == "Mã dòng rà soát")
    place = {cell.value: cell.column for cell in head}
    for row in rows:
        for word, told in cells.items():
            if row[place["Tên đơn vị"] - 1].value == word.replace("_", " "):
                for name, value in told.items():
                    sheet.cell(row[0].row, place[name], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(share, user, content: bytes):
    """Uploaded and checked, here and now."""
    batch = intake.upload_register_file(
        share.agency, by=user, kind="labour-review", period="2026", name="rs.xlsx", chunks=[content], on=AT.date()
    )
    assert Job.objects.filter(key=f"check-register:{batch.pk}").exists()
    return intake.check_register_file(batch, by=user)


def let_in(batch, user):
    batch = intake.confirm_register_file(batch, by=user, at=AT)
    return intake.apply_register_file(batch, by=user, at=AT)


THREE = {
    "Tình trạng": "Đang hoạt động",
    "Thuộc diện tham gia BHXH bắt buộc": 120,
    "Đã tham gia": 95,
    "Chưa tham gia": 25,
}


def test_the_untouched_file_is_unchanged(client, share, lan):
    batch = sent(share, lan, exported(client, share, lan))
    assert (batch.status, batch.new, batch.changed, batch.same) == ("unchanged", 0, 0, 2), batch.outcome


def test_a_filled_file_is_saved_and_comes_back_unchanged_and_can_be_taken_back(client, share, lan):
    batch = sent(share, lan, filled(exported(client, share, lan), Trong_khu=THREE))
    assert (batch.status, batch.new, batch.same) == ("staged", 1, 1), batch.outcome
    assert let_in(batch, lan).status == "applied"
    line = share.lines.get(employer__name="Trong khu")
    assert (line.found, line.subject, line.participating, line.not_participating) == ("operating", 120, 95, 25)
    assert sent(share, lan, exported(client, share, lan)).status == "unchanged"
    intake.undo_register_file(batch, by=OPERATOR, at=AT, reason="nhầm")
    line.refresh_from_db()
    assert (line.found, line.subject, line.participating, line.not_participating) == ("", None, None, None)


def test_what_does_not_add_up_refuses_the_file_with_its_row(client, share, lan):
    batch = sent(share, lan, filled(exported(client, share, lan), Trong_khu=THREE | {"Chưa tham gia": 20}))
    assert batch.status == "refused"
    assert any(problem["row"] for problem in batch.outcome["errors"])
    assert not ReviewLine.objects.exclude(subject=None).exists()


def test_what_changed_on_screen_meanwhile_stays_and_is_told(client, share, lan):
    content = filled(exported(client, share, lan), Trong_khu=THREE, Nhà_thầu_trong_khu={"Ghi chú": "đã gọi"})
    line = share.lines.get(employer__name="Trong khu")
    save_cells(share, by=lan, at=AT + timedelta(seconds=1), cells=[(line.pk, "employed", None, 7)])
    batch = sent(share, lan, content)
    assert (batch.new, batch.changed) == (1, 0)
    assert any(told["code"] == "changed_on_screen" for told in batch.outcome["warnings"])
    let_in(batch, lan)
    line.refresh_from_db()
    assert (line.employed, line.subject) == (7, None)
    assert share.lines.get(employer__name="Nhà thầu trong khu").note == "đã gọi"


def test_a_row_of_another_agency_s_share_refuses_the_file(client, here, share, lan):
    other = here.person(here.construction, name="minh")
    theirs = ReviewShare.objects.get(agency=here.construction)
    batch = sent(share, lan, exported(client, theirs, other))
    assert batch.status == "refused"
    assert batch.outcome["errors"][0]["code"] == "not_in_share"


def test_a_file_is_not_taken_once_the_share_is_handed_in(client, share, lan):
    content = filled(exported(client, share, lan), Trong_khu=THREE)
    batch = sent(share, lan, content)
    ReviewShare.objects.update(status="submitted")
    with pytest.raises(NotPossible):
        let_in(batch, lan)
    assert sent(share, lan, content + b"").status in ("staged", "refused", "confirmed")


def test_a_file_that_came_too_late_waits_with_its_reason_and_may_be_tried_again_or_put_aside(client, share, lan):
    batch = sent(share, lan, filled(exported(client, share, lan), Trong_khu=THREE))
    ReviewShare.objects.update(status="submitted")
    intake.confirm_register_file(batch, by=lan, at=AT)
    [job] = run_all(f"apply-register:{batch.pk}")
    batch.refresh_from_db()
    assert (batch.status, job.state) == ("staged", "done") and "không còn nhập được" in batch.reason
    ReviewShare.objects.update(status="returned")
    intake.confirm_register_file(batch, by=lan, at=AT)
    run_all(f"apply-register:{batch.pk}")
    batch.refresh_from_db()
    assert (batch.status, batch.reason) == ("applied", "")
    assert share.lines.get(employer__name="Trong khu").subject == 120


def run_all(key: str) -> list[Job]:
    """The jobs of the key, as the worker does them."""
    found = list(Job.objects.filter(key=key))
    for job in found:
        jobs.run(job.pk)
        job.refresh_from_db()
    return found
