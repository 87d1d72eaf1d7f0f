"""The status of a day from what was told: each sentence of the rule, and against a second one that lives day by day."""

import random
from datetime import date, timedelta

import pytest

from employers.models import Status, StatusEvent
from employers.rules.status import FINAL, GRAVITY, LIFTS, Standing, Told, status_on

DAY = date(2026, 3, 1)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def told(*events: tuple) -> list[Told]:
    return [Told(kind, day(on), day(until[0]) if until else None) for kind, on, *until in events]


@pytest.mark.parametrize(
    ("events", "on", "status", "since"),
    [
        ([], 5, "operating", None),
        ([("new", 3)], 5, "operating", 3),
        ([("new", 3)], 2, "operating", None),
        ([("new", 0), ("suspended", 2)], 5, "suspended", 2),
        ([("suspended", 2, 4)], 4, "suspended", 2),
        ([("suspended", 2, 4)], 5, "operating", 5),
        ([("suspended", 2, 4), ("suspended", 3, 9)], 8, "suspended", 2),
        ([("suspended", 2), ("suspended", 3, 4)], 5, "operating", 5),
        ([("suspended", 2), ("resumed", 4)], 4, "operating", 4),
        ([("suspended", 4), ("resumed", 4)], 4, "suspended", 4),
        ([("dissolving", 1), ("suspended", 2)], 5, "dissolving", 1),
        ([("dissolving", 1), ("suspended", 2), ("resumed", 3)], 5, "operating", 3),
        ([("not_at_address", 1), ("absconded", 2)], 5, "absconded", 2),
        ([("licence_revoked", 1), ("resumed", 2)], 5, "operating", 2),
        ([("dissolved", 1), ("resumed", 2), ("new", 3)], 5, "dissolved", 1),
        ([("bankrupt", 1), ("dissolved", 4), ("resumed", 5)], 6, "dissolved", 4),
        ([("suspended", 1, 8), ("absconded", 3), ("resumed", 4)], 5, "operating", 4),
    ],
)
def test_the_gravest_word_that_holds_is_the_status(events, on, status, since):
    found = status_on(told(*events), day(on))
    assert (found.status, found.since) == (status, None if since is None else day(since))


def test_an_employer_began_on_the_first_day_it_was_told_to_be_new():
    assert status_on(told(("new", 3), ("suspended", 4), ("new", 6)), day(9)).began_on == day(3)
    assert status_on(told(("resumed", 3)), day(9)).began_on is None


def test_every_word_of_the_register_has_its_weight():
    assert set(GRAVITY) == {*Status.values} - {Status.UNCONFIRMED}  # of whom no source has told anything at all
    assert {*GRAVITY[1:], *LIFTS} == set(StatusEvent.Kind.values)


def lived(events: list[Told], until: date) -> Standing:
    """The same, slowly: each day takes in its words, lifts, ends what is over, and looks what is left."""
    holding: dict[str, date | None] = {}
    status, since, began, spoken = "operating", None, None, False
    today = min((event.on for event in events), default=until)
    while today <= until:
        words = [event for event in events if event.on == today]
        if any(word.kind in LIFTS for word in words):
            holding = {kind: end for kind, end in holding.items() if kind in FINAL}
        for word in words:
            if word.kind == "new" and began is None:
                began = today
            if word.kind not in LIFTS:
                holding[word.kind] = word.until
        if "suspended" in holding and holding["suspended"] is not None and holding["suspended"] < today:
            del holding["suspended"]
        spoken = spoken or bool(words)
        now = max(holding, key=GRAVITY.index, default="operating")
        if spoken and (now != status or since is None):
            status, since = now, today
        today += timedelta(days=1)
    return Standing(status, since, began)


@pytest.mark.parametrize("seed", range(60))
def test_it_agrees_with_living_day_by_day(seed):
    chance = random.Random(seed)
    kinds = [*GRAVITY[1:], *LIFTS, "suspended", "suspended", "resumed"]
    for _round in range(25):
        events: dict[tuple, Told] = {}
        for _event in range(chance.randint(0, 9)):
            kind, on = chance.choice(kinds), day(chance.randint(0, 25))
            ends = kind == "suspended" and chance.random() < 0.7
            events[kind, on] = Told(kind, on, on + timedelta(days=chance.randint(0, 12)) if ends else None)
        words = list(events.values())
        chance.shuffle(words)
        for number in range(0, 45, 4):
            expected = lived([word for word in words if word.on <= day(number)], day(number))
            assert status_on(words, day(number)) == expected, (words, number)
