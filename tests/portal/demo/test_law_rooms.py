"""The demo's rooms of the law are alive: whoever opens a page of issue 5 finds something, and the other person to decide."""

from pathlib import Path

import pytest

from agencies.models import User
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
from employers.models import Employer
from portal.core.models import Job
from tests.portal.demo.test_demo import build, folder  # noqa: F401

pytestmark = pytest.mark.django_db


def test_urging_reckoning_and_publication_have_something_in_every_state(folder: Path):  # noqa: F811
    build(folder, employers=240, months=14)
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
