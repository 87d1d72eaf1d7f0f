"""Who may act. Powers are data (reference/powers.csv: kind of agency x role x act), the own province is code."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from portal.core.acts import OPERATOR, THE_CLOCK


def power(act: str, *, clock: bool = False) -> Callable[[Any, Any], bool]:
    """A predicate for `@act(may=…)`: the actor's post gives the power, and the subject is of the actor's province.

    The operator passes while COMMAND_DOORS is on; the clock only where `clock` says so.
    """

    def may(by: Any, subject: Any) -> bool:
        if by is THE_CLOCK:
            return clock
        if by is OPERATOR:
            return settings.COMMAND_DOORS
        return bool(by.is_active and by.may(act) and by.province_code == subject.province_code)

    may.__name__ = act
    return may


change_settings = power("change_settings")
administer_users = power("administer_users")
open_local_office = power("change_settings")
assign_units = power("change_settings")


def open_province(by: Any, subject: Any) -> bool:
    """Only from the server: a province opens before it has people."""
    return by in (OPERATOR, THE_CLOCK)


def own_account(by: Any, subject: Any) -> bool:
    """Everyone looks after the own account; nobody does it for somebody else this way."""
    return getattr(by, "pk", None) == subject.pk and subject.is_active


def add_demo_person(by: Any, subject: Any) -> bool:
    """Only the command that builds the demo."""
    return by is OPERATOR and settings.DEMO


draft_directive = power("draft_directive")
approve_directive = power("approve_directive")
repeal_directive = power("approve_directive")
reorganise = power("reorganise")
raise_obligations = power("raise_obligations", clock=True)
record_target = power("record_target")
remind = power("raise_obligations", clock=True)
