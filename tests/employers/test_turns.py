"""While a file is let into the register whoever writes one employer waits, holding nothing, and is told to try again; the
night waits until it is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
import time_machine
from django.db import connection, connections, transaction

from agencies.models import Province
from employers import turns
from employers.models import Employer, StatusEvent
from employers.services import events, following, identifiers, registry
from employers.turns import Busy, alone, beside_others, take_register
from portal.core.acts import OPERATOR, THE_CLOCK
from tests.employers.reviews.conftest import AT, Reviewed

TODAY = AT.date()
WAITS = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_locks WHERE database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
ACTS = {
    "identifier": lambda here, one: identifiers.record_identifier(
        one, by=OPERATOR, scheme="tax_code", value="0100109106", valid_from=date(2026, 1, 1), source="Giấy ĐKDN"
    ),
    "place": lambda here, one: registry.place_employer(one, by=OPERATOR, commune=here.communes[1], zone=None, on=TODAY),
    "event": lambda here, one: events.record_status_event(
        one, by=OPERATOR, agency=here.coordinator, kind="suspended", happened_on=TODAY, on=TODAY
    ),
}
NIGHTLY = {
    "statuses": lambda here: events.settle_statuses(here.province, by=THE_CLOCK, on=TODAY),
    "agencies": lambda here: following.follow_agencies(here.province, by=THE_CLOCK, on=TODAY),
}


def beside_a_file(here, steps, do, until: Event) -> bool:
    """Do it while a file has the register: its first step, then its second as soon as somebody waits. Whether anybody did."""
    waited, begun = [], Event()

    def let_in() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            take_register(here.province.pk)
            steps[0]()
            begun.set()
            for _time in range(200):
                cursor.execute(WAITS)
                waited.append(cursor.fetchone()[0])
                if waited[-1] or until.is_set():
                    break
                cursor.execute("SELECT pg_sleep(0.05)")
            steps[1]()
            until.wait(0.5)
        connections.close_all()

    def act() -> None:
        begun.wait(20)
        try:
            do()
        finally:
            until.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(let_in), pool.submit(act)]:
            done.result()
    return any(waited)


def of_a_file(here, employer) -> tuple:
    """What a file holds: the province, and each employer that it names."""
    return (
        lambda: Province.objects.select_for_update(no_key=True).get(pk=here.province.pk),
        lambda: Employer.objects.filter(pk=employer.pk).update(address="Từ tệp"),
    )


@pytest.fixture
def here(own_database):
    with time_machine.travel(AT, tick=False):
        yield Reviewed()


def test_whoever_writes_an_employer_waits_with_empty_hands_and_writes_after_the_file(here):
    for name, act in ACTS.items():
        employer = here.employer(sector="C")
        steps = of_a_file(here, employer)
        assert beside_a_file(here, steps, lambda act=act, one=employer: act(here, one), Event()), name
        employer.refresh_from_db()
        assert employer.address == "Từ tệp", name
    assert Employer.objects.filter(tax_code="0100109106").count() == 1
    assert Employer.objects.filter(status="suspended").count() == 1


def test_a_person_does_not_wait_for_ever(here, monkeypatch):
    monkeypatch.setattr(turns, "TURN", "100ms")
    one = here.employer(sector="C")
    for turn in (beside_others("province_id"), alone("province_id", span=turns.TURN)):
        refused = Event()

        def do(turn=turn, refused=refused) -> None:
            with pytest.raises(Busy, match="thử lại"), transaction.atomic():
                turn(one)
            refused.set()

        beside_a_file(here, of_a_file(here, one), do, refused)
        assert refused.is_set()


def test_the_night_waits_for_a_file_and_holds_nothing_meanwhile(here):
    for name, act in NIGHTLY.items():
        employer = here.employer(sector="C")
        StatusEvent.objects.create(employer=employer, kind="suspended", happened_on=TODAY, agency=here.coordinator)
        steps = of_a_file(here, employer)[::-1]  # a month's file names employers before it settles the province
        assert beside_a_file(here, steps, lambda act=act: act(here), Event()), name
        employer.refresh_from_db()
        assert employer.address == "Từ tệp", name
        assert employer.status == "suspended" if name == "statuses" else employer.agency is not None
