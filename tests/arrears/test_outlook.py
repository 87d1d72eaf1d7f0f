"""What happens unless somebody pays, by hand: one employer with a payment tried out, the rows of a province, who may see it."""

from datetime import date

import pytest

from agencies.models import User
from arrears.models import JustifiedReason, LedgerVersion, UrgingNotice
from arrears.queries.law import law_on
from arrears.queries.outlook import outlook_of, rows_ahead, windows_of, with_urging
from arrears.rules.law import Status
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)
H = 100_000_000
TODAY = date(2026, 11, 20)


def httt(opening: int, payable: int, paid: int = 0) -> dict[str, int]:
    return {"opening_httt": opening, "payable_httt": payable, "paid_httt": paid}


@pytest.fixture
def ledger() -> Ledger:
    """A1 has paid nothing since 8/2026; B1 owes 10/2026 alone, due 30/11; C1 pays by quarters and owes 7-9/2026, due 31/10."""
    ledger = Ledger()
    for number, month in enumerate((AUGUST, SEPTEMBER, OCTOBER)):
        rows = [
            {"unit_code": "A1", **httt(number * H, H)},
            {"unit_code": "B1", **httt(0, H, 0 if month == OCTOBER else H)},
            {"unit_code": "C1", "cycle": 3, **httt(number * H, H)},
        ]
        ledger.c12(month, rows)
        ledger.close(month)
    return ledger


def someone(agency) -> User:
    name = f"of-{agency.pk}"
    return User.objects.filter(username=name).first() or make_person(agency, name)


def seen_by(ledger: Ledger, agency=None, *, code: str = "A1", on: date = TODAY):
    return outlook_of(someone(agency or ledger.bhxh), ledger.employer(code), on=on, threshold=3)


def test_an_employer_that_pays_nothing_is_told_its_days_what_they_cost_and_the_days_ahead(ledger):
    found = seen_by(ledger)
    assert (found.on, found.known_until) == (TODAY, OCTOBER.last_day)
    # 8/2026 due 30/9: 51 days; 9/2026 due 31/10: 20 days; 10/2026 due 30/11
    now = found.now
    assert (now.worst, now.days, now.found.owed, now.charge) == (Status.LATE, 51, 2 * H, 71 * 30_000)
    ahead = found.ahead()
    assert (ahead.evasion_from, ahead.listed_at) == (date(2026, 11, 30), Month(2026, 12))
    assert found.per_day == 60_000
    points = found.points()
    assert [point.on for point in points] == [
        TODAY, date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    ]  # fmt: skip
    assert [point.added for point in points][:3] == [0, 10 * 60_000, 41 * 60_000 + 31 * 30_000]
    assert [point.found.owed for point in points][:3] == [2 * H, 2 * H, 3 * H]
    assert all(point.worst == Status.LATE for point in points), "nobody has urged it"
    assert seen_by(ledger, on=date(2026, 10, 10)).on == OCTOBER.last_day, "never before the figures"


def test_a_payment_tried_out_settles_the_oldest_of_its_fund_and_what_is_too_much_waits(ledger):
    tried = seen_by(ledger).what_if(H, "", date(2026, 11, 25), date(2026, 12, 31))
    assert (tried.without.found.owed, tried.with_it.found.owed) == (3 * H, 2 * H)
    # without: 92 + 61 + 31 days; with: 56 + 61 + 31 days of 30,000
    assert (tried.without.charge, tried.with_it.charge) == (184 * 30_000, 148 * 30_000)
    assert (tried.ahead.evasion_from, tried.ahead.listed_at) == (date(2026, 12, 31), Month(2027, 1))
    (line,) = tried.funds
    assert (line.fund, line.owed, line.owed_then, line.charge_then) == ("httt", 3 * H, 2 * H, 148 * 30_000)
    found = seen_by(ledger)
    other = found.what_if(H, "bhyt", date(2026, 11, 25), date(2026, 11, 25))
    assert (other.with_it.found.owed, other.with_it.found.surplus_left) == (2 * H, H)
    all_of_it = found.what_if(4 * H, "httt", date(2026, 11, 25), date(2026, 11, 25))
    assert (all_of_it.with_it.worst, all_of_it.with_it.found.surplus_left) == (Status.SETTLED, H)
    assert (all_of_it.ahead.evasion_from, all_of_it.ahead.listed_at) == (None, None)


def test_once_urged_the_day_of_crossing_is_the_day_of_evasion_unless_a_reason_was_accepted(ledger):
    _urged(ledger, "A1", date(2026, 11, 10))
    found = seen_by(ledger)
    statuses = {point.on: point.worst for point in found.points()}
    assert statuses[TODAY] == Status.LATE and statuses[date(2026, 11, 30)] == Status.EVASION

    reason = {"employer": ledger.employer("A1"), "valid_from": date(2026, 11, 1), "accepted_at": NOW}
    JustifiedReason.objects.create(**_needed(JustifiedReason, reason))
    assert {point.worst for point in seen_by(ledger).points()} == {Status.LATE}


def test_who_reads_submitted_months_is_told_of_them_alone(ledger):
    department = make_agency(ledger.province, "home_affairs", "so-noi-vu")
    assert seen_by(ledger, department) is None
    LedgerVersion.objects.filter(month=SEPTEMBER.first_day).update(submitted_at=NOW)
    found = outlook_of(someone(department), ledger.employer("A1"), on=TODAY, threshold=3)
    assert found.known_until == SEPTEMBER.last_day
    assert sum(one.outstanding for one in found.now.found.standings) == 2 * H, "of 10/2026 nothing is known here"


def rows_of(ledger: Ledger, month: Month = OCTOBER):
    user = someone(ledger.bhxh)
    version = LedgerVersion.objects.get(month=month.first_day)
    rows = ledger.row(month, "A1", 1).__class__.objects.visible_to(user).of(version)
    return rows_ahead(rows, month, law_on(month.last_day, province=ledger.province), 3)


def test_the_rows_of_the_province_cross_on_the_days_reckoned_by_hand(ledger):
    found = {row.employer.unit_code: row for row in rows_of(ledger).select_related("employer")}
    one = found["A1"]  # overdue at 31/10: 8/2026 alone, due 30/9
    assert (one.owed, one.falls_due, one.days_then) == (H, date(2026, 9, 30), 31)
    assert (one.sixty_on, one.listed_on, one.next_on) == (date(2026, 11, 30), date(2026, 12, 31), date(2026, 11, 30))
    assert (one.per_day, one.until_next) == (30_000, 30 * 30_000)
    # what is not due yet counts from its own due day
    assert (found["B1"].falls_due, found["B1"].sixty_on) == (date(2026, 11, 30), date(2027, 1, 30))
    assert found["B1"].per_day == 0
    # by quarters: 7-9/2026 was due 31/10, 10/2026 is due 31/1/2027; at 31/10 nothing is overdue
    assert (found["C1"].falls_due, found["C1"].listed_on) == (date(2026, 10, 31), date(2027, 1, 31))
    ahead = seen_by(ledger, on=OCTOBER.last_day).ahead()
    assert (one.sixty_on, one.listed_on) == (ahead.evasion_from, ahead.listed_at.last_day), "row and account agree"
    # who was urged after its due day is marked
    _urged(ledger, "A1", date(2026, 10, 15))
    _urged(ledger, "C1", date(2026, 10, 15))  # nothing of it was overdue then
    rows = with_urging(rows_of(ledger), ledger.province, TODAY).select_related("employer")
    assert {row.employer.unit_code: row.is_urged for row in rows} == {"A1": True, "B1": False, "C1": False}


def test_the_windows_are_the_two_months_after_the_figures():
    found = windows_of(Month(2026, 12))
    assert (found["soon"].since, found["later"].until) == (date(2027, 1, 1), date(2027, 2, 28))


def _urged(ledger: Ledger, code: str, on: date) -> None:
    facts = {"employer": ledger.employer(code), "state": UrgingNotice.State.SERVED, "issued_on": on, "served_on": on}
    facts |= {"origin": UrgingNotice.Origin.LIST, "month": SEPTEMBER.first_day, "name": code, "year": on.year}
    UrgingNotice.objects.create(number=abs(hash(code)) % 1000 + 1, full_number="1/TB", **facts)


def _needed(model, facts: dict) -> dict:
    """The facts with nothing said in the columns of text that the model asks for."""
    texts = {field.name: "x" for field in model._meta.fields if field.get_internal_type() == "CharField"}
    return {name: text for name, text in texts.items() if name not in facts} | facts
