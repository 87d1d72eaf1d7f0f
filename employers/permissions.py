"""Who may change the register."""

from collections.abc import Callable
from typing import Any

from agencies.models import User
from agencies.models.users import Role
from agencies.permissions import power
from employers.models import Employer
from portal.core.models import ImportBatch


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


def or_its_owner(may_besides: Callable[[Any, Any], bool], *, bhxh: bool = False) -> Callable[[Any, Any], bool]:
    """Those, and who decides corrections for the agency that answers for the employer (BHXH for its codes): deciding
    writes the fact."""
    decides = power("decide_correction")

    def may(by: Any, employer: Any) -> bool:
        if may_besides(by, employer):
            return True
        if not isinstance(by, User) or not decides(by, employer):
            return False
        agency = by.posting.agency
        return agency.pk == employer.agency_id or (bhxh and agency.kind_id == "social_insurance")

    may.__name__ = may_besides.__name__
    return may


place_employer = or_its_owner(of_own_office("place_employer"))
follow_agencies = power("reorganise", clock=True)


def _any_of(name: str, *acts: str) -> Callable[[Any, Any], bool]:
    """One of several powers, or the clock: what every change of the register brings with it."""
    predicates = [power(act, clock=True) for act in acts]

    def may(by: Any, subject: Any) -> bool:
        return any(predicate(by, subject) for predicate in predicates)

    may.__name__ = name
    return may


settle_managing = _any_of(
    "settle_managing",
    *("reorganise", "place_employer", "record_employer_facts", "confirm_import", "undo_import"),
    *("confirm_register_file", "undo_register_file", "decide_duplicate", "decide_correction"),
)


def record_employer_facts(by: Any, employer: Any) -> bool:
    """The agency that manages the employer, its own BHXH office, or who sees everybody's counts: BHXH of the province and
    the labour authority that coordinates."""
    if not power("record_employer_facts")(by, employer):
        return False
    if not isinstance(by, User):
        return True
    own = by.posting.agency_id
    return by.may("see_all_counts") or own in (employer.agency_id, employer.office_id)


write_identifier = or_its_owner(record_employer_facts, bhxh=True)
keep_words = power("reorganise", clock=True)


# --- What happens to an employer, and who it is ----------------------------------------------------------------------


def of_seen_employer(act: str) -> Callable[[Any, Any], bool]:
    """The power, and an employer that the actor sees in the register."""
    may_at_all = power(act)

    def may(by: Any, employer: Any) -> bool:
        if not isinstance(employer, Employer) or not may_at_all(by, employer):
            return False
        return not isinstance(by, User) or Employer.objects.visible_to(by).filter(pk=employer.pk).exists()

    may.__name__ = act
    return may


def of_own_word(act: str) -> Callable[[Any, Any], bool]:
    """The power, and something the own agency told: no other takes it back."""
    may_at_all = power(act)

    def may(by: Any, told: Any) -> bool:
        return may_at_all(by, told) and (not isinstance(by, User) or told.agency_id == by.posting.agency_id)

    may.__name__ = act
    return may


record_status_event = of_seen_employer("record_status_event")
withdraw_status_event = of_own_word("record_status_event")
settle_statuses = power("run_cross_check", clock=True)
record_labour_relation = of_seen_employer("record_labour_relation")
end_labour_relation = of_own_word("record_labour_relation")
withdraw_labour_relation = of_own_word("record_labour_relation")
propose_correction = of_seen_employer("propose_correction")
withdraw_correction = of_own_word("propose_correction")
find_duplicates = power("decide_duplicate", clock=True)
decide_duplicate = power("decide_duplicate")
merge_employers = power("decide_duplicate")
undo_merge = power("decide_duplicate")
raise_alerts = power("run_cross_check", clock=True)
_decides = power("decide_correction")


def decide_correction(by: Any, correction: Any) -> bool:
    """The agency that answers for the fact; never the person who proposed it."""
    if not _decides(by, correction) or not isinstance(by, User):
        return False
    return correction.owner_id == by.posting.agency_id and correction.proposed_by_id != by.pk


_answers_alerts = power("answer_alert")


def answer_alert(by: Any, alert: Any) -> bool:
    """The managing agency, and BHXH (a local office for its own employers). What is owed asks for its own power besides."""
    if not _answers_alerts(by, alert) or not isinstance(by, User):
        return False
    agency = by.posting.agency
    if alert.kind == alert.Kind.DISSOLVING_OWING and not by.may("see_employer_arrears"):
        return False
    is_office = agency.kind_id == "social_insurance_local" and alert.employer.office_id == agency.pk
    return agency.kind_id == "social_insurance" or is_office or alert.agency_id == agency.pk


# --- Labour reviews --------------------------------------------------------------------------------------------------


def _of_coordinator(act: str, *, clock: bool = False) -> Callable[[Any, Any], bool]:
    """The power, and a review (or a share of one) that the own agency coordinates."""
    may_at_all = power(act, clock=clock)

    def may(by: Any, subject: Any) -> bool:
        review = getattr(subject, "review", subject)
        if not may_at_all(by, review):
            return False
        return not isinstance(by, User) or by.posting.agency_id == review.coordinator_id

    may.__name__ = act
    return may


def _of_own_share(act: str) -> Callable[[Any, Any], bool]:
    """The power, and the own agency's share."""
    may_at_all = power(act)

    def may(by: Any, share: Any) -> bool:
        return may_at_all(by, share) and (not isinstance(by, User) or by.posting.agency_id == share.agency_id)

    may.__name__ = act
    return may


open_labour_review = power("open_review_round")
add_to_review = _of_coordinator("open_review_round")
reassign_line = _of_coordinator("judge_review_share")
remind_shares = _of_coordinator("judge_review_share")
close_labour_review = _of_coordinator("close_review_round")
finish_labour_review = _of_coordinator("close_review_round", clock=True)
pass_on_shares = power("reorganise", clock=True)
save_cells = _of_own_share("enter_review")
save_sheet = _of_own_share("confirm_register_file")
submit_share = _of_own_share("submit_review")
withdraw_review_events = _of_own_share("submit_review")  # what it handed in
_judges = _of_coordinator("judge_review_share")


def judge_share(by: Any, share: Any) -> bool:
    """The coordinator; its own share is judged by its head alone, who did not hand it in."""
    if not _judges(by, share) or not isinstance(by, User):
        return _judges(by, share)
    if by.posting.agency_id != share.agency_id:
        return True
    return by.posting.role == Role.HEAD and share.submitted_by_id != by.pk


accept_share = return_share = judge_share


# --- Coverage, exchanges, the counter of those not in step -----------------------------------------------------------

record_coverage = power("record_coverage")
record_sync_count = power("record_sync_count")
_records_exchange = power("record_exchange")
_receives_exchange = power("receive_exchange")
_sends_files = power("import_register_file", clock=True)
_verifies = power("verify_sync")


def record_exchange(by: Any, agency: Any) -> bool:
    """Each agency keeps its own book of what it sent and received."""
    return _records_exchange(by, agency) and (not isinstance(by, User) or by.posting.agency_id == agency.pk)


def receive_exchange(by: Any, exchange: Any) -> bool:
    """A person of the agency to which it was sent; no machine says that it has read."""
    if not isinstance(by, User):
        return False
    return _receives_exchange(by, exchange) and by.posting.agency_id == exchange.receiver_id


def log_drop(by: Any, batch: Any) -> bool:
    """Whoever had the own agency's file taken over."""
    return _sends_files(by, batch) and (not isinstance(by, User) or by.agency_code == batch.agency_code)


def verify_sync(by: Any, count: Any) -> bool:
    """Police of the province, and police and committee of the commune that was counted."""
    if not _verifies(by, count):
        return False
    if not isinstance(by, User):
        return True
    agency = by.posting.agency
    return agency.kind_id == "police" or count.territory_id in agency.unit_ids


# --- The duties of employers ------------------------------------------------------------------------------------------

record_duty_evidence = of_own_office("record_employer_duty")


def withdraw_duty_evidence(by: Any, evidence: Any) -> bool:
    """Whoever may note it of this employer."""
    return record_duty_evidence(by, evidence.employer)


# --- Files that feed the register -------------------------------------------------------------------------------------


def _of_own_file(act: str) -> Callable[[Any, Any], bool]:
    """The power, and a file of the own agency: nobody lets in or takes out what another sent."""
    may_at_all = power(act)

    def may(by: Any, batch: Any) -> bool:
        return may_at_all(by, batch) and (not isinstance(by, User) or by.agency_code == batch.agency_code)

    may.__name__ = act
    return may


_imports = power("import_register_file")


def import_register_file(by: Any, agency: Any) -> bool:
    """Each agency sends its own files."""
    return _imports(by, agency) and (not isinstance(by, User) or by.posting.agency_id == agency.pk)


check_register_file = _of_own_file("import_register_file")
discard_register_file = _of_own_file("import_register_file")
confirm_register_file = _of_own_file("confirm_register_file")
undo_register_file = _of_own_file("undo_register_file")


def create_newcomers(by: Any, batch: Any) -> bool:
    """Part of letting a file in, and of answering whose one of its rows is."""
    return confirm_register_file(by, batch) or (
        isinstance(by, User) and by.may("see_all_counts") and _answers(by, batch)
    )


def receive_register_file(by: Any, batch: Any) -> bool:
    """Part of checking a file that says nothing new, and of letting one in."""
    return check_register_file(by, batch) or confirm_register_file(by, batch)


record_status_events = create_newcomers  # what a file tells, and the row that a person answered
withdraw_status_events = undo_register_file


# --- Matching, counts and gaps ---------------------------------------------------------------------------------------

_answers = power("answer_match")
record_counts = _any_of("record_counts", "close_review_round", "close_month")
record_review_counts = record_review_events = finish_labour_review


def match_rows(by: Any, batch: Any) -> bool:
    """Part of checking and of letting in a file of one's own."""
    return check_register_file(by, batch) or confirm_register_file(by, batch)


def record_file_counts(by: Any, batch: Any) -> bool:
    """Part of letting in a file, and of answering whose one of its rows is."""
    return create_newcomers(by, batch)


def withdraw_counts(by: Any, said: Any) -> bool:
    """What a file said by who may undo it, what a review said by who may end one."""
    may = undo_register_file if isinstance(said, ImportBatch) else power("close_review_round")
    return may(by, said)


def answer_match(by: Any, match: Any) -> bool:
    """The agency whose file it is, and those who see the counts of all."""
    if not _answers(by, match):
        return False
    return not isinstance(by, User) or by.may("see_all_counts") or by.agency_code == match.batch.agency_code


run_cross_check = _any_of("run_cross_check", "run_cross_check")
_decides_gap = power("decide_gap")


def decide_gap(by: Any, gap: Any) -> bool:
    """Its agency alone; the clock and the operator never: an outcome is somebody's word."""
    return isinstance(by, User) and _decides_gap(by, gap) and gap.agency_id == by.posting.agency_id


explain_gap = demand_gap = record_joined = ask_inspection = decide_gap


def reopen_gap(by: Any, gap: Any) -> bool:
    """Its agency, or who sees the counts of all and finds the explanation wanting."""
    if not isinstance(by, User):
        return False
    return decide_gap(by, gap) or (power("run_cross_check")(by, gap) and by.may("see_all_counts"))
