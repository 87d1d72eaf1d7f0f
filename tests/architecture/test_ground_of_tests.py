"""What tests stand on is cleared away from time to time: the database of a process makes room for a new copy."""

import os

from django.db import connections

from tests import machine


def name_of_database() -> str:
    return connections.settings["default"]["NAME"]


def test_a_database_that_has_grown_gives_way_to_a_new_copy_and_no_other(swept, monkeypatch):
    before = name_of_database()
    monkeypatch.setattr(machine, "SOON", 0)
    monkeypatch.setattr(machine, "GROWN", 1 << 40)
    swept()
    assert name_of_database() == before
    monkeypatch.setattr(machine, "GROWN", -(1 << 40))
    swept()
    assert name_of_database() != before
    assert machine.as_admin(f"SELECT count(*) FROM pg_database WHERE datname = '{before}'") == "0"
    assert os.environ["DATABASE_URL"] == machine.addresses(name_of_database())["DATABASE_URL"]


def test_it_is_not_looked_at_after_every_test(swept, monkeypatch):
    before = name_of_database()
    monkeypatch.setattr(machine, "GROWN", -(1 << 40))
    monkeypatch.setattr(machine, "SOON", 3600)
    swept()
    assert name_of_database() == before
