"""The examples that stand in the texts of functions come out as they say."""

import doctest
import importlib
import pkgutil

import pytest

ROOMS = ("portal", "agencies", "employers", "arrears", "reports")
LEFT_OUT = (".migrations", ".__main__", "portal.wsgi")


def modules(room: str) -> list[str]:
    package = importlib.import_module(room)
    found = [module.name for module in pkgutil.walk_packages(package.__path__, f"{room}.")]
    return [name for name in found if not any(part in name for part in LEFT_OUT)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_example_comes_out_as_it_says(room):
    results = {name: doctest.testmod(importlib.import_module(name)) for name in modules(room)}
    assert {name: told for name, told in results.items() if told.failed} == {}
    assert sum(told.attempted for told in results.values()) > 0
