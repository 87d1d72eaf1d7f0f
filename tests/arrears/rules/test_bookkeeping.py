"""From the months of the file to entries: what is not explained is read in the employer's favour, and no dong is lost."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.rules.bookkeeping import Line, book_of, share_of
from arrears.rules.law import Account, Kind
from arrears.rules.months import EARLIEST
from arrears.rules.reckoning import reckon
from portal.core.periods import Month
from tests.arrears.rules.test_reckoning import LAW

JUNE = Month(2026, 6)


def entries(*lines: Line) -> list[tuple[str, str, int]]:
    return [(one.kind.value, str(one.month or one.on), one.amount) for one in book_of("httt", lines).entries]


def test_a_month_that_explains_itself_is_its_payable_and_its_payment():
    assert entries(Line(JUNE, payable=100, paid=40), Line(JUNE.plus(1), opening=60, payable=100)) == [
        ("payable", "2026-06", 100), ("payment", "2026-06-30", 40), ("payable", "2026-07", 100),
    ]  # fmt: skip


def test_an_adjustment_upwards_is_payable_of_its_month_and_downwards_a_payment_of_the_fund():
    assert entries(Line(JUNE, payable=100, adjustment=30)) == [("payable", "2026-06", 130)]
    down = book_of("httt", [Line(JUNE, payable=100, adjustment=-30)])
    assert [(one.kind, one.amount, one.fund) for one in down.entries][1] == (Kind.PAYMENT, 30, "httt")
    assert down.has_less and not down.has_reversal


def test_money_taken_back_is_a_reversal_on_the_last_day_of_the_month():
    book = book_of("httt", [Line(JUNE, payable=100, paid=-30)])
    assert book.has_reversal and book.entries[-1].on == date(2026, 6, 30)


def test_what_the_file_owns_to_be_off_by_counts_like_an_adjustment():
    assert entries(Line(JUNE, payable=100, closing=107)) == [("payable", "2026-06", 107)]
    assert entries(Line(JUNE, payable=100, closing=93)) == [("payable", "2026-06", 100), ("payment", "2026-06-30", 7)]


def test_the_first_opening_is_of_the_month_before_unless_the_month_paid_through_dates_it():
    book = book_of("httt", [Line(JUNE, opening=300)])
    assert entries(Line(JUNE, opening=300)) == [("payable", "2026-05", 300)] and book.undated == {Month(2026, 5)}
    dated = Line(JUNE, opening=250, payable=100, through=Month(2026, 2))
    assert entries(dated)[:3] == [("payable", "2026-03", 50), ("payable", "2026-04", 100), ("payable", "2026-05", 100)]
    assert not book_of("httt", [dated]).undated
    assert entries(Line(JUNE, opening=-70)) == [("payment", "2026-05-31", 70)]


def test_an_opening_that_months_at_the_present_payable_do_not_make_up_is_of_equal_parts():
    assert [amount for _kind, _month, amount in entries(Line(JUNE, opening=901, payable=100, through=Month(2026, 2)))][
        :3
    ] == [301, 300, 300]
    assert (share_of(0, 3, 0), share_of(300, 3, 0), share_of(300, 3, -5)) == (0, 100, 100)


def test_an_opening_is_no_older_than_the_month_known_before_it():
    line = Line(Month(2026, 9), opening=250, payable=100, through=Month(2026, 2))
    assert entries(Line(JUNE, payable=100), line)[1:3] == [("payable", "2026-07", 50), ("payable", "2026-08", 100)]
    assert entries(Line(JUNE, payable=100), Line(Month(2026, 9), opening=40))[1] == ("payment", "2026-07-31", 60)
    assert entries(Line(JUNE, payable=100), Line(Month(2026, 7), opening=130))[1] == ("payable", "2026-06", 30)


def test_compulsory_insurance_is_no_older_than_1995():
    line = Line(Month(1995, 3), opening=100, paid=60, through=Month(1994, 12))
    assert str(EARLIEST) == "1995-01" and entries(line)[:3] == [
        ("payable", "1995-01", 60),
        ("payable", "1995-01", 20),
        ("payable", "1995-02", 20),
    ]


sums = st.integers(-3_000, 3_000)
lines = st.lists(
    st.tuples(
        st.integers(1, 3), sums, sums, sums, sums, st.none() | sums, st.none() | st.integers(-9, 3)
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(lines)
def test_after_every_month_the_account_holds_what_the_file_says(steps):
    month, said = Month(2025, 1), []
    for gap, opening, payable, adjustment, paid, closing, through in steps:
        month = month.plus(gap)
        covered = None if through is None else month.plus(through)
        said.append(Line(month, opening, payable, adjustment, paid, closing, covered))
        found = reckon(Account(book_of("bhyt", said).entries), LAW, on=month.last_day)
        assert found.outstanding - found.surplus_left + found.uncovered == said[-1].left
