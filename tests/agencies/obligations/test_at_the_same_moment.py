"""Two at the same moment: what one of them has written is not lost to the other."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from agencies.models import Duty, Evidence, Obligation, ObligationStep
from agencies.services.fulfilment import submit_obligation
from agencies.services.obligations import raise_obligations
from portal.core.acts import THE_CLOCK
from tests.factories.duties import make_directive, make_duty, make_evidence, make_obligation
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.usefixtures("own_database")
WAITS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def owed(own_database):
    province = make_province()
    school = make_agency(province, "education", "truong")
    directive = make_directive(province, coordinator=make_agency(province))
    duty = make_duty(directive, bearer=school, mode=Duty.Mode.EVIDENCED)
    return make_obligation(duty, school)


def meanwhile(first, second):
    """`second` begins while `first` has written and not committed; what `second` raised, if anything."""
    raised: list[BaseException] = []

    def run():
        try:
            second()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        for _try in range(400):
            other.join(0.05)
            with connection.cursor() as cursor:
                cursor.execute(WAITS)
                if cursor.fetchone()[0] or not other.is_alive():
                    break
    other.join(20)
    return raised[0] if raised else None


def test_nothing_is_submitted_on_a_file_that_is_being_taken_back(owed, moment):
    evidence = make_evidence(owed)
    head = make_person(owed.agency, "hieu.truong", "head")
    wrong = meanwhile(
        lambda: Evidence.objects.filter(pk=evidence.pk).delete(),
        lambda: submit_obligation(owed, by=head, at=moment(2026, 11, 3), means="evidence"),
    )
    owed.refresh_from_db()
    assert isinstance(wrong, ValidationError) and owed.state == Obligation.State.OPEN


def test_what_is_submitted_while_the_generator_runs_is_not_withdrawn(owed):
    type(owed.directive).objects.update(in_force_to=date(2026, 10, 31))
    done = {"state": Obligation.State.SUBMITTED, "verdict": Obligation.Verdict.ON_TIME}
    wrong = meanwhile(
        lambda: Obligation.objects.filter(pk=owed.pk).update(**done),
        lambda: raise_obligations(owed.province, by=THE_CLOCK, on=date(2026, 11, 2), months=1),
    )
    owed.refresh_from_db()
    assert wrong is None and owed.state == Obligation.State.SUBMITTED
    assert not ObligationStep.objects.filter(obligation=owed).exists()
