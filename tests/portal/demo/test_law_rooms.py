"""A demo of fourteen months is alive: whoever opens a page of the register or of the law finds something, and the other person
to decide; its last month waits with its workbooks."""

import pytest

from agencies.models import Denominator, User
from arrears.models import (
    Edition,
    EditionEvent,
    EvasionGround,
    Hold,
    JustifiedReason,
    LedgerRow,
    LedgerVersion,
    Objection,
    OldStatement,
    Publication,
    PublicationLine,
    PublicityProof,
    ReckoningRun,
    RiskRun,
    UrgingBundle,
    UrgingNotice,
)
from arrears.queries.publication.publishers import publishing_right
from employers.models import (
    Alert,
    Correction,
    CoverageFigure,
    DataExchange,
    DuplicatePair,
    Employer,
    Gap,
    GapStep,
    Identifier,
    LabourCount,
    LabourRelation,
    LabourReview,
    Match,
    ReviewLine,
    ReviewShare,
    StatusEvent,
    SyncCount,
    SyncStep,
    Workplace,
)
from portal.core.models import ImportBatch, Job
from reports.models import Demand, DemandBundle
from tests.portal.demo.built import Demo, checked, demo_of

pytestmark = pytest.mark.django_db
KINDS = {"business-registry", "status-events", "zone-list", "tax-labour", "coverage"}
LAYERS = (("demo", lambda _below: demo_of(employers=240, months=14)),)


@pytest.fixture
def demo(of_layers, settings) -> Demo:
    settings.DEMO = True
    return of_layers["demo"]


def test_urging_reckoning_and_publication_have_something_in_every_state(demo):
    _urged()
    _published()
    _waiting()
    versions = LedgerVersion.objects.count()
    assert ReckoningRun.objects.count() == RiskRun.objects.count() == versions
    assert OldStatement.objects.values("month").distinct().count() == 1
    assert not Employer.objects.filter(is_demo=False).exists()


def _urged() -> None:
    assert set(UrgingBundle.objects.values_list("status", flat=True)) == {"issued", "draft"}
    assert {"list", "portal"} == set(UrgingNotice.objects.values_list("origin", flat=True))
    assert {"draft", "issued", "served"} == set(UrgingNotice.objects.values_list("state", flat=True))
    assert not UrgingNotice.objects.filter(origin="portal", state="served", proof=None).exists()
    assert JustifiedReason.objects.exclude(accepted_at=None).exists()
    assert JustifiedReason.objects.filter(accepted_at=None).exists() and EvasionGround.objects.exists()


def _published() -> None:
    assert set(Edition.objects.values_list("what", flat=True)) == {"debtors", "praise"}
    edition = Edition.objects.get(what="debtors")
    assert set(EditionEvent.objects.filter(edition=edition).values_list("kind", flat=True)) == {"delisted", "corrected"}
    assert PublicityProof.objects.filter(edition=edition).exists()
    drawn = Job.objects.filter(task="reports.tasks.make_edition_files", arguments__edition=edition.pk)
    assert drawn.count() == 1  # of the edition as it stands, not of what it was


def _waiting() -> None:
    """Another person than the maker can finish the list, and a commune has begun its own where somebody in it is late."""
    noticed = Publication.objects.get(state=Publication.State.NOTICED)
    states = set(noticed.lines.values_list("state", flat=True))
    assert {PublicationLine.State.CANDIDATE, PublicationLine.State.STOPPED, PublicationLine.State.HELD} <= states
    assert Objection.objects.filter(line__publication=noticed, decision="").exists()
    assert Hold.objects.filter(ended_on=None).exists()
    approver = User.objects.get(username="bhxh.pheduyet")
    assert approver.may("approve_publication") and approver.pk != noticed.made_by_id
    head = User.objects.get(username="xa.lanhdao1")
    assert head.may("approve_publication") and head.posting.agency.kind_id == "commune_committee"
    right = publishing_right(head.posting.agency, noticed.answer_by)
    late = LedgerRow.objects.of(noticed.version).owing().filter(commune__in=right.communes)
    drafts = Publication.objects.filter(state=Publication.State.DRAFT)
    assert [draft.agency for draft in drafts] == ([head.posting.agency] if late.exists() else [])


def test_everything_that_offices_know_of_employers_is_there_to_be_tried(demo):
    applied = ImportBatch.objects.applied()
    assert (
        set(applied.exclude(kind__in=("c12", "b03", "b03-595", "urging-list")).values_list("kind", flat=True)) == KINDS
    )
    assert not Employer.objects.filter(is_demo=False).exists()
    for model in (StatusEvent, LabourRelation, Workplace, SyncCount, SyncStep, DataExchange, Alert, DuplicatePair):
        assert model.objects.exists(), model.__name__
    assert {"tax_code", "unit_code", "registration_no"} <= set(Identifier.objects.values_list("scheme", flat=True))
    assert Employer.objects.exclude(parent=None).exists() and Employer.objects.exclude(vsic="").exists()
    assert not Employer.objects.filter(agency=None).exists()
    assert LabourCount.objects.values("source").distinct().count() >= 7
    assert Match.objects.filter(state=Match.State.ASKS).exists()
    assert {"accepted", "refused", "open"} <= set(Correction.objects.values_list("state", flat=True))
    assert CoverageFigure.objects.values("month").distinct().count() == 12
    _reviews_and_gaps()
    assert not Job.objects.filter(task__startswith="employers.").exclude(state=Job.State.DONE).exists()


def _reviews_and_gaps() -> None:
    closed, running = LabourReview.objects.order_by("as_of")
    assert (closed.status, running.status) == ("closed", "open")
    assert set(closed.shares.values_list("status", flat=True)) == {"accepted"}
    assert {"open", "submitted", "accepted", "returned"} <= set(ReviewShare.objects.values_list("status", flat=True))
    assert ReviewLine.objects.filter(share__review=running, found="").exists()
    assert {"not_joined", "short"} == set(Gap.objects.values_list("kind", flat=True))
    ways = Denominator.objects.values_list("method__code", "method__version").distinct()
    assert {("labour_force", 1), ("labour_force", 2), ("population", 1)} <= set(ways)
    assert {"open", "demanded"} <= set(Gap.objects.values_list("state", flat=True))
    issued = Demand.objects.exclude(issued_on=None)
    numbers = {letter.full_number for letter in issued}
    assert numbers == set(GapStep.objects.filter(state="demanded").values_list("document_no", flat=True))
    assert DemandBundle.objects.filter(status="issued").exists()


def test_the_last_months_files_pass_the_real_check_with_warnings_and_no_refusal(demo):
    c12, b03 = (
        checked(kind, name, demo.workbooks[name])
        for kind, name in (("c12", "C12-TS-10-2026.xlsx"), ("b03", "B03b-TS-10-2026.xlsx"))
    )
    for batch in (c12, b03):
        assert batch.status == ImportBatch.Status.STAGED, batch.outcome["errors"]
        assert batch.refused == 0 and batch.new > 0
    codes = {warning["code"] for warning in c12.outcome["warnings"]}
    assert {"opening_differs", "tax_check_digit"} <= codes
