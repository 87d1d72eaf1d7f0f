"""Who may act. Powers are data (reference/powers.csv: kind of agency x role x act), the own province is code."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from portal.core.acts import OPERATOR, THE_CLOCK, Machine

THE_INVITED = Machine("invited", "Người được mời")  # acts once, for the account that does not exist yet


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


def administer_user(by: Any, user: Any) -> bool:
    """An account is looked after in its own province, also before the first day of its post and after the last."""
    if by is OPERATOR or by is THE_CLOCK:
        return administer_users(by, user)
    return bool(by.is_active and by.may("administer_users") and by.province_code == user.belongs_to)


disable_idle_users = power("administer_users", clock=True)
remind_of_review = power("administer_users", clock=True)
open_local_office = power("change_settings")
assign_units = power("change_settings")
open_commune_police = power("change_settings")


def open_province(by: Any, subject: Any) -> bool:
    """Only from the server: a province opens before it has people."""
    return by in (OPERATOR, THE_CLOCK)


def own_account(by: Any, subject: Any) -> bool:
    """Everyone looks after the own account; nobody does it for somebody else this way."""
    return getattr(by, "pk", None) == subject.pk and subject.is_active


def own_session(by: Any, subject: Any) -> bool:
    """Everyone ends the own sessions one by one."""
    return getattr(by, "pk", None) == subject.user_id and by.is_active


def accept_invitation(by: Any, subject: Any) -> bool:
    """Only who showed the code (login.invitations), before having an account."""
    return by is THE_INVITED


def add_demo_person(by: Any, subject: Any) -> bool:
    """Only the command that builds the demo."""
    return by is OPERATOR and settings.DEMO


draft_directive = power("draft_directive")
approve_directive = power("approve_directive")
repeal_directive = power("approve_directive")
change_draft = power("draft_directive")
_approves = power("approve_directive")


def approve_draft(by: Any, draft: Any) -> bool:
    """Another person than the one who wrote it."""
    return _approves(by, draft) and draft.author_id != getattr(by, "pk", None)


reorganise = power("reorganise")
carry_out_reorganisations = power("reorganise", clock=True)
raise_obligations = power("raise_obligations", clock=True)
record_target = power("record_target")
remind = power("raise_obligations", clock=True)


def _held_by_own_agency(act: str) -> Callable[[Any, Any], bool]:
    """The power, and the obligation is the own agency's to do now. The operator builds demos; the clock does no duties."""
    may_at_all = power(act)

    def may(by: Any, obligation: Any) -> bool:
        if not may_at_all(by, obligation):
            return False
        return by is OPERATOR or by.posting.agency_id == obligation.holder_id

    may.__name__ = act
    return may


def _of_another_agency(act: str) -> Callable[[Any, Any], bool]:
    """The power, and the obligation is another agency's: nobody accepts, returns or excuses the own work.

    Whether the agency coordinates the directive on the day is asked inside the act.
    """
    may_at_all = power(act)

    def may(by: Any, obligation: Any) -> bool:
        if not may_at_all(by, obligation):
            return False
        return by is OPERATOR or by.posting.agency_id not in (obligation.holder_id, obligation.agency_id)

    may.__name__ = act
    return may


def report_event(by: Any, duty: Any) -> bool:
    """An agency that bears the duty, or ever did, says that it arose; so may those who watch over duties.

    Whether it bears the duty on the day, or coordinates the directive, is asked inside the act.
    """
    if not power("work_on_obligation")(by, duty):
        return False
    if by is OPERATOR or by.may("coordinate_duties"):
        return True
    return duty.parties.filter(part="bearer", function__in=by.posting.agency.function_codes).exists()


judge_overdue = power("raise_obligations", clock=True)
warn_of_empty_calendar = power("raise_obligations", clock=True)
add_evidence = _held_by_own_agency("work_on_obligation")
remove_evidence = _held_by_own_agency("work_on_obligation")
record_occurrence = _held_by_own_agency("work_on_obligation")
submit_obligation = _held_by_own_agency("submit_obligation")
report_nothing = _held_by_own_agency("submit_obligation")
return_obligation = _of_another_agency("coordinate_duties")
accept_obligation = _of_another_agency("coordinate_duties")
relay_obligation = _of_another_agency("coordinate_duties")
excuse_obligation = _of_another_agency("excuse_obligation")
add_special_day = power("change_settings")
change_special_day = power("change_settings")
remove_special_day = power("change_settings")
_receives = power("acknowledge_obligation")


def acknowledge_obligation(by: Any, receipt: Any) -> bool:
    """A person of the agency to which it was sent; no machine says that it has read."""
    if by in (OPERATOR, THE_CLOCK):
        return False
    return _receives(by, receipt) and by.posting.agency_id == receipt.agency_id


def fulfil_by_execution(by: Any, agency: Any) -> bool:
    """Whoever did the thing itself by an act of an upper storey: the machines, the agency's people, those of its offices, and
    BHXH of the province for what it signs in a local office's name."""
    if by in (OPERATOR, THE_CLOCK):
        return True
    if not (by.is_active and by.posting and by.province_code == agency.province_code):
        return False
    own = by.posting.agency
    are_insurance = {agency.kind_id, own.kind_id} == {"social_insurance", "social_insurance_local"}
    return (are_insurance or agency.pk in (own.pk, own.parent_id)) and by.may("work_on_obligation")


set_target = power("record_target")
assign_parts = power("record_target")
record_actual = power("record_target")
record_denominator_method = power("record_target")
_records_own = power("record_own_target")


def record_denominator(by: Any, method: Any) -> bool:
    """A count belongs to its way of counting, and that to a province."""
    return record_target(by, method)


record_denominators = record_denominator


def record_own_target(by: Any, agency: Any) -> bool:
    """A committee sets and reports for its own territory, nobody else's."""
    return by not in (OPERATOR, THE_CLOCK) and _records_own(by, agency) and by.posting.agency_id == agency.pk


def end_target(by: Any, target: Any) -> bool:
    """Those who record targets of the province, and a committee for what it set itself."""
    if record_target(by, target):
        return True
    return target.agency_id is not None and target.set_by == "own" and record_own_target(by, target.agency)
