"""Cells as people fill them in: what is clear is taken, what is not is told."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1 234 567", 1234567),
        ("1\u00a0234\u00a0567", 1234567),
        ("1\u202f234", 1234),
        ("1.234", 1234),
        ("(500)", -500),
        ("(1.234.567)", -1234567),
        ("-500", -500),
        ("−500", -500),
        ("- 500", -500),
        ("0", 0),
        ("007", 7),
        ("1234,0", 1234),
        ("12.00", 12),
        ("1.234.567,00", 1234567),
        ("1,234,567.00", 1234567),
        (" 12 ", 12),
        ("\u200b12", 12),
        (12, 12),
        (12.0, 12),
        (-3.0, -3),
        ("-", None),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_whole_numbers_as_people_write_them(written, number):
    assert text.whole_number(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.5", "not_whole"),
        (1.5, "not_whole"),
        ("1.234,5", "ambiguous_number"),
        ("1.23.456", "ambiguous_number"),
        ("1,234.567", "ambiguous_number"),
        ("1.234,567", "ambiguous_number"),
        ("1234.567", "ambiguous_number"),
        ("0.500", "ambiguous_number"),
        ("12 34", "ambiguous_number"),
        ("mười", "not_a_number"),
        ("1e6", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("٣", "not_a_number"),
        ("²", "not_a_number"),
        (True, "not_a_number"),
        (date(2026, 1, 1), "not_a_number"),
        (float("nan"), "number_too_large"),
        (float("inf"), "number_too_large"),
        (1e17, "number_too_large"),
        ("9" * 30, "number_too_large"),
        ("#VALUE!", "error_value"),
        ("#DIV/0!", "error_value"),
    ],
)
def test_what_is_not_clearly_a_whole_number_is_told(written, code):
    with pytest.raises(Unreadable) as told:
        text.whole_number(written)
    assert told.value.code == code
    assert "Hãy" in told.value.message_vi
    assert "%(" not in told.value.message_vi


@given(st.integers(-(10**15), 10**15), st.sampled_from(".,  "))
def test_every_grouped_number_reads_back(number, mark):
    assert text.whole_number(f"{number:,}".replace(",", mark)) == number
    assert text.whole_number(float(number)) == number


@pytest.mark.parametrize(
    ("written", "number"), [("3", "3"), ("3,5", "3.5"), ("3.25", "3.25"), (3.5, "3.5"), (3, "3"), (2.0, "2")]
)
def test_months_owed_may_have_a_fraction(written, number):
    assert text.decimal_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["1.234", "3 tháng", "1.2.3", True, float("nan")])
def test_a_fraction_that_could_be_thousands_is_told(written):
    with pytest.raises(Unreadable):
        text.decimal_number(written)


@pytest.mark.parametrize(
    "written",
    [
        "10/2026",
        "2026-10",
        "2026/10",
        "T10/2026",
        "Th10.2026",
        "Tháng 10/2026",
        "tháng 10 năm 2026",
        "10-2026",
        "202610",
        "102026",
        202610,
        202610.0,
        "31/10/2026",
        "2026-10-01",
        date(2026, 10, 15),
        datetime(2026, 10, 15, 8),  # noqa: DTZ001  # Excel's moments have no zone
        46326.0,
        "Tha\u0301ng 10/2026",
    ],
)
def test_months_in_every_spelling(written):
    assert text.month(written) == date(2026, 10, 1)


@pytest.mark.parametrize("written", ["13/2026", "10", "10/26", "tháng mười", 10.2026, 5.0, True, "00/2026", 72026.0])
def test_what_is_not_clearly_a_month_is_told(written):
    with pytest.raises(Unreadable) as told:
        text.month(written)
    assert told.value.code == "not_a_month"


def test_days_of_both_excel_systems():
    assert text.day(46326.0) == text.day(44864.0, date1904=True) == text.day("31/10/2026") == date(2026, 10, 31)
    for wrong in ("31/02/2026", "hôm nay", 46326.5, 12.0):
        with pytest.raises(Unreadable):
            text.day(wrong)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Công ty\u00a0 TNHH   A ", "Công ty TNHH A"),
        ("Hoa\u0300 Bi\u0300nh", "Hoà Bình"),
        ("A\u200bB\u200e\u202eC\ufeff", "ABC"),
        ("hai\r\ndòng\tba", "hai dòng ba"),
        ("a_x000D_b", "a b"),
        ("a\x00b", "ab"),
        (None, ""),
        (12.0, "12"),
        ("", ""),
    ],
)
def test_text_becomes_comparable(raw, clean):
    assert text.clean(raw) == clean


@given(st.text())
def test_cleaning_twice_changes_nothing(raw):
    assert text.clean(text.clean(raw)) == text.clean(raw)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("QB0012A", "QB0012A"),
        ("0012", "0012"),
        (" 0012\u00a0", "0012"),
        ("'0012", "0012"),
        (2300233483.0, "2300233483"),
        ("", None),
    ],
)
def test_codes_stay_text(value, kept):
    if isinstance(value, float):
        nine = str(int(value))[:9]
        kept = nine + mst.calc_check_digit(nine)
        value = float(kept)
    assert text.code(value) == kept


@pytest.mark.parametrize("value", [12.0, 100233488.0, 2300233480.0, 1e12, 1.5, True, "1,23457E+11", "1.2E+09"])
def test_a_code_that_may_have_lost_a_digit_is_told_with_the_way_out(value):
    with pytest.raises(Unreadable) as told:
        text.code(value)
    assert told.value.code == "code_as_number"
    assert "Văn bản (Text)" in told.value.message_vi


def test_a_code_that_excel_took_for_a_day_is_told():
    with pytest.raises(Unreadable) as told:
        text.code(date(2026, 3, 12))
    assert told.value.code == "code_as_date"


@pytest.mark.parametrize(
    ("written", "kept", "fault"),
    [
        ("0100233488", "0100233488", None),
        ("0100233488-001", "0100233488-001", None),
        ("0100233488001", "0100233488-001", None),
        ("01.00.233.488", "0100233488", None),
        ("0100233489", "0100233489", "check_digit"),
        ("001085012345", "001085012345", None),
        ("999085012345", "999085012345", "form"),
        ("12345", "12345", "form"),
        ("MST-1", "MST-1", "form"),
    ],
)
def test_tax_codes(written, kept, fault):
    assert text.tax_code(written) == kept
    assert text.tax_code_fault(kept) == fault


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_the_check_digit_agrees_with_the_published_rule(ten):
    assert text.has_right_check_digit(ten) == (mst.calc_check_digit(ten[:9]) == ten[9])


@given(st.integers(0, 16383))
def test_columns_have_letters(place):
    assert text.column_place(text.column_letter(place)) == place
