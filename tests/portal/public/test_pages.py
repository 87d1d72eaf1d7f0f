"""What anybody reads of what was published: search, order, pages, files; who has left is counted, what is withdrawn is gone."""

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from arrears.models import Edition, EditionFile
from arrears.services.publication import editions
from employers.models import Employer
from portal.core.acts import THE_CLOCK
from portal.core.periods import Month
from tests.factories.publications import PUBLISHED, Publishing, owes

pytestmark = pytest.mark.django_db
LATER = PUBLISHED + timedelta(days=2)


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


@pytest.fixture
def edition(publishing) -> Edition:
    return publishing.published()


@pytest.fixture(autouse=True)
def _two_days_after():
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        yield


def get(path: str):
    return Client().get(f"/cong-khai/{path}")


def text(path: str) -> str:
    return get(path).content.decode()


def kept(edition: Edition, revision: int = 0, kinds=("pdf", "json")) -> None:
    """Files as the worker keeps them, of a few bytes each."""
    made = []
    for kind in kinds:
        content = f"{kind} {revision}".encode()
        digest = hashlib.sha256(content).hexdigest()
        made.append(EditionFile(kind=kind, name=f"x.{kind}", content_type="x/y", sha256=digest, content=content))
    editions.keep_edition_files(edition.publication, by=THE_CLOCK, at=PUBLISHED, revision=revision, files=made)


def test_nothing_is_there_before_it_is_published(publishing):
    publication = publishing.approved()
    pages = [text(path) for path in ("", "bieu-duong/", "dinh-chinh/", "du-lieu.json")]
    pages += [text(f"{publication.pk}/"), text("bac-ninh-2026-10-01/"), text("?q=TA0001A")]
    assert not any("TA0001A" in page for page in pages)


def test_an_edition_says_what_it_rests_on(edition):
    page = text(f"{edition.code}/")
    told = (
        "01/DS-BHXH",
        "Công ty TA0001A",
        "31/10/2026",
        edition.verify_code,
        "từ 03 tháng trở lên",
        "Chậm đóng (Luật BHXH",
    )
    for words in told:
        assert words in page, words
    assert edition.title in text("")


def test_headers_keep_copies_short_and_nobodys(edition):
    for path in ("", f"{edition.code}/", "du-lieu.json", f"kiem-chung/{edition.verify_code}/", "nothing/"):
        answer = get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60", path
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not answer.cookies and "Vary" not in answer.headers
    assert get(f"{edition.code}/").headers["X-Robots-Tag"] == "noarchive"
    assert get(f"{edition.code}/?q=a").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_name_is_found_without_marks_and_by_code(edition):
    assert "TA0002A" in text(f"{edition.code}/?q=CONG+TY+ta0002a")
    found = text(f"{edition.code}/?q=c%C3%B4ng%20ty%20TA0001A")
    assert "TA0001A" in found and "TA0002A" not in found
    assert "Không tìm thấy" in text(f"{edition.code}/?q=khongco")


def test_lines_are_sorted_and_filtered_and_a_wrong_wish_is_none(edition):
    page = text(f"{edition.code}/?xep=owed")
    assert page.index("TA0001A") < page.index("TA0003A") and 'aria-sort="ascending"' in page
    assert "Không tìm thấy" in text(f"{edition.code}/?loai=3")
    for wish in ("?xep=x;drop", "?trang=0", "?trang=abc", "?trang=999999999999", "?loai=9", "?q=%F0%9F%98%80"):
        assert get(f"{edition.code}/{wish}").status_code == 200, wish


def test_who_has_paid_is_counted_and_no_longer_named(publishing, edition):
    kept(edition)
    assert get(f"{edition.code}/tep/pdf").status_code == 200
    editions.delist_line(edition.publication, by=publishing.person("duyet"), place=2, at=LATER)
    page = text(f"{edition.code}/")
    assert "TA0002A" not in page and "1 đơn vị đã nộp đủ" in page and "Danh sách: 2 đơn vị" in page
    assert "TA0002A" not in text("du-lieu.json") + text("dinh-chinh/") + text(f"{edition.code}/?q=TA0002A").replace(
        'value="TA0002A"', ""
    )
    waiting = get(f"{edition.code}/tep/pdf")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "60")
    kept(edition, revision=1)
    assert get(f"{edition.code}/tep/pdf").content == b"pdf 1"


def test_a_correction_stands_as_long_as_the_error_did(publishing, edition):
    by = publishing.person("duyet")
    editions.correct_line(edition.publication, by=by, place=1, at=LATER, text="Đính chính: Công ty TA0003A không nợ.")
    for path in (f"{edition.code}/", "dinh-chinh/", "du-lieu.json"):
        assert "TA0003A không nợ" in text(path), path
    with time_machine.travel(LATER + timedelta(days=2, minutes=1)):
        for path in (f"{edition.code}/", "dinh-chinh/", "du-lieu.json"):
            assert "TA0003A" not in text(path), path


def test_what_is_withdrawn_is_gone_everywhere(publishing, edition):
    kept(edition)
    editions.withdraw_edition(edition.publication, by=publishing.person("duyet"), at=LATER, reason="Sai kỳ số liệu")
    for path in (f"{edition.code}/", f"{edition.code}/?q=TA", f"{edition.code}/tep/pdf"):
        gone = get(path)
        assert gone.status_code == 410 and "noindex" in gone.headers["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in gone.content.decode()
        assert "TA000" not in gone.content.decode() and "Sai kỳ số liệu" in gone.content.decode()
    assert edition.title not in text("") and "Sai kỳ số liệu" in text("dinh-chinh/")
    told = json.loads(text("du-lieu.json"))
    assert told["editions"] == [] and told["withdrawn"][0]["code"] == edition.code


def test_a_code_or_a_file_says_whether_it_is_genuine(publishing, edition):
    kept(edition)
    spaced = "-".join(edition.verify_code[place : place + 4] for place in range(0, 16, 4)).lower()
    assert get(f"kiem-chung/?ma={spaced}").url == f"/cong-khai/kiem-chung/{spaced}/"
    assert "đang có hiệu lực" in text(f"kiem-chung/{spaced}/")
    of_file = hashlib.sha256(b"pdf 0").hexdigest()
    assert "đang có hiệu lực" in text(f"kiem-chung/{of_file}/")
    assert "đang có hiệu lực" in text(f"kiem-chung/{edition.content_hash}/")
    by = publishing.person("duyet")
    editions.correct_line(edition.publication, by=by, place=1, at=LATER, text="Sai")
    assert "bản cũ" in text(f"kiem-chung/{of_file}/") and "đã có đính chính" in text(f"kiem-chung/{spaced}/")
    editions.withdraw_edition(edition.publication, by=by, at=LATER, reason="Sai")
    assert (
        "đã được gỡ" in text(f"kiem-chung/{of_file}/")
        and "noindex" in get(f"kiem-chung/{spaced}/").headers["X-Robots-Tag"]
    )
    forged = get(f"kiem-chung/{'0' * 64}/")
    assert forged.status_code == 404 and "Không kiểm chứng được" in forged.content.decode()
    assert "chữ và số" in text("kiem-chung/?ma=%27%3B--")
    assert "chữ và số" in text("kiem-chung/?ma=%C4%90%E1%BB%A3t%C2%B2")  # letters that no code has: Đợt²


def test_a_list_says_in_plain_words_which_law_has_it_published(edition):
    page = text(f"{edition.code}/")
    for words in (
        "Luật số 41/2024/QH15",
        "khoản 2 Điều 35",
        "Điều 38",
        "Điều 39",
        edition.legal_basis,
        edition.publisher,
    ):
        assert words in page


def test_the_feed_leads_to_every_edition(edition):
    told = json.loads(text("du-lieu.json"))["editions"][0]
    assert (told["code"], told["lines"], told["content_sha256"]) == (edition.code, 3, edition.content_hash)
    assert told["url"] == f"http://testserver/cong-khai/{edition.code}/"


def test_an_edition_of_many_pages_turns_them_with_five_questions(django_assert_max_num_queries):
    edition = Publishing(owing=210).published()
    for query in ("", "?trang=3", "?q=cong+ty+ta02&xep=-owed", "?loai=2&xep=name&trang=2"):
        with django_assert_max_num_queries(5):
            answer = get(f"{edition.code}/{query}")
        assert answer.status_code == 200 and answer.content.count(b"<tr>") <= 101
    assert "Công ty TA0001A" in text(f"{edition.code}/?trang=3")


def test_the_first_pages_ask_little(edition, django_assert_max_num_queries):
    for path in ("", "bieu-duong/", "dinh-chinh/", "du-lieu.json", "kiem-chung/"):
        with django_assert_max_num_queries(5):
            assert get(path).status_code == 200


def test_a_hostile_name_stays_text(publishing):
    hostile = "<script>alert(1)</script>"
    Employer.objects.filter(unit_code="TA0001A").update(name=hostile, address=hostile)
    november = Month(2026, 11)
    publishing.ledger.b03(november, [{"unit_code": "TA0001A", "name": hostile, **owes(1)}])
    publishing.version = publishing.ledger.close(november)
    edition = publishing.published()
    page = text(f"{edition.code}/?q=alert")
    assert hostile not in page and "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_without_its_database_role_the_site_is_closed(edition, settings):
    settings.PUBLIC_DATABASE = ""
    closed = get("")
    assert closed.status_code == 503 and closed.headers["Cache-Control"] == "no-store"
    assert get(f"{edition.code}/").status_code == 503
