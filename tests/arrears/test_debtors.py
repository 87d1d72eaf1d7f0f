"""The list of employers owing for three months and more: who is on it, in which order, what blocks publication."""

import pytest

from agencies.models import ProvinceSetting
from arrears.queries.debtors import at_least_behind
from arrears.services.debtors import make_debtor_list
from employers.models import Employer
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.periods import Month
from tests.factories.ledger import LONG_AGO, NOW, Ledger, each_fund

pytestmark = pytest.mark.django_db

OCTOBER = Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def behind(code: str, days: int = 92, amount: int = 100, **columns) -> dict:
    return {"unit_code": code, "days_late": days} | each_fund(late=amount) | columns


def codes(version, **asked) -> list[str]:
    return [row.employer.unit_code for row in at_least_behind(version, **asked)]


def test_three_months_to_the_day_are_listed_and_a_day_less_is_not(ledger):
    ledger.b03(OCTOBER, [behind("A1", 92), behind("A2", 91)])

    assert codes(ledger.close(OCTOBER)) == ["A1"]


def test_the_supplied_months_decide_and_a_fraction_is_not_rounded(ledger):
    money = each_fund(opening=900, payable=100) | each_fund(paid_through=Month(2026, 7).first_day)
    rows = [{"unit_code": code, "months_owed": months} | money for code, months in (("A1", "2.99"), ("A2", "3.00"))]
    ledger.c12(OCTOBER, rows)

    assert codes(ledger.close(OCTOBER)) == ["A2"]


def test_only_late_or_evaded_bhxh_money_puts_an_employer_on_the_list(ledger):
    ledger.c12(
        OCTOBER,
        [
            {"unit_code": "A1", "months_owed": 9, "late_bhyt": 500, **each_fund(opening=0, payable=0)},
            {"unit_code": "A2", "months_owed": 9, "evaded_odts": 1, **each_fund(opening=0, payable=0)},
            {"unit_code": "A3", "months_owed": 9, "opening_unsplit": 900, "late_unsplit": 900},
        ],
    )

    assert codes(ledger.close(OCTOBER)) == ["A2"]


def test_most_owed_first_then_by_unit_code(ledger):
    ledger.b03(OCTOBER, [behind("A2"), behind("A1"), behind("A3", amount=900)])

    version = ledger.close(OCTOBER)

    assert codes(version) == ["A3", "A1", "A2"]
    entries = version.debtor_lists.get(purpose="report").entries.order_by("place")
    assert [(entry.place, entry.unit_code, entry.owed) for entry in entries] == [
        (1, "A3", 4500),
        (2, "A1", 500),
        (3, "A2", 500),
    ]


def test_the_threshold_of_a_purpose_is_a_dated_setting(ledger):
    ProvinceSetting.objects.create(
        province=ledger.province,
        key="debtor_list.inspection.threshold_months",
        value=1,
        valid_from=OCTOBER.first_day,
        reason="chỉ đạo mới",
    )
    ledger.b03(OCTOBER, [behind("A1", 92), behind("A2", 31)])

    lists = {made.purpose: made.entries_count for made in ledger.close(OCTOBER).debtor_lists.all()}

    assert lists == {"report": 1, "gate": 1, "publication": 1, "inspection": 2}


def test_a_purpose_covers_its_kinds_of_unit(ledger):
    ledger.employer("S1", kind=5)
    ledger.b03(OCTOBER, [behind("S1"), behind("A1")])

    version = ledger.close(OCTOBER)

    assert version.debtor_lists.get(purpose="publication").entries_count == 1
    assert version.debtor_lists.get(purpose="report").entries_count == 2


def test_a_wrong_tax_code_or_an_unknown_place_blocks_publication_not_the_list(ledger):
    ledger.employer("N1", commune=None)
    Employer.objects.filter(unit_code=ledger.employer("A1").unit_code).update(tax_code_ok=False)
    ledger.b03(OCTOBER, [behind("A1"), behind("A2"), behind("N1")])

    entries = ledger.close(OCTOBER).debtor_lists.get(purpose="report").entries

    assert {entry.unit_code: entry.is_publishable for entry in entries.all()} == {"A1": False, "A2": True, "N1": False}


def test_a_list_is_made_once_and_only_from_a_frozen_version(ledger):
    ledger.b03(OCTOBER, [behind("A1")])
    version = ledger.close(OCTOBER)
    facts = {"by": THE_CLOCK, "at": NOW, "purpose": "report", "threshold": 1, "kinds": [3]}

    assert make_debtor_list(version, **facts).pk == make_debtor_list(version, **facts).pk
    unfrozen = version.__class__.objects.create(province=ledger.province, month=LONG_AGO, version=1, closed_at=NOW)
    with pytest.raises(NotPossible):
        make_debtor_list(unfrozen, **facts)


def test_any_threshold_can_be_asked_of_a_closed_version(ledger):
    ledger.b03(OCTOBER, [behind("A1", 92), behind("A2", 31, 7)])
    version = ledger.close(OCTOBER)

    rows = at_least_behind(version, months=1)

    assert [(row.employer.unit_code, row.late_all, row.evaded_all, row.months) for row in rows] == [
        ("A1", 500, 0, 3),
        ("A2", 35, 0, 1),
    ]


def decided(ledger, key: str, value) -> None:
    facts = {"valid_from": OCTOBER.first_day, "reason": f"vì {key}"}
    ProvinceSetting.objects.create(province=ledger.province, key=f"debtor_list.publication.{key}", value=value, **facts)


def published(version) -> list[str]:
    made = version.debtor_lists.get(purpose="publication")
    return list(made.entries.order_by("place").values_list("unit_code", flat=True))


def test_a_province_may_name_only_who_owes_more_than_the_threshold(ledger):
    decided(ledger, "inclusive", False)
    money = each_fund(opening=900, payable=100) | each_fund(paid_through=Month(2026, 7).first_day)
    ledger.c12(
        OCTOBER, [{"unit_code": "A1", "months_owed": "3"} | money, {"unit_code": "A2", "months_owed": "3.01"} | money]
    )

    assert published(ledger.close(OCTOBER)) == ["A2"]


def test_a_list_of_one_fund_asks_for_that_fund_and_its_minimum(ledger):
    decided(ledger, "fund", "bhyt")
    decided(ledger, "minimum", 200)
    rows = [
        ("A1", {"late_bhyt": 200}),
        ("A2", {"late_bhyt": 199}),
        ("A3", {"late_bhtn": 900}),
        ("A4", {"late_httt": 900}),
    ]
    ledger.b03(OCTOBER, [{"unit_code": code, "days_late": 120, "late_httt": 1} | money for code, money in rows])

    assert published(ledger.close(OCTOBER)) == ["A1"]


def test_units_in_states_left_out_are_on_no_list(ledger):
    decided(ledger, "excluded_states", [5, 11])
    ledger.b03(OCTOBER, [behind("A1", state=5), behind("A2", state=1), behind("A3")])

    assert published(ledger.close(OCTOBER)) == ["A2", "A3"]


def test_a_list_keeps_the_rule_it_was_made_by_with_its_grounds(ledger):
    decided(ledger, "minimum", 7)
    ledger.b03(OCTOBER, [behind("A1")])

    rule = ledger.close(OCTOBER).debtor_lists.get(purpose="publication").rule

    assert (rule["threshold_months"], rule["inclusive"], rule["fund"], rule["minimum"]) == (3, True, "all", 7)
    assert rule["kinds"] == [1, 2, 3, 8, 10]
    assert "dòng 103" in rule["cited"]["threshold_months"]
    assert rule["cited"]["minimum"] == "vì minimum"
