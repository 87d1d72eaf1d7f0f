"""The rule of a list: what it is made of, and months that are never rounded."""

from decimal import Decimal

from arrears.rules.debtor_lists import ListRule

VALUES = {"threshold_months": 3, "inclusive": True, "fund": "all", "minimum": 0, "kinds": [1, 2], "excluded_states": []}


def test_a_rule_is_made_of_its_settings_and_keeps_their_grounds():
    rule = ListRule.of(VALUES, {"threshold_months": "Chỉ thị 000, dòng 103"})

    assert rule.snapshot == VALUES | {"cited": {"threshold_months": "Chỉ thị 000, dòng 103"}}


def test_months_are_compared_as_they_are():
    assert ListRule(3).reaches(3)
    assert ListRule(3).reaches(Decimal("3.00"))
    assert not ListRule(3).reaches(Decimal("2.996"))
    assert not ListRule(3, inclusive=False).reaches(3)
    assert ListRule(3, inclusive=False).reaches(Decimal("3.01"))
