"""One description of a list gives its page, its file and its totals."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe

from portal.core import figures
from portal.core.charts import Chart, Series
from portal.core.figures import Stamp
from portal.core.marks import Badge
from portal.core.periods import Month
from portal.core.tables import Column, Table


@dataclass
class Place:
    name: str


@dataclass
class Debt:
    name: str
    owed: int | None
    state: str
    month: date
    place: Place | None
    is_open: bool = True
    share: Decimal = Decimal("0.25")


STATES = {"late": Badge("Chậm đóng", "warning", "clock"), "evasion": Badge("Trốn đóng", "danger")}
TABLE = Table(
    (
        Column("name", "Đơn vị", sort="name", sub=lambda row: f"Mã {row.name}"),
        Column("place", "Xã", value="place__name", priority=2),
        Column("owed", "Số nợ", kind="money", total=True, sort="owed"),
        Column("state", "Tình trạng", kind="badge", badges=STATES),
        Column("month", "Tháng", kind="month"),
        Column("is_open", "Còn nợ", kind="bool", on_page=False),
    ),
    default_sort="-owed",
    row_url=lambda row: f"/don-vi/?ten={row.name}",
)
ROWS = [
    Debt("Công ty <b>A</b>", 1_234_567, "late", date(2026, 10, 1), Place("Xã Văn Môn")),
    Debt("Công ty B", None, "evasion", date(2026, 9, 1), None, is_open=False),
]


def test_a_row_is_escaped_grouped_and_labelled():
    html = TABLE.render(ROWS, caption="Nợ")
    assert "Công ty &lt;b&gt;A&lt;/b&gt;" in html and "<b>A" not in html
    assert '<td class="n" data-label="Số nợ">1.234.567</td>' in html
    assert '<td class="t p2" data-label="Xã">Xã Văn Môn</td>' in html
    assert 'href="/don-vi/?ten=Công ty &lt;b&gt;A&lt;/b&gt;"' in html
    assert "10/2026" in html and "Còn nợ" not in html


def test_an_empty_cell_is_a_dash_and_an_empty_table_says_so():
    assert '<span class="nil">–</span>' in TABLE.render(ROWS)
    assert "Không có dòng nào" in TABLE.render([])
    assert "Chưa có tệp." in Table(TABLE.columns, empty_text="Chưa có tệp.").render([])


def test_a_state_is_told_by_word_and_icon_and_not_by_colour_alone():
    html = TABLE.render(ROWS)
    assert 'class="mark mark-warning"' in html and "#clock" in html and "Chậm đóng</span>" in html


def test_totals_stand_above_the_rows_under_their_columns():
    html = TABLE.render(ROWS, totals={"owed": 5_000_000})
    totals, rows = html.index("Tổng cộng"), html.index("Công ty B")
    assert totals < rows and '<td class="n" data-label="Số nợ">5.000.000</td>' in html


def test_a_file_keeps_numbers_and_says_states_in_words():
    assert TABLE.file_row(ROWS[0]) == ["Công ty <b>A</b>", "Xã Văn Môn", 1_234_567, "Chậm đóng", "10/2026", "Có"]
    assert TABLE.file_paths() == ["name", "place__name", "owed", "state", "month", "is_open"]
    values = ("Công ty B", None, None, "evasion", date(2026, 9, 1), False)
    assert next(TABLE.file_values([values])) == ["Công ty B", None, None, "Trốn đóng", "09/2026", "Không"]


def test_a_column_made_by_a_function_reads_instances_and_may_have_no_total():
    table = Table((Column("name", "Tên", value=lambda row: row.name.upper()),))
    assert table.file_paths() is None
    assert table.file_row(ROWS[1]) == ["CÔNG TY B"]
    with pytest.raises(ValueError, match="total"):
        Column("x", "X", value=lambda row: 1, total=True)
    with pytest.raises(ValueError, match="kind"):
        Column("x", "X", kind="colour")


def test_rows_may_be_dicts_and_safe_html_stays_html():
    table = Table((Column("name", "Tên"), Column("place__name", "Xã"), Column("act", "Việc")))
    html = table.render([{"name": "A & B", "place__name": "Từ Sơn", "act": mark_safe("<i>x</i>")}])
    assert "A &amp; B" in html and "Từ Sơn" in html and "<i>x</i>" in html


def test_the_order_is_the_asked_one_else_the_tables_own():
    assert TABLE.ordering("name") == ("name", ("name",))
    assert TABLE.ordering("-name") == ("-name", ("-name",))
    assert TABLE.ordering("place; drop table") == ("-owed", ("-owed",))


def test_a_stamp_names_month_source_version_and_moment():
    stamp = Stamp(Month(2026, 10), "C12-TS", 2, datetime(2026, 11, 5, 1, 2, tzinfo=UTC))
    assert str(stamp) == "Tháng 10/2026 · Nguồn: C12-TS · phiên bản 2 · tính lúc 08:02 05/11/2026"
    assert Stamp(date(2026, 10, 1), "C12-TS").version_label == "tạm tính"


def test_figures_are_written_as_officials_write_them():
    assert figures.grouped(1_234_567) == "1.234.567"
    assert figures.decimal_text(Decimal("1234.56")) == "1.234,6"
    assert figures.compact_money(12_345_678_901) == "12,3 tỷ"
    assert figures.percent_text(Decimal("0.125")) == "12,5%"
    assert figures.date_text(None) == figures.grouped(None) == "–"


def test_a_change_is_said_in_words():
    assert figures.change_since(110, 100).words == "tăng 10 (10,0%) so với tháng trước"
    assert figures.change_since(90, 100).direction == "down"
    assert figures.change_since(5, 5).words == "không đổi so với tháng trước"
    assert figures.change_since(5, 0).words == "tăng 5 so với tháng trước"
    assert figures.change_since(5, None) is None


def test_a_chart_says_the_same_numbers_as_a_table_with_the_same_links():
    series = [Series("BHYT", [1_000_000, None], color="bhyt", links=["/a?x=1&y=2", ""]), Series("BHTN", [2, 3])]
    chart = Chart("stacked", "Nợ", [Month(2026, 9), Month(2026, 10)], series, label_head="Tháng")
    html = chart.numbers()
    assert '<a href="/a?x=1&amp;y=2">1.000.000</a>' in html and "<b>1.000.002</b>" in html and "<b>3</b>" in html
    assert chart.payload()["labels"] == ["09/2026", "10/2026"]
    assert chart.payload()["series"][1]["links"] == ["", ""]


def test_a_chart_refuses_series_that_do_not_fit_its_labels():
    with pytest.raises(ValueError, match="one value"):
        Chart("bar", "Nợ", ["a", "b"], [Series("x", [1])])
    with pytest.raises(ValueError, match="kind"):
        Chart("pie", "Nợ", ["a"], [Series("x", [1])])
