"""Every act of every storey is refused to whoever has no business with it, and the refusal changes nothing."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Duty, Invitation, ReviewRound, SessionNote, User
from arrears.models import ArrearsNote, LegalRule
from employers.models import DataExchange, DutyEvidence, Employer, Merge, SyncCount
from employers.services.registry import place_employer
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry, ImportBatch
from portal.core.periods import Month
from reports.models import Demand, DemandBundle, Letter
from tests.factories.duties import make_directive, make_duty, make_evidence, make_obligation, make_receipt
from tests.portal.canaries import CLOSED, NOVEMBER, NOW, TOLD, build
from tests.portal.secrets_of_gaps import gaps_of
from tests.portal.secrets_of_happenings import happenings_of
from tests.portal.secrets_of_publication import publications_of
from tests.portal.secrets_of_reviews import reviews_of
from tests.portal.secrets_of_urging import urging_of

pytestmark = pytest.mark.django_db
APPS = ("agencies", "employers", "arrears", "reports")
WRONG_PEOPLE = ("tax", "auditor", "leader", "disabled", "postless", "early", "late", "abroad")
TOLD_BY_TAX = {"propose_correction", "record_status_event"}  # of every employer of the own province
# What its own files of the register bring with them, worked out from what the register says by then.
TOLD_BY_TAX |= {"settle_managing", "keep_identifiers", "release_identifiers", "link_branches"}
READ_BY_LEADERS = {"ask_for_review_file", "keep_review_file"}  # the report of what they read on screen, as a file
BUILT_BEFORE_PEOPLE = {"open_province", "add_demo_person"}  # the operator's alone
SERVANTS = {"add_passkey", "rename_passkey", "remove_passkey", "end_session", "end_other_sessions", "accept_invitation"}
SERVANTS |= {"change_password", "enrol_second_factor", "renew_recovery_codes", "end_sessions"}  # one's own account


def acts() -> dict[str, Callable]:
    found = {}
    for app in APPS:
        package = import_module(f"{app}.services")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            room = import_module(module.name)
            found |= {name: thing for name, thing in vars(room).items() if getattr(thing, "is_act", False)}
    return found


@pytest.fixture
def here(tmp_path):
    return build("bac-ninh", tmp_path)


def subjects(world) -> list:
    """One of each kind of thing that acts are about."""
    month = world.province.ledger_months.get(month=NOVEMBER.first_day)
    return [
        *of_accounts(world),
        *of_duties(world),
        *(world.province, world.agencies["bhxh"], world.batch, month, world.versions[CLOSED], world.employers["mot"]),
        *(world.report, world.lists(TOLD).first(), world.person("officer"), world.report.receipts.first()),
        world.province.reorganisations.first(),
        *(world.draft, world.province.directives.first(), letter_of(world)),
        *demands_of(world),
        *urging_of(world),
        *happenings_of(world),
        *reviews_of(world),
        *gaps_of(world),
        *publications_of(world),
        Merge(kept=world.employers["mot"], absorbed=world.employers["hai"]),
        *(world.agencies["commune"], world.province.targets.first(), world.province.denominator_methods.first()),
        DutyEvidence(employer=world.employers["mot"]),
        LegalRule(province=world.province, state="approved", is_shipped=False),
        *of_data(world),
    ]


def of_data(world) -> list:
    """Data sent to BHXH, and a commune's counter of those not in step."""
    bhxh, commune = world.agencies["bhxh"], world.agencies["commune"].territories.get().unit
    return [DataExchange(province=world.province, receiver=bhxh), SyncCount(province=world.province, territory=commune)]


def of_accounts(world) -> list:
    """An invitation, a post and a round of review; made anew each time, as what is asked of them changes nothing."""
    facts = {
        "agency": world.agencies["bhxh"],
        "role": "officer",
        "full_name": "An",
        "invited_at": NOW,
        "expires_at": NOW,
    }
    return [
        Invitation(handle="h", code_hash="x", **facts),
        world.person("officer").posts.get(),
        ReviewRound(province=world.province, opened_at=NOW),
        SessionNote(user=world.person("officer"), device="x"),
    ]


def of_duties(world) -> list:
    """What one agency owes another, what proves it, and who received it; made once."""
    bhxh, board, department = (world.agencies[name] for name in ("bhxh", "board", "department"))
    duty = Duty.objects.filter(directive__province=world.province, code="thu-viec").first()
    if duty is None:
        directive = make_directive(world.province, "thu", coordinator=bhxh)
        duty = make_duty(directive, "thu-viec", bearer=board, recipients=(department,))
        make_evidence(make_obligation(duty, bhxh))
        make_receipt(make_obligation(duty, board), department, at=NOW)
    theirs, own = duty.obligations.get(agency=board), duty.obligations.get(agency=bhxh)
    return [duty, theirs, own, own.evidence.get(), theirs.receipts.get()]


def letter_of(world) -> Letter:
    return Letter(province=world.province, sender=world.agencies["bhxh"], addressee=world.agencies["commune"])


def demands_of(world) -> tuple[DemandBundle, Demand]:
    bundle = DemandBundle(province=world.province, agency=world.agencies["commune"])
    return bundle, Demand(bundle=bundle, agency=world.agencies["commune"])


def may(act: Callable, by, subject) -> bool:
    try:
        return bool(act.may(by, subject))
    except AttributeError:  # about another kind of thing
        return False


def test_no_act_is_open_to_the_wrong_person(here, tmp_path):
    there = build("hai-phong", tmp_path)
    people = {name: here.person(name) for name in WRONG_PEOPLE if name != "abroad"}
    people |= {"approver abroad": there.person("approver"), "head abroad": there.person("head")}
    people |= {"administrator abroad": there.person("administrator")}
    about = subjects(here)
    for name, act in acts().items():
        wrong = [(who, subject) for subject in about for who, by in people.items() if may(act, by, subject)]
        if name == "acknowledge_monthly_report":
            wrong = [(who, subject) for who, subject in wrong if subject.agency_id != people[who].posting.agency_id]
        if name in TOLD_BY_TAX:
            wrong = [(who, subject) for who, subject in wrong if who != "tax"]
        if name in READ_BY_LEADERS:
            wrong = [(who, subject) for who, subject in wrong if who != "leader"]
        assert not wrong, name


def test_every_act_is_open_to_somebody(here):
    names = ("officer", "approver", "head", "administrator", "department", "leader", "commune", "commune_head")
    names += ("department_head",)
    people, about = [here.person(name) for name in names], [*subjects(here), *here.report.receipts.all()]
    for name, act in acts().items():
        if name not in BUILT_BEFORE_PEOPLE | SERVANTS:
            assert any(may(act, by, subject) for by in people for subject in about), name


def test_an_act_without_an_actor_or_by_the_wrong_one_is_refused_and_changes_nothing(here):
    employer, commune = here.employers["vo"], here.agencies["commune"].territories.get().unit
    facts = {"commune": commune, "zone": None, "on": NOW.date()}
    before = AuditEntry.objects.count()
    for by in (None, here.person("tax"), here.person("disabled"), here.person("head"), here.person("office2")):
        with pytest.raises(PermissionDenied):
            place_employer(employer, by=by, **facts)
    assert Employer.objects.get(pk=employer.pk).commune is None
    assert AuditEntry.objects.count() == before


def test_a_local_office_acts_on_its_own_files_and_employers_only(here):
    known = acts()
    own, other, province = here.person("office"), here.person("office2"), here.person("approver")
    batch = ImportBatch(province_code=here.province.slug, agency_code=own.agency_code)
    for name in ("check_import", "confirm_import", "apply_import", "undo_import", "discard_import"):
        assert [may(known[name], by, batch) for by in (own, other, province)] == [True, False, True], name
    for name in ("place_employer", "record_arrears_note"):
        told = [may(known[name], by, here.employers["mot"]) for by in (own, other, province)]
        assert told == [True, False, True], name


def test_an_agency_acts_on_what_is_its_own_to_do_and_never_judges_it(here):
    known, (_duty, boards, _own, _evidence, receipt) = acts(), of_duties(here)
    board, commune, officer = here.person("board"), here.person("commune"), here.person("officer")
    for name in ("add_evidence", "record_occurrence", "submit_obligation", "report_nothing"):
        assert [may(known[name], by, boards) for by in (board, commune, officer)] == [True, False, False], name
    for name in ("accept_obligation", "return_obligation", "relay_obligation"):
        assert [may(known[name], by, boards) for by in (board, commune, officer)] == [False, False, True], name
    told = [may(known["acknowledge_obligation"], by, receipt) for by in (here.person("department"), officer, board)]
    assert told == [True, False, False]


def test_a_coordinator_changes_and_issues_its_own_letters_only(here):
    known, letter = acts(), letter_of(here)
    people = [here.person(name) for name in ("officer", "department", "commune", "administrator")]
    for name in ("change_letter", "discard_letter"):
        assert [may(known[name], by, letter) for by in people] == [True, False, False, False], name
    signs = [may(known["issue_letter"], here.person(name), letter) for name in ("head", "officer", "department")]
    assert signs == [True, False, False]


def test_nobody_closes_or_submits_twice(here):
    known = acts()
    approver: User = here.person("approver")
    with pytest.raises(NotPossible):
        known["submit_monthly_report"](here.report, by=approver, at=NOW, on=NOW.date(), number="1")
    with pytest.raises(NotPossible):
        known["close_month"](here.province.ledger_months.get(month=Month(2026, 9).first_day), by=approver, at=NOW)
    with pytest.raises(NotPossible):
        known["restate_month"](here.province.ledger_months.get(month=NOVEMBER.first_day), by=approver, reason="x")
    assert not ArrearsNote.objects.exists()
