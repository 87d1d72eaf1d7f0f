"""An act asks permission, locks, changes in one transaction, and remembers; a refused or failed act leaves nothing."""

import threading

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from agencies.models import Agency
from portal.core import audit
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible, act
from portal.core.models import AuditEntry
from tests.factories.people import make_agency, make_province


@act(may=lambda by, subject: by is OPERATOR, hide=("secret",))
def rename_agency(agency: Agency, *, by, name: str, secret: str = "") -> Agency:
    agency.name = name
    agency.save(update_fields=["name"])
    if name == "":
        raise NotPossible("A name is needed.")
    return agency


@pytest.fixture
def agency(db):
    return make_agency(make_province())


def test_an_act_changes_and_remembers_old_and_new(agency):
    before = agency.name
    rename_agency(agency, by=OPERATOR, name="BHXH tỉnh mới", secret="kín")
    entry = AuditEntry.objects.get(act="rename_agency")
    assert entry.detail["changed"]["name"] == [before, "BHXH tỉnh mới"]
    assert "secret" not in entry.detail["facts"]
    assert entry.actor == "Người vận hành máy chủ"


def test_the_wrong_actor_is_refused_and_nothing_changes(agency):
    with pytest.raises(PermissionDenied):
        rename_agency(agency, by=THE_CLOCK, name="Khác")
    agency.refresh_from_db()
    assert agency.name != "Khác"
    assert not AuditEntry.objects.filter(act="rename_agency").exists()


def test_nobody_is_not_an_actor(agency):
    with pytest.raises(PermissionDenied):
        rename_agency(agency, by=None, name="Khác")


def test_a_failed_act_leaves_nothing(agency):
    before = agency.name
    with pytest.raises(NotPossible):
        rename_agency(agency, by=OPERATOR, name="")
    agency.refresh_from_db()
    assert agency.name == before
    assert not AuditEntry.objects.exists()


def test_a_stale_copy_is_read_again_before_it_acts(agency):
    stale = Agency.objects.get(pk=agency.pk)
    rename_agency(agency, by=OPERATOR, name="Một")
    rename_agency(stale, by=OPERATOR, name="Hai")
    changes = [entry.detail["changed"]["name"] for entry in AuditEntry.objects.order_by("id")]
    assert changes[1] == ["Một", "Hai"]


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET actor = 'x'", "DELETE FROM core_auditentry"])
def test_the_database_refuses_to_change_memory(agency, statement):
    audit.read("something", by=OPERATOR)
    with pytest.raises(Exception, match="permission denied|refuses"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_even_the_owner_of_the_tables_may_not_change_memory(own_database):
    audit.read("something", by=OPERATOR)
    with psycopg2.connect(own_database.env["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="refuses UPDATE"):
            cursor.execute("UPDATE core_auditentry SET actor = 'x'")


@act(may=lambda by, subject: True)
def count_up(agency: Agency, *, by) -> Agency:
    agency.short_name = str(int(agency.short_name) + 1)
    agency.save(update_fields=["short_name"])
    return agency


def test_acts_at_the_same_time_wait_for_each_other(own_database):
    agency = make_agency(make_province())
    Agency.objects.filter(pk=agency.pk).update(short_name="0")

    def often():
        for _ in range(10):
            count_up(Agency.objects.get(pk=agency.pk), by=OPERATOR)
        connections.close_all()

    threads = [threading.Thread(target=often) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    agency.refresh_from_db()
    assert agency.short_name == "50"
