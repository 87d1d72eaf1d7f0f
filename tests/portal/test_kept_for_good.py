"""What is closed, applied, sent or remembered is changed by nobody: not by the app's role, not by the owner of the tables."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction
from django.db.utils import ConnectionHandler

from arrears.models import LedgerVersion
from employers.models import DutyEvidence, LabourCount, Merge, StatusEvent
from portal.core import audit
from portal.core.models import AuditEntry, ImportBatch
from tests.factories.ledger import Ledger
from tests.portal.canaries import NOW, SEPTEMBER, TOLD, build
from tests.portal.secrets_of_duties import keep_secrets
from tests.portal.secrets_of_register import keep_register

ISSUED = "SELECT id FROM reports_letter WHERE status = 'issued'"
KEPT_TABLES = (
    *("core_auditentry", "core_storedfile", "core_importbatch", "arrears_c12row", "arrears_b03row", "arrears_rowmatch"),
    *("arrears_ledgerrow", "arrears_ledgerversion", "arrears_rollup", "arrears_debtorlist", "arrears_debtorentry"),
    *(
        "arrears_arrearsnote",
        "reports_monthlyreport",
        "reports_reportline",
        "reports_reportreceipt",
        "reports_reportfile",
    ),
)
KEPT_TABLES += tuple(
    f"employers_{table}"
    for table in (
        *("sourcerow", "labourcount", "coveragefigure", "gap", "gapstep", "syncstep", "statusevent", "labourrelation"),
        *("merge", "correction", "dataexchange", "dutyevidence"),
    )
)
REFUSED = (
    "UPDATE core_auditentry SET actor = 'x'",
    "DELETE FROM core_auditentry",
    "UPDATE core_storedfile SET sha256 = 'x'",
    "DELETE FROM core_storedfile",
    "DELETE FROM core_importbatch",
    "UPDATE core_importbatch SET confirmed_by_id = NULL, sequence = 99 WHERE status = 'applied'",
    "UPDATE core_importbatch SET status = 'staged' WHERE status = 'applied'",
    "UPDATE core_importbatch SET outcome = '{}' WHERE status = 'applied'",
    "UPDATE arrears_c12row SET workers = 1",
    "DELETE FROM arrears_c12row",
    "UPDATE arrears_b03row SET workers = 1",
    "DELETE FROM arrears_b03row",
    "UPDATE arrears_ledgerrow SET owed = 0 WHERE version > 0",
    "UPDATE arrears_ledgerrow SET version = 0 WHERE version > 0",
    "DELETE FROM arrears_ledgerrow WHERE version > 0",
    (
        "INSERT INTO arrears_ledgerrow SELECT (jsonb_populate_record(r, '{\"employer_id\": 0}')).* FROM arrears_ledgerrow r"
        " WHERE version = 1 LIMIT 1"
    ),
    "UPDATE arrears_ledgerversion SET frozen_at = NULL",
    "UPDATE arrears_ledgerversion SET submitted_at = now() WHERE submitted_at IS NOT NULL",
    "UPDATE arrears_ledgerversion SET totals = '{\"x\": 1}'",
    "DELETE FROM arrears_ledgerversion",
    "UPDATE arrears_rollup SET late = 0 WHERE version > 0",
    "DELETE FROM arrears_rollup WHERE version > 0",
    "UPDATE arrears_debtorlist SET entries_count = 0",
    "DELETE FROM arrears_debtorlist",
    "UPDATE arrears_debtorentry SET owed = 0",
    "DELETE FROM arrears_debtorentry",
    (
        'INSERT INTO arrears_debtorentry SELECT (jsonb_populate_record(e, \'{"id": 0, "employer_id": 0}\')).*'
        " FROM arrears_debtorentry e LIMIT 1"
    ),
    "UPDATE reports_monthlyreport SET number = 'x' WHERE status = 'submitted'",
    "DELETE FROM reports_monthlyreport WHERE status = 'submitted'",
    "UPDATE reports_reportline SET owed = 0",
    "UPDATE reports_reportfile SET format = 'x'",
    "DELETE FROM reports_reportreceipt",
    "UPDATE agencies_obligation SET verdict = 'late' WHERE verdict = 'on_time'",
    "UPDATE agencies_obligation SET verdict = '', verdict_at = NULL WHERE verdict = 'on_time'",
    "UPDATE agencies_obligation SET due_at = due_at + interval '1 day' WHERE verdict = 'on_time'",
    "UPDATE agencies_obligation SET agency_id = agency_id + 1 WHERE verdict = 'on_time'",
    "DELETE FROM agencies_obligation WHERE state = 'submitted'",
    "UPDATE agencies_obligationstep SET text = 'x'",
    "UPDATE agencies_obligationstep SET at = now()",
    "UPDATE agencies_obligationstep SET is_submitted = false WHERE is_submitted",
    "DELETE FROM agencies_obligationstep",
    "UPDATE agencies_evidence SET title = 'x' WHERE is_submitted",
    "UPDATE agencies_evidence SET file_id = file_id + 1 WHERE is_submitted",
    "DELETE FROM agencies_evidence WHERE is_submitted",
    "UPDATE reports_letter SET remark = 'x' WHERE status = 'issued'",
    "UPDATE reports_letter SET status = 'draft' WHERE status = 'issued'",
    "UPDATE reports_letter SET pdf_id = NULL WHERE status = 'issued'",
    f"UPDATE reports_letterline SET name = 'x' WHERE letter_id IN ({ISSUED})",
    f"DELETE FROM reports_letterline WHERE letter_id IN ({ISSUED})",
    (
        'INSERT INTO reports_letterline SELECT (jsonb_populate_record(l, \'{"id": 0, "place": 9}\')).*'
        f" FROM reports_letterline l WHERE letter_id IN ({ISSUED})"
    ),
    "UPDATE employers_sourcerow SET name = 'x'",
    "UPDATE employers_sourcerow SET employed = 1",
    "UPDATE employers_labourcount SET employed = 1",
    "UPDATE employers_labourcount SET agency_id = NULL",
    "UPDATE employers_labourcount SET version = version + 7",
    "UPDATE employers_labourcount SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
    "UPDATE employers_coveragefigure SET value = 1",
    "UPDATE employers_gapstep SET note = 'x'",
    "UPDATE employers_syncstep SET number = 2",
    "UPDATE employers_statusevent SET kind = 'dissolved'",
    "UPDATE employers_statusevent SET happened_on = '2020-01-01'",
    "UPDATE employers_statusevent SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
    "UPDATE employers_merge SET moved = '{}'",
    "UPDATE employers_merge SET undone_at = now() WHERE undone_at IS NOT NULL",
    "UPDATE employers_dutyevidence SET outcome = 'done'",
    "UPDATE employers_dutyevidence SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
    *(
        f"DELETE FROM employers_{table}"
        for table in (
            *("sourcerow", "labourcount", "coveragefigure", "gap", "gapstep", "syncstep", "statusevent"),
            *("labourrelation", "merge", "correction", "dataexchange", "dutyevidence"),
        )
    ),
)
# The owner of the tables may correct what the app never does.
REFUSED_TO_THE_APP = tuple(
    f"DELETE FROM {table}"
    for table in (
        *("agencies_directive", "agencies_clause", "agencies_duty", "agencies_reorganisation", "reports_letter"),
        *("agencies_handover", "agencies_accountreview"),
    )
)
ORDERED_TABLES = (
    *("agencies_directive", "agencies_clause", "agencies_duty", "agencies_reorganisation", "reports_letter"),
    *("agencies_obligation", "agencies_obligationstep", "agencies_evidence", "reports_letterline"),
)


@pytest.fixture
def written(own_database, tmp_path) -> LedgerVersion:
    """A closed and submitted version, an applied C12 and B03, an entry of the trail: committed."""
    world = build("hai-phong", tmp_path)
    keep_secrets(world)
    keep_register(world)
    _end_some(world)
    version = world.versions[TOLD]
    ledger = Ledger()
    ledger.c12(SEPTEMBER, [{"unit_code": "TA1", "opening_httt": 0, "payable_httt": 5}])
    ledger.b03(SEPTEMBER, [{"unit_code": "TA1", "late_httt": 5}])
    audit.record(AuditEntry.Kind.READ, "something", by=None)
    assert ImportBatch.objects.applied().count() == 2
    return version


def _end_some(world) -> None:
    """Of each kind that may be withdrawn or undone the last one was."""
    people, firms = world.people, world.employers
    facts = {"reason": "Trùng", "moved": {"rows": {}}, "merged_by": people["officer"], "undone_by": people["officer"]}
    Merge.objects.create(kept=firms["mot"], absorbed=firms["hai"], undone_at=NOW, **facts)
    for model in (LabourCount, StatusEvent, DutyEvidence):
        model.objects.filter(pk=model.objects.latest("pk").pk).update(withdrawn_at=NOW)


@pytest.fixture
def as_owner(written):
    handler = ConnectionHandler({"default": settings.OWNER_DATABASE | {"NAME": connection.settings_dict["NAME"]}})
    yield handler["default"]
    handler.close_all()


def user_of(which) -> str:
    with which.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def refuses(which, statement: str) -> bool:
    """Whether the database refuses; a statement that finds no row to change proves nothing."""
    try:
        with (
            transaction.atomic(using="default") if which is connection else which.cursor() as _,
            which.cursor() as cursor,
        ):
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing to change: {statement}"
            return False
    except ProgrammingError:
        return True


def test_neither_the_app_nor_the_owner_changes_what_is_kept(written, as_owner):
    assert (user_of(connections["default"]), user_of(as_owner)) == (settings.APP_ROLE, settings.OWNER_DATABASE["USER"])
    assert user_of(connection) != user_of(as_owner)
    for which in (connection, as_owner):
        changed = [statement for statement in REFUSED if not refuses(which, statement)]
        changed += [table for table in KEPT_TABLES if not refuses(which, f"TRUNCATE {table} CASCADE")]
        assert not changed, f"{user_of(which)}:\n" + "\n".join(changed)


def test_the_app_deletes_nothing_that_was_ordered_decided_or_handed_over(written):
    told = [*REFUSED_TO_THE_APP, *(f"TRUNCATE {table} CASCADE" for table in ORDERED_TABLES)]
    changed = [statement for statement in told if not refuses(connection, statement)]
    assert not changed, "\n".join(changed)


def test_a_note_may_become_readable_and_what_was_not_sent_may_change(written):
    for statement in (
        "UPDATE agencies_obligationstep SET is_submitted = true WHERE NOT is_submitted",
        "UPDATE agencies_obligation SET state = 'accepted' WHERE state = 'submitted'",
        "UPDATE agencies_evidence SET title = 'x' WHERE NOT is_submitted",
        "DELETE FROM agencies_evidence WHERE NOT is_submitted",
        "UPDATE reports_letter SET remark = 'x' WHERE status = 'draft'",
        "UPDATE employers_statusevent SET withdrawn_at = now() WHERE withdrawn_at IS NULL",
        "UPDATE employers_dutyevidence SET withdrawn_at = now() WHERE withdrawn_at IS NULL",
        "UPDATE employers_labourcount SET is_current = false, withdrawn_at = now() WHERE withdrawn_at IS NULL",
        "UPDATE employers_gap SET state = 'explained'",
    ):
        assert not refuses(connection, statement), statement


def test_the_app_may_not_make_or_break_tables(written):
    for statement in (
        "DROP TABLE core_auditentry",
        "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_is_kept ON core_auditentry",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (x int)",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
