"""The list page: filters, search, order, pages, totals, and the file of exactly the same rows."""

import csv
import io
from datetime import date

import django_filters
import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from agencies.models import AdminUnit
from portal.core.figures import Stamp
from portal.core.folding import fold
from portal.core.lists import list_page
from portal.core.paging import END, page_of
from portal.core.periods import Month
from portal.core.tables import Column, Table

pytestmark = pytest.mark.django_db

MARKER = "KIỂM THỬ"
NAMES = ("Hoà Bình", "Đông Á", "Yên Dũng", "Quế Võ")
TABLE = Table(
    (
        Column("name", "Tên", sort="folded"),
        Column("code", "Mã", kind="code"),
        Column("latitude", "Vĩ độ", kind="int", sort="latitude", total=True),
        Column("level", "Cấp", kind="int", sort=("-level", "name")),
        Column("valid_from", "Từ ngày", kind="date", sort="valid_from"),
    ),
    default_sort="name",
)


class Asker:
    """Whoever asks: these tests are about lists, not about people."""

    is_authenticated = False

    def __str__(self):
        return "Nguyễn Thị Lan"


class Filters(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(label="Cấp", choices=AdminUnit.Level.choices)
    latitude = django_filters.RangeFilter(label="Vĩ độ")


@pytest.fixture
def rows(db):
    units = []
    for number in range(130):
        name = f"{MARKER} {NAMES[number % 4]} {number:03d}"
        latitude = None if number % 10 == 0 else (number * 7) % 40
        unit = {"name": name, "folded": fold(name), "sort_key": name, "latitude": latitude, "level": 2 + number % 2}
        units.append(AdminUnit(code=f"0KT{number:03d}", valid_from=date(2025, 7, 1 + number % 5), **unit))
    AdminUnit.objects.bulk_create(units)
    return AdminUnit.objects.filter(name__startswith=MARKER)


def ask(rows, query="", **options):
    request = RequestFactory().get(f"/danh-sach/?{query}", headers={"HX-Target": "listing"})
    request.user = Asker()
    options = {"search": ("folded",), "filterset": Filters, "title": "Đơn vị", "export_name": "don-vi"} | options
    return list_page(request, table=TABLE, rows=rows, **options)


def names_through(rows, order, size, backward=False):
    """Every page, one after the other."""
    step, seen, turns = ({"before": END} if backward else {}), [], 0
    while turns < 200:
        page = page_of(rows, order=order, size=size, **step)
        names = [row.name for row in page.rows]
        seen = names + seen if backward else seen + names
        cursor = page.before if backward else page.after
        if cursor is None:
            return seen
        step, turns = {("before" if backward else "after"): cursor}, turns + 1
    raise AssertionError("the pages never end")


@pytest.mark.parametrize(
    "order",
    [("folded",), ("-level",), ("latitude",), ("-latitude",), ("-level", "name"), ("valid_from", "-latitude"), ()],
)
@pytest.mark.parametrize("size", [1, 7, 130, 500])
def test_pages_forward_and_backward_show_every_row_once_in_one_order(rows, order, size):
    forward = names_through(rows, order, size)
    assert len(forward) == len(set(forward)) == 130
    assert names_through(rows, order, size, backward=True) == forward


def test_empty_cells_close_the_list_whichever_way_it_is_sorted(rows):
    for order in ("latitude", "-latitude"):
        page = page_of(rows, order=(order,), size=130)
        assert [row.latitude for row in page.rows][-13:] == [None] * 13


def test_a_forged_or_foreign_cursor_opens_the_first_page(rows):
    first = page_of(rows, order=("folded",), size=10)
    foreign = page_of(rows, order=("-latitude",), size=10).after
    for cursor in ("x", "WyJh:bad:sign", foreign, first.after[:-3]):
        again = page_of(rows, order=("folded",), size=10, after=cursor)
        assert [row.pk for row in again.rows] == [row.pk for row in first.rows]
        assert again.before is None


def test_a_deep_page_asks_no_offset_and_as_many_queries_as_the_first(rows, django_assert_num_queries):
    page = page_of(rows, order=("folded",), size=20)
    for _turn in range(4):
        with django_assert_num_queries(1) as asked:
            page = page_of(rows, order=("folded",), size=20, after=page.after)
        assert "OFFSET" not in asked.captured_queries[0]["sql"]


def test_the_first_page_counts_totals_and_links_onwards(rows):
    html = ask(rows).content.decode()
    total = sum(unit.latitude or 0 for unit in rows)
    assert "<b>130 dòng</b>" in html and f"{total:,}".replace(",", ".") in html
    assert 'rel="next"' in html and 'rel="prev"' not in html
    assert html.count('<th scope="row" class="t"><') + html.count(f'<th scope="row" class="t">{MARKER}') == 50


def test_search_needs_no_accents_and_any_tone_placement(rows):
    for text in ("hoa+binh", "Hòa+Bình", "HOÀ+bình"):
        html = ask(rows, f"q={text}").content.decode()
        assert "<b>33 dòng</b>" in html and "Đông Á" not in html
    assert "Không tìm thấy dòng nào" in ask(rows, "q=khong+co").content.decode()


def test_filters_narrow_and_each_can_be_taken_away(rows):
    html = ask(rows, "level=2&latitude_min=5&q=yen&sort=-latitude").content.decode()
    assert "Cấp: Huyện, quận, thị xã" in html and "Vĩ độ: từ 5 đến …" in html
    assert 'href="?latitude_min=5&amp;q=yen&amp;sort=-latitude"' in html
    assert 'href="?level=2&amp;q=yen&amp;sort=-latitude"' in html


def test_a_filter_that_makes_no_sense_shows_no_rows_and_says_why(rows):
    html = ask(rows, "level=99").content.decode()
    assert "form-error" in html and MARKER not in html


def test_the_sorted_column_says_so_and_its_link_turns_it_round(rows):
    html = ask(rows, "sort=-latitude").content.decode()
    assert 'aria-sort="descending"' in html and html.count("aria-sort") == 1
    assert 'href="?sort=latitude"' in html


def test_page_sizes_are_capped(rows):
    assert ask(rows, "size=200").content.decode().count("<tr>") > ask(rows).content.decode().count("<tr>")
    assert 'rel="next"' in ask(rows, "size=100000").content.decode()


def test_asked_by_htmx_only_the_list_comes_back(rows):
    response = ask(rows)
    assert "<html" not in response.content.decode() and response["Vary"] == "HX-Target"


def read_xlsx(response):
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_the_workbook_holds_exactly_the_filtered_rows_in_the_order_of_the_screen(rows, settings):
    settings.DEMO = True
    told = []
    stamp = Stamp(Month(2026, 10), "C12-TS", 1)
    response = ask(
        rows, "format=xlsx&level=2&sort=-latitude", stamp=stamp, on_export=lambda **facts: told.append(facts)
    )
    sheet = read_xlsx(response)
    head = next(at for at, row in enumerate(sheet) if row[0] == "Tên")
    above = " ".join(str(row[0]) for row in sheet[:head])
    for said in ("Dữ liệu mô phỏng", "Tháng 10/2026", "Nguồn: C12-TS", "Cấp: Huyện", "Người xuất: Nguyễn Thị Lan"):
        assert said in above
    body = sheet[head + 1 : -1]
    expected = names_through(rows.filter(level=2), ("-latitude",), 50)
    assert [row[0] for row in body] == expected
    assert body[0][1].startswith("0") and isinstance(body[0][2], int)
    assert sheet[-1][2] == sum(unit.latitude or 0 for unit in rows.filter(level=2))
    assert told == [{"filters": {"level": "2", "sort": "-latitude"}, "count": 65, "format": "xlsx"}]
    assert "don-vi-" in response["Content-Disposition"] and ".xlsx" in response["Content-Disposition"]


def test_the_csv_opens_in_a_vietnamese_excel_and_starts_no_formula(rows):
    rows.filter(code="0KT001").update(name=f"{MARKER} 1", folded="=1+1")
    table = Table((Column("folded", "Tên", sort="folded"), Column("latitude", "Vĩ độ", kind="int")))
    request = RequestFactory().get("/?format=csv&sort=folded")
    request.user = Asker()
    response = list_page(request, table=table, rows=rows, title="Đơn vị")
    content = b"".join(response.streaming_content)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert content.startswith(b"\xef\xbb\xbf") and ["Tên", "Vĩ độ"] in lines
    assert ["'=1+1", "7"] in lines


def test_the_number_of_queries_does_not_grow_with_the_rows(rows, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask(rows)
    with django_assert_num_queries(2):
        ask(rows, "size=200&level=3&q=yen")


def test_a_view_of_the_list_is_told_with_its_filters(rows):
    told = []
    ask(rows, "q=yen", on_view=lambda **facts: told.append(facts))
    assert told == [{"filters": {"q": "yen", "sort": "name"}, "count": 32}]
