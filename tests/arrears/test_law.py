"""The figures of the law: which counts on a day, what is frozen, and that two people are needed to change one."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies.reference_loading import Settled
from arrears.models import LegalRule
from arrears.queries import law as queries
from arrears.reference_loading import load
from arrears.rules.figures import Figure, NotAFigure, basis_points
from arrears.rules.law import Law
from arrears.services.law import decide_legal_rule, propose_legal_rule, withdraw_legal_rule
from portal.core.acts import NotPossible
from portal.core.models import Notification
from portal.core.periods import Month
from tests.portal.canaries import in_a_folder

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAYS = "evasion.after_days"


LAYERS = (("here", lambda _below: in_a_folder("bac-ninh")),)


@pytest.fixture
def here(of_layers):
    return of_layers["here"]


def proposed(world, **facts) -> LegalRule:
    given = {"key": DAYS, "value": "90", "valid_from": date(2026, 3, 1), "citation": "Nghị định 274/2025/NĐ-CP, Điều 5"}
    return propose_legal_rule(world.province, by=world.person("officer"), at=AT, **(given | facts))


def approved(world, **facts) -> LegalRule:
    return decide_legal_rule(proposed(world, **facts), by=world.person("approver"), at=AT, is_approved=True)


def days_on(world, day: date) -> int | None:
    return queries.law_on(day, province=world.province).evasion_after


def test_the_law_of_a_day_is_that_of_its_regime():
    load()
    now, before = queries.law_on(date(2026, 10, 31)), queries.law_on(date(2025, 6, 30))
    assert (now.rate, now.evasion_after, now.day0) == (30, 60, date(2025, 6, 30))
    assert (before.rate, before.evasion_after, before.day0) == (0, None, date.min)
    assert [(str(one.first), one.months_after) for one in now.deadlines] == [
        ("1995-01", 0), ("2017-07", 0), ("2025-07", 1),
    ]  # fmt: skip
    assert now.order == Law(()).order


def test_the_regime_turns_on_1_july_2025_and_not_a_day_before():
    load()
    found = [queries.law_on(day).rate for day in (date(2025, 6, 30), date(2025, 7, 1))]
    assert found == [0, 30]


@pytest.mark.parametrize(
    ("key", "day", "value", "confidence"),
    [
        ("payment_deadline.months_after_period", date(2017, 6, 30), "0", "C"),
        ("payment_deadline.months_after_period", date(2017, 7, 1), "0", "A"),
        ("payment_deadline.months_after_period", date(2025, 6, 30), "0", "A"),
        ("payment_deadline.months_after_period", date(2025, 7, 1), "1", "A"),
        ("payment.allocation_order", date(2017, 7, 1), "bhyt,bhtn,tnld_bnn,odts+httt,unsplit", "A"),
        ("payment.allocation_order", date(2026, 4, 30), "bhyt,bhtn,tnld_bnn,odts+httt,unsplit", "A"),
        ("payment.allocation_order", date(2026, 5, 1), "bhyt,bhtn,tnld_bnn,odts+httt,unsplit", "D"),
        ("rate.tnld_bnn.employer", date(2017, 5, 31), "1", "C"),
        ("rate.tnld_bnn.employer", date(2017, 6, 1), "0.5", "A"),
        ("rate.tnld_bnn.employer", date(2020, 7, 15), "0.5", "B"),
    ],
)
def test_each_figure_begins_on_the_day_of_its_text_and_says_how_sure_it_is(key, day, value, confidence):
    load()
    row = queries.figure_on(key, day)
    assert (row.value, row.confidence) == (value, confidence)


def test_before_decision_595_no_order_of_allocation_is_told():
    load()
    assert queries.figure_on("payment.allocation_order", date(2017, 6, 30)) is None


def test_what_was_frozen_thaws_to_the_same_law_and_names_its_rows():
    load()
    snapshot = queries.law_snapshot(date(2026, 10, 31))
    again = json.loads(json.dumps(snapshot))
    assert queries.law_from(again) == queries.law_on(date(2026, 10, 31))
    named = {row["key"]: row for row in again["rows"]}
    assert set(named) == set(queries.RECKONED_WITH)
    assert LegalRule.objects.get(pk=named[DAYS]["id"]).citation == named[DAYS]["citation"]
    assert named["legacy.day0"]["confidence"] == "D"


def test_every_shipped_row_has_a_key_of_its_kind_a_citation_and_a_remark_where_it_is_not_read_in_the_text():
    load()
    for row in LegalRule.objects.all():
        figure = queries.figures()[row.key]
        assert figure.kept(row.value) == row.value, row
        assert figure.words(row.value) and row.citation, row
        assert row.confidence == "A" or row.note, row
    assert {row.key for row in LegalRule.objects.all()} == set(queries.figures())


def test_shipped_rows_of_one_key_leave_no_hole_where_the_portal_reckons():
    load()
    for key in queries.RECKONED_WITH:
        turns = queries.book(keys=[key]).turns(key)
        assert all(row is not None for _day, row in turns), key


def test_loading_again_leaves_what_people_entered_as_it_is(here):
    rule = approved(here, valid_from=date(2025, 7, 1))  # the day of the shipped one
    found = load()["legal_rules"]
    assert (found.added, found.corrected) == (0, 0)
    rule.refresh_from_db()
    assert (rule.value, rule.is_shipped) == ("90", False)


def test_a_row_that_the_portal_ships_no_more_counts_no_longer_and_counts_again_when_it_comes_back():
    """As where a database is older than the first day that a row has now."""
    load()
    stale = LegalRule.objects.create(
        key=queries.DEADLINE, value="0", valid_from=date(2018, 1, 1), valid_to=date(2025, 6, 30), citation="Điều 7"
    )
    mistaken = LegalRule.objects.filter(key=queries.DEADLINE, valid_from=date(2017, 7, 1))
    mistaken.update(state=LegalRule.State.WITHDRAWN)
    assert [load()["legal_rules"] for _time in range(2)] == [Settled(0, 2), Settled(0, 0)]
    stale.refresh_from_db()
    assert stale.state == LegalRule.State.WITHDRAWN
    told = [row["valid_from"] for row in queries.law_snapshot(date(2026, 10, 31))["rows"] if row["key"] == stale.key]
    assert told == ["1995-01-01", "2017-07-01", "2025-07-01"]


def test_a_proposal_counts_only_when_another_person_has_approved_it(here):
    rule = proposed(here)
    assert days_on(here, date(2026, 10, 31)) == 60
    decide_legal_rule(rule, by=here.person("approver"), at=AT, is_approved=True)
    assert [days_on(here, day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 10, 31))] == [60, 90, 90]
    assert queries.law_on(date(2026, 10, 31)).evasion_after == 60, "the other provinces"


def test_a_figure_with_an_end_gives_way_to_the_one_before_it_again(here):
    approved(here, valid_to=date(2026, 6, 30))
    assert [days_on(here, day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == [90, 60]


def test_a_figure_from_the_same_day_as_the_portals_takes_its_place(here):
    approved(here, valid_from=date(2025, 7, 1))
    assert [days_on(here, day) for day in (date(2025, 6, 30), date(2025, 7, 1))] == [None, 90]


def test_a_withdrawn_figure_gives_way_to_what_was_before_and_stays_in_the_history(here):
    rule = approved(here)
    withdraw_legal_rule(rule, by=here.person("approver"), at=AT, reason="Nhập nhầm")
    assert days_on(here, date(2026, 10, 31)) == 60
    told = queries.history_of(here.person("department"), DAYS)
    assert [(row.state, row.value) for row in told] == [("withdrawn", "90"), ("approved", "60")]


def test_a_deadline_for_some_months_only_is_a_turn_there_and_back(here):
    key = "payment_deadline.months_after_period"
    approved(here, key=key, value="2", valid_from=date(2026, 3, 1), valid_to=date(2026, 4, 30), citation="Bão số 3")
    law = queries.law_on(date(2026, 10, 31), province=here.province)
    assert [(one.first, one.months_after) for one in law.deadlines][-3:] == [
        (Month(2025, 7), 1), (Month(2026, 3), 2), (Month(2026, 5), 1),
    ]  # fmt: skip


def test_who_entered_a_figure_does_not_decide_it(here):
    rule = proposed(here)
    with pytest.raises(PermissionDenied):
        decide_legal_rule(rule, by=here.person("officer"), at=AT, is_approved=True)
    author = here.person("approver")
    LegalRule.objects.filter(pk=rule.pk).update(entered_by=author)
    with pytest.raises(PermissionDenied):
        decide_legal_rule(rule, by=author, at=AT, is_approved=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalRule.objects.filter(pk=rule.pk).update(state="approved", decided_by=author, decided_at=AT)


def test_those_who_may_approve_are_told_and_the_author_learns_the_verdict(here):
    rule = approved(here)
    told = Notification.objects.filter(key__startswith="legal-rule").values_list("key", "user__username")
    assert (f"legal-rule:{rule.pk}", here.people["approver"].username) in set(told)
    assert [name for key, name in told if key == f"legal-rule-decided:{rule.pk}"] == [here.people["officer"].username]
    assert here.people["officer"].username not in [name for key, name in told if key == f"legal-rule:{rule.pk}"]


def test_a_decision_is_made_once_and_a_refusal_says_why(here):
    rule = proposed(here)
    with pytest.raises(ValidationError):
        decide_legal_rule(rule, by=here.person("approver"), at=AT, is_approved=False)
    decide_legal_rule(rule, by=here.person("approver"), at=AT, is_approved=False, note="Chưa có văn bản")
    assert days_on(here, date(2026, 10, 31)) == 60
    with pytest.raises(NotPossible):
        decide_legal_rule(rule, by=here.person("approver"), at=AT, is_approved=True)


def test_one_day_has_one_figure_of_the_province(here):
    proposed(here)
    with pytest.raises(NotPossible):
        proposed(here, value="120")


def test_only_what_the_province_entered_is_withdrawn(here):
    shipped = LegalRule.objects.get(key=DAYS, is_shipped=True)
    with pytest.raises(PermissionDenied):
        withdraw_legal_rule(shipped, by=here.person("approver"), at=AT, reason="x")
    waiting = proposed(here)
    with pytest.raises(PermissionDenied):
        withdraw_legal_rule(waiting, by=here.person("approver"), at=AT, reason="x")
    withdraw_legal_rule(waiting, by=here.person("officer"), at=AT, reason="Nhập nhầm")
    with pytest.raises(PermissionDenied):
        withdraw_legal_rule(waiting, by=here.person("officer"), at=AT, reason="lần nữa")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"value": "không"}, "value"),
        ({"value": "0"}, "value"),
        ({"value": "3.651"}, "value"),
        ({"citation": "  "}, "citation"),
        ({"valid_to": date(2026, 2, 28)}, "valid_to"),
        ({"valid_from": date(1994, 12, 31)}, "valid_from"),
        ({"confidence": "Z"}, "confidence"),
        ({"note": "x" * 401}, "note"),
        ({"key": "payment_deadline.months_after_period", "value": "2", "valid_from": date(2026, 3, 2)}, "valid_from"),
        (
            {"key": "payment_deadline.months_after_period", "value": "2", "valid_to": date(2026, 4, 29)},
            "valid_to",
        ),
    ],
)
def test_what_cannot_be_a_figure_is_refused_in_a_sentence(here, facts, field):
    with pytest.raises(ValidationError) as refused:
        proposed(here, **facts)
    assert list(refused.value.message_dict) == [field]
    with pytest.raises(NotPossible):
        proposed(here, key="khong.co")


def test_a_rate_and_an_order_that_change_hold_from_their_day_on_and_not_before(here):
    """What is charged and settled of the days before keeps the figures of those days."""
    approved(here, key="charge.per_100000_per_day", value="50", valid_from=date(2027, 1, 1))
    approved(
        here, key="payment.allocation_order", value="odts+httt,bhyt,bhtn,tnld_bnn,unsplit", valid_from=date(2027, 1, 1)
    )
    before, after = (queries.law_on(day, province=here.province) for day in (date(2026, 12, 31), date(2027, 2, 1)))
    assert (before.rate, before.rates, before.orders) == (30, (), ())
    assert (after.rate, after.rates) == (50, ((date(2025, 7, 1), 30), (date(2027, 1, 1), 50)))
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [after.place_on(day)["bhyt"][0] for day in days] == [0, 1] and before.place_on(days[1])["bhyt"][0] == 0
    frozen = json.loads(json.dumps(queries.law_snapshot(date(2027, 2, 1), province=here.province)))
    assert queries.law_from(frozen) == after
    assert sorted(row["value"] for row in frozen["rows"] if row["key"] == "charge.per_100000_per_day") == ["30", "50"]
    older = {name: value for name, value in frozen.items() if name not in ("rates", "orders")}
    assert queries.law_from(older).rates == (), "what was frozen before there were two"


def test_a_figure_never_changes_what_was_frozen_before(here):
    before = queries.law_snapshot(date(2026, 10, 31), province=here.province)
    approved(here)
    assert queries.law_from(before).evasion_after == 60
    assert queries.law_on(date(2026, 10, 31), province=here.province).evasion_after == 90


def test_the_newest_row_wins_in_memory_as_it_does_in_the_database(here):
    approved(here, valid_to=date(2026, 6, 30))
    approved(here, value="45", valid_from=date(2026, 5, 1))
    held, day = queries.book(here.province, [DAYS]), date(2025, 6, 25)
    while day < date(2026, 8, 1):
        assert held.row(DAYS, day) == queries.figure_on(DAYS, day, province=here.province), day
        day += timedelta(days=5)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("int", "60", "60"), ("money", "2.530.000", "2530000"), ("percent", "17,50 %", "17.5"), ("percent", "8", "8"),
        ("flag", "1", "1"), ("date", "30/06/2025", "2025-06-30"), ("int_list", "1, 3,6", "1,3,6"),
        ("words", "a, b", "a,b"), ("fund_order", "bhyt,bhtn,tnld_bnn,odts + httt,unsplit", None),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_one_way_however_it_is_written(kind, written, kept):
    figure = Figure("k", "", "", kind, 0, 10**9)
    found = figure.kept(written)
    assert found == (kept or "bhyt,bhtn,tnld_bnn,odts+httt,unsplit") and figure.kept(found) == found


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("int", "6,5"), ("money", "2.53.000"), ("percent", "1.555"), ("percent", "101"), ("flag", "2"),
        ("date", "31/02/2026"), ("int_list", "3,1"), ("words", "a,,b"), ("fund_order", "bhyt,bhtn"), ("text", " "),
        ("text", "x" * 61),
    ],
)  # fmt: skip
def test_a_value_that_is_none_of_its_kind_is_refused(kind, written):
    with pytest.raises(NotAFigure):
        Figure("k", "", "", kind, 0, 100).kept(written)


def test_percentages_are_counted_in_hundredths_of_a_percent():
    assert [basis_points(text) for text in ("22", "1.5", "0.35", "0")] == [2200, 150, 35, 0]
