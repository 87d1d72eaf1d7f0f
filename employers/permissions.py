"""Who may change the register."""

from collections.abc import Callable
from typing import Any

from agencies.models import User
from agencies.permissions import power


def of_own_office(act: str) -> Callable[[Any, Any], bool]:
    """The power, and for a local BHXH office an employer of its own."""
    may_at_all = power(act)

    def may(by: Any, employer: Any) -> bool:
        if not may_at_all(by, employer):
            return False
        is_local = isinstance(by, User) and by.posting.agency.kind_id != "social_insurance"
        return not is_local or employer.office_id == by.posting.agency_id

    may.__name__ = act
    return may


place_employer = of_own_office("place_employer")
follow_agencies = power("reorganise", clock=True)
