"""Which tests begin: the long ones, spread over the processes, so that only short ones are left to share at the end.

Under pytest-xdist's worksteal each process is given an equal, unbroken part of the list and the idle take from the tails
of the others. The seconds are rough and need no care: a file that is missing here only begins a little late.
"""

import os
from collections.abc import Sequence

import pytest

LONG = {
    "tests/stories/test_who_sees_what.py": 220,
    "tests/portal/test_bench.py": 160,
    "tests/runtime/test_run.py": 130,
    "tests/stories/test_faults.py": 110,
    "tests/runtime/test_worker.py": 60,
    "tests/stories/test_labour_review.py": 60,
    "tests/runtime/test_backup.py": 60,
    "tests/portal/demo/test_demo.py": 60,
    "tests/runtime/test_compose.py": 50,
    "tests/portal/test_query_counts.py": 50,
    "tests/portal/demo/test_law_rooms.py": 45,
    "tests/stories/test_the_month.py": 45,
    "tests/stories/test_the_directives.py": 45,
    "tests/portal/test_jobs.py": 40,
    "tests/stories/test_public_site.py": 35,
    "tests/portal/demo/test_register.py": 30,
    "tests/stories/test_every_agency_finds_its_duties.py": 30,
    "tests/portal/test_checks.py": 25,
    "tests/agencies/accounts/test_passkeys_in_a_browser.py": 25,
}


def dealt(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The same tests, for as many hands as there are processes; a file stays together wherever the parts allow it."""
    hands: list[list[pytest.Item]] = [[] for _ in range(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))]
    weights = [0] * len(hands)
    of_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        of_file.setdefault(item.nodeid.partition("::")[0], []).append(item)
    for name, seconds in sorted(LONG.items(), key=lambda line: -line[1]):
        lightest = weights.index(min(weights))
        weights[lightest] += seconds
        hands[lightest] += of_file.pop(name, [])
    rest = [item for group in of_file.values() for item in group]
    for place, hand in enumerate(hands):
        room = (sum(map(len, hands[place:])) + len(rest)) // (len(hands) - place) - len(hand)
        hand += rest[: max(room, 0)]
        del rest[: max(room, 0)]
    return [item for hand in hands for item in hand]
