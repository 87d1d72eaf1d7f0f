"""The order in which tests begin loses none of them, and knows only files that are there."""

from types import SimpleNamespace

import pytest

from portal.runtime.processes import ROOT
from tests import order

FILES = [*order.LONG, *(f"tests/short/test_{number}.py" for number in range(40))]
ITEMS = [SimpleNamespace(nodeid=f"{name}::test_{number}") for name in FILES for number in range(7)]


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_every_test_is_dealt_once_and_the_long_ones_begin(monkeypatch, processes):
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", str(processes))
    dealt = order.dealt(ITEMS)
    assert sorted(item.nodeid for item in dealt) == sorted(item.nodeid for item in ITEMS)
    begins = 0
    for left in range(processes, 0, -1):
        assert dealt[begins].nodeid.partition("::")[0] in order.LONG
        begins += (len(ITEMS) - begins) // left  # what pytest-xdist gives each of them


def test_the_long_files_are_there():
    assert [name for name in order.LONG if not (ROOT / name).is_file()] == []
