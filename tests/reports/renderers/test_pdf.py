"""Documents of any length: pages planned before they are drawn, numbered through, and nothing fetched from outside."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from pypdf import PdfReader

from reports.renderers import drawing, long_table
from reports.renderers.long_table import Column, LongTable, Row, fitted
from reports.renderers.measure import MM, REGULAR, load_face
from reports.renderers.pdf import DEMO_MARK, PdfDocument, render_pdf

COLUMNS = fitted(
    [Column("STT", 12, "center"), Column("Tên đơn vị", 80), Column("Xã", 40), Column("Số tiền", 30, "right")]
)
NAME = "Công ty TNHH Một thành viên Thương mại và Dịch vụ Xuất nhập khẩu Đại Phát"


def rows(number):
    """Names of one to four lines, every fifth row with a note."""
    for place in range(1, number + 1):
        notes = (("Nguyên nhân", NAME * 3),) if place % 5 == 0 else ()
        yield Row((str(place), f"{NAME} " * (place % 4 + 1) + f"M{place:05d}", "Xã Yên Phong", f"{place:,}"), notes)


def drawn(tmp_path, document, **options):
    target = tmp_path / "out.pdf"
    pages = render_pdf(document, to=target, fonts=settings.FONTS_ROOT, **options)
    texts = [page.extract_text() for page in PdfReader(target).pages]
    assert len(texts) == pages
    return texts


def page_numbers(texts):
    return [(found := re.search(r"(\d+)/(\d+)", text)) and (int(found[1]), int(found[2])) for text in texts]


def test_a_long_table_keeps_every_row_once_and_in_order(tmp_path):
    texts = drawn(tmp_path, PdfDocument("Danh sách", "BHXH", annex=LongTable(COLUMNS, list(rows(230)))))
    assert [int(code) for code in re.findall(r"M(\d{5})", " ".join(texts))] == list(range(1, 231))


def test_pages_are_numbered_through_and_the_first_shows_none(tmp_path):
    letter = "<p>Kính gửi</p>" + "<p>Nội dung</p>" * 80
    texts = drawn(tmp_path, PdfDocument("Báo cáo", "BHXH", letter, LongTable(COLUMNS, list(rows(130)))))
    numbers = page_numbers(texts)
    assert numbers[0] is None
    assert numbers[1:] == [(page, len(texts)) for page in range(2, len(texts) + 1)]


def test_the_plan_of_pages_holds_so_that_nothing_is_drawn_twice(tmp_path):
    table = LongTable(COLUMNS, list(rows(150)), "<p>Phụ lục</p>", 20.0)
    planned = sum(part.pages for part in long_table.parts(table, settings.FONTS_ROOT))
    assert len(drawn(tmp_path, PdfDocument("Danh sách", "BHXH", annex=table))) == planned


def test_no_part_holds_more_rows_than_memory_allows():
    parts = long_table.parts(LongTable(COLUMNS, list(rows(1000))), settings.FONTS_ROOT)
    assert max(part.rows for part in parts) <= long_table.ROWS_A_PART
    assert sum(part.rows for part in parts) == 1000


def test_numbers_stay_right_where_a_character_is_unknown_to_the_measure(tmp_path, monkeypatch):
    monkeypatch.setattr(long_table, "_row_height", lambda *_: 2.0)  # a plan that is wrong on every page
    texts = drawn(tmp_path, PdfDocument("Danh sách", "BHXH", annex=LongTable(COLUMNS, list(rows(60)))))
    assert page_numbers(texts)[1:] == [(page, len(texts)) for page in range(2, len(texts) + 1)]
    assert [int(code) for code in re.findall(r"M(\d{5})", " ".join(texts))] == list(range(1, 61))


def test_a_signature_never_stands_on_a_page_without_a_row(tmp_path):
    for number in range(20, 34):
        closing = '<div style="height:50mm"><p>GIÁM ĐỐC</p></div>'
        table = LongTable(COLUMNS, list(rows(number)), closing=closing, closing_height=50.0)
        pages = list(long_table.pages(table, settings.FONTS_ROOT))
        assert pages[-1]
        assert sum(map(len, pages)) == number
    assert "M00033" in drawn(tmp_path, PdfDocument("Danh sách", "BHXH", annex=table))[-1]


def test_progress_counts_rows_up_to_all_of_them(tmp_path):
    told = []
    table = LongTable(COLUMNS, list(rows(130)))
    drawn(
        tmp_path, PdfDocument("Danh sách", "BHXH", annex=table), progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (130, 130)
    assert all(before[0] < after[0] for before, after in pairwise(told))


def test_a_demo_says_so_on_every_page(tmp_path):
    table = LongTable(COLUMNS, list(rows(60)))
    texts = drawn(tmp_path, PdfDocument("Danh sách", "BHXH", "<p>Thư</p>", table, is_demo=True))
    assert all(DEMO_MARK in text for text in texts)
    assert DEMO_MARK not in "".join(drawn(tmp_path, PdfDocument("Danh sách", "BHXH", "<p>Thư</p>", table)))


def test_the_only_font_is_the_embedded_times_metric_one(tmp_path):
    drawn(tmp_path, PdfDocument("Danh sách", "BHXH", "<p>Ằ Ẵ Ợ ữ ỵ Đ đ</p>", LongTable(COLUMNS, list(rows(3)))))
    fonts = set()
    for page in PdfReader(tmp_path / "out.pdf").pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Tinos" in font for font in fonts)


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/secret">',
        '<link rel="attachment" href="file:///etc/hostname">',
        "<style>@import url(file:///etc/hostname); p { background: url(http://127.0.0.1:9/x) }</style>",
        '<object data="file:///etc/hostname"></object>',
        '<a rel="attachment" href="file:///etc/hostname">tệp</a>',
    ],
)
def test_nothing_outside_the_document_is_read(tmp_path, hostile):
    with open("/etc/hostname", encoding="utf-8") as file:
        secret = file.read().strip()
    texts = drawn(tmp_path, PdfDocument("Thử", "BHXH", f"<p>còn đây</p>{hostile}"))
    reader = PdfReader(tmp_path / "out.pdf")
    assert "còn đây" in texts[0]
    assert secret not in texts[0]
    assert not reader.attachments


@pytest.mark.parametrize(
    "address", ["http://example.org/", "file:///etc/passwd", "ftp://x/", "gopher://x/", "FILE:/etc/passwd"]
)
def test_the_fetcher_refuses_every_address_but_data_and_the_faces(address):
    fetcher = drawing.FontsAndData(settings.FONTS_ROOT)
    with pytest.raises(ValueError, match="disallowed"):
        fetcher.fetch(address)
    assert fetcher.fetch("data:text/plain,an").read() == b"an"
    assert fetcher.fetch("tinos:400Regular").read()[:4] == b"\x00\x01\x00\x00"


def test_what_people_typed_is_text_in_the_document(tmp_path):
    row = Row(("1", "<script>alert(1)</script> & <b>đậm</b>", "Xã", "0"), (("Nguyên nhân", "<img src=x>"),))
    text = drawn(tmp_path, PdfDocument("Thử", "BHXH", annex=LongTable(COLUMNS, [row])))[0].replace("\n", " ")
    assert "<script>alert(1)</script>" in text
    assert "<img src=x>" in text


@trials(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200), st.floats(20, 120))
def test_a_text_is_never_measured_narrower_than_its_words(text, room):
    face = load_face(settings.FONTS_ROOT, REGULAR)
    lines = face.lines(text, size=10, room=room * MM)
    assert lines >= max(1, int(face.width("".join(text.split()), 10) // (room * MM)))
