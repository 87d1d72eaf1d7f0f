"""Between the draft of a letter and its signing a gap may pass to another agency: then it is no longer this one's to demand."""

from datetime import UTC, date, datetime

import pytest

from employers.models import Gap
from employers.services.gap_owners import hand_over_gaps
from portal.core.acts import THE_CLOCK
from reports.models import Demand
from reports.services import demand_letters as services
from tests.factories.gaps import make_employer, make_gap
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_a_gap_that_passed_to_another_agency_since_the_draft_is_left_out():
    ledger = Ledger()
    ours, theirs = ledger.committees[:2]
    clerk, head = make_person(ours, "xa"), make_person(ours, "chu", "head")
    stays, goes = (
        make_gap(make_employer(ledger.province, name, agency=ours, commune=ledger.communes[0]), ours)
        for name in ("Ở lại", "Chuyển đi")
    )
    facts = {"gaps": [stays.pk, goes.pk], "answer_by": date(2026, 12, 5), "at": NOW}
    bundle = services.draw_up_demands(ours, by=clerk, **facts)
    goes.employer.agency = theirs
    goes.employer.save()
    assert hand_over_gaps(ledger.province, by=THE_CLOCK, on=NOW.date()) == 1
    services.issue_demands(bundle, by=head, at=NOW, number=1, symbol="UBND", issued_on=NOW.date())
    assert [letter.employer for letter in Demand.objects.all()] == [stays.employer]
    assert dict(Gap.objects.values_list("pk", "state")) == {stays.pk: "demanded", goes.pk: "open"}
