"""The public site's own database role, really connected: it reads what is published, of files no byte but of those that stand,
and nothing else, and writes nothing."""

import os
from datetime import timedelta

import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from arrears.models import EditionFile
from arrears.public_reading import FILE_FACTS, FILES
from arrears.public_reading import PUBLISHED as TABLES
from arrears.services.publication import editions
from portal.core.acts import THE_CLOCK, NotPossible
from tests.factories.publications import PUBLISHED, Publishing
from tests.machine import run_manage

DENIED = psycopg2.errors.InsufficientPrivilege


@pytest.fixture
def public(own_database):
    """A connection as that role, outside Django."""
    connection = psycopg2.connect(own_database.env["DATABASE_PUBLIC_URL"])
    connection.autocommit = True
    yield connection
    connection.close()


def asked(connection, statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def relations(public) -> list[str]:
    rows = asked(
        public,
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')",
    )
    return [name for (name,) in rows]


def test_it_reads_what_is_published_and_no_other_table_or_sequence(public):
    known = relations(public)
    assert len(known) > 150 and set(TABLES) < set(known)
    for name in known:
        if name in TABLES:
            assert asked(public, f"SELECT * FROM {name} LIMIT 1") == []
        elif name == FILES:
            assert asked(public, f"SELECT {', '.join(FILE_FACTS)} FROM {name} LIMIT 1") == []
        else:
            with pytest.raises(DENIED):
                asked(public, f"SELECT * FROM {name} LIMIT 1")


def keep(edition, revision: int) -> None:
    content = f"tệp {revision}".encode()
    facts = {"kind": "csv", "name": "x.csv", "content_type": "text/csv", "sha256": f"{revision:064d}"}
    made = [EditionFile(content=content, **facts)]
    editions.keep_edition_files(edition.publication, by=THE_CLOCK, at=PUBLISHED, revision=revision, files=made)


def test_it_reads_no_line_and_no_byte_of_a_file_that_names_who_has_left_and_none_of_what_was_withdrawn(
    own_database, public
):
    publishing = Publishing()
    edition = publishing.published()
    by = publishing.person("duyet")
    bytes_of = "SELECT convert_from(content, 'UTF8') FROM arrears_publicfile"
    keep(edition, 0)
    assert asked(public, bytes_of) == [("tệp 0",)]

    places = "SELECT place FROM arrears_publicline ORDER BY place"
    assert asked(public, places) == [(1,), (2,), (3,)]

    editions.delist_line(edition.publication, by=by, place=1, at=PUBLISHED)
    assert asked(public, bytes_of) == [] and asked(public, places) == [(2,), (3,)]
    keep(edition, 1)
    assert asked(public, bytes_of) == [("tệp 1",)]
    assert asked(public, f"SELECT revision FROM {FILES} ORDER BY revision") == [(0,), (1,)]
    lines = "SELECT name FROM arrears_editionline"
    for statement in (f"SELECT content FROM {FILES}", f"SELECT * FROM {FILES}", f"SELECT f FROM {FILES} f", lines):
        with pytest.raises(DENIED):
            asked(public, statement)

    editions.withdraw_edition(edition.publication, by=by, at=PUBLISHED, reason="Sai")
    assert asked(public, bytes_of) == [] and asked(public, places) == []


def test_it_writes_nothing_and_becomes_nobody(public, tmp_path):
    asked(public, "SET default_transaction_read_only = off")
    for table in (*TABLES, FILES):
        emptied = (
            [] if table.startswith("arrears_public") else [f"TRUNCATE {table}"]
        )  # a view is not emptied by anybody
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = 1", *emptied):
            with pytest.raises(DENIED):
                asked(public, statement)
        with pytest.raises(DENIED):
            asked(public, f"INSERT INTO {table} DEFAULT VALUES")
    for statement in (
        "SET ROLE portal_app",
        "SET ROLE portal_owner",
        "SET SESSION AUTHORIZATION portal_owner",
        "CREATE TABLE taken (x int)",
        "CREATE SCHEMA taken",
        f"COPY arrears_edition TO '{tmp_path / 'taken'}'",
        "ALTER ROLE portal_public SUPERUSER",
    ):
        with pytest.raises(DENIED):
            asked(public, statement)


def test_it_runs_no_function_that_works_with_another_rights(public):
    rows = asked(
        public,
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE')",
    )
    assert rows == []


def test_it_is_of_no_group_and_has_no_rights_of_its_own(public):
    rights = "rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolreplication"
    assert asked(public, f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert asked(public, "SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_the_public_pages_work_through_that_role_alone(own_database):
    settings.PUBLIC_DATABASE = "public"
    try:
        publishing = Publishing()
        edition = publishing.published()
        asked_of = []
        connections["default"].execute_wrappers.append(lambda run, *rest: asked_of.append(rest[0]) or run(*rest))
        for path in ("", f"{edition.code}/", "bieu-duong/", "dinh-chinh/", "du-lieu.json", "kiem-chung/"):
            assert Client().get(f"/cong-khai/{path}").status_code == 200, path
        assert Client().get(f"/cong-khai/kiem-chung/{edition.verify_code}/").status_code == 200
        assert Client().get("/cong-khai/khong-co/").status_code == 404
        assert asked_of == []
        with connections["public"].cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('transaction_read_only')")
            assert cursor.fetchone() == ("portal_public", "on")
    finally:
        connections["default"].execute_wrappers.clear()


def test_a_role_that_was_given_more_loses_it_at_the_next_deploy(own_database):
    with psycopg2.connect(own_database.env["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        cursor.execute("GRANT SELECT, INSERT ON arrears_publication, arrears_edition TO portal_public")
    run_manage("load_reference", "--skip-checks", env={**os.environ, **own_database.env})
    with psycopg2.connect(own_database.env["DATABASE_PUBLIC_URL"]) as public:
        assert asked(public, "SELECT * FROM arrears_edition") == []
        with pytest.raises(DENIED):
            asked(public, "SELECT * FROM arrears_publication")


def test_a_second_publication_at_the_same_moment_finds_it_published(own_database):
    publishing = Publishing()
    publication = publishing.approved()
    by = publishing.person("duyet")
    facts = {"by": by, "symbol": "DS-BHXH"}
    editions.publish_edition(publication, at=PUBLISHED, number=1, **facts)
    with pytest.raises(NotPossible):
        editions.publish_edition(publication, at=PUBLISHED + timedelta(seconds=1), number=2, **facts)
