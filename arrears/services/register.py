"""What an applied file says about employers goes into the register: new ones, and what changed of known ones.

The newest month speaks; an older month's file only fills what is blank. Undoing puts back what the batch changed.
"""

from typing import Any

from django.db import connection
from django.db.models import Max

from agencies.models import Agency, Province
from arrears import permissions
from arrears.models import B03Row, C12Row, EmployerChange, LedgerRow
from employers.models import Employer
from portal.core import sql
from portal.core.acts import act
from portal.core.copying import copy_rows
from portal.core.folding import clean, fold, sort_key
from portal.core.models import ImportBatch

FIELDS = (
    "name",
    "address",
    "tax_code",
    "tax_code_ok",
    "kind",
    "sector",
    "cycle",
    "commune_id",
    "zone_id",
    "office_id",
    "agency_id",
)


@act(may=permissions.confirm_import)
def take_into_register(batch: ImportBatch, *, by) -> dict[str, int]:
    """Create the employers the file is the first to name, update those it knows better. Returns how many of each."""
    province = Province.objects.get(slug=batch.province_code)
    facts = _facts(batch, province)
    with connection.cursor() as cursor:
        # Of rows just copied in the planner knows nothing: it would look each of them up one by one.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(sql.text("arrears", f"register_seen_{batch.kind}"), facts)
        cursor.execute("RESET enable_nestloop; RESET work_mem")
    created = _create(province, batch)
    changed = _update(batch)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE register_seen")
    return {"created": created, "changed": changed}


def _facts(batch: ImportBatch, province: Province) -> dict[str, Any]:
    offices = Agency.objects.filter(province=province, kind="social_insurance_local", area=None).values_list(
        "name", "short_name", "pk"
    )
    by_name = {fold(name): pk for names in offices for name in names[:2] for pk in names[2:]}
    said = B03Row.objects.filter(batch=batch).exclude(office_name=None).values_list("office_name", flat=True).distinct()
    known = {name: by_name[fold(name)] for name in said if fold(name) in by_name}
    newest = (
        ImportBatch.objects.applied().filter(province_code=batch.province_code).aggregate(month=Max("month"))["month"]
    )
    return {
        "batch": batch.pk,
        "province": province.pk,
        "unit": province.unit_id,
        "month": batch.month,
        "is_newest": newest is None or batch.month >= newest,
        "speaker": Agency.objects.get(province=province, code=batch.agency_code).pk,
        "office_names": list(known),
        "office_ids": list(known.values()),
    }


def _create(province: Province, batch: ImportBatch) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_code, name FROM register_seen WHERE employer_id IS NULL")
        strangers = cursor.fetchall()
        if not strangers:
            return 0
        cursor.execute(
            "CREATE TEMP TABLE register_keys (unit_code text, name text, folded text, sort_key text) ON COMMIT DROP"
        )
        keys = ((code, (name := clean(said)), fold(name), sort_key(name)) for code, said in strangers)
        copy_rows("register_keys", ("unit_code", "name", "folded", "sort_key"), keys)
        facts = {"province": province.pk, "batch": batch.pk, "is_demo": province.is_demo}
        cursor.execute(sql.text("arrears", "register_create"), facts)
        created = cursor.rowcount
        cursor.execute("DROP TABLE register_keys")
    return int(created)


def _update(batch: ImportBatch) -> int:
    """Known employers that differ from the file, one by one: few in a month, and each kept as it was."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text("arrears", "register_differences"))
        names = [column.name for column in cursor.description or ()]
        said = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in cursor.fetchall()}
    changes, updated = [], []
    for employer in Employer.objects.filter(pk__in=said).select_for_update():
        after = {name: value for name, value in said[employer.pk].items() if getattr(employer, name) != value}
        before = {name: getattr(employer, name) for name in after}
        _set(employer, after)
        updated.append(employer)
        changes.append(EmployerChange(batch=batch, employer=employer, before=before, after=after))
    Employer.objects.bulk_update(updated, [*FIELDS, "folded", "sort_key"], batch_size=500)
    EmployerChange.objects.bulk_create(changes, batch_size=1000)
    return len(updated)


def _set(employer: Employer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(employer, name, value)
    employer.rename(employer.name)


@act(may=permissions.undo_import)
def put_back_register(batch: ImportBatch, *, by) -> int:
    """Undo what the batch changed of known employers, where nothing has changed it since. Returns how many."""
    restored = []
    for change in batch.employer_changes.select_related("employer"):
        employer = change.employer
        ours = {name: change.before[name] for name, value in change.after.items() if getattr(employer, name) == value}
        if ours:
            _set(employer, ours)
            restored.append(employer)
    Employer.objects.bulk_update(restored, [*FIELDS, "folded", "sort_key"], batch_size=500)
    return len(restored)


@act(may=permissions.undo_import)
def forget_newcomers(batch: ImportBatch, *, by) -> int:
    """Employers that only the undone batch ever named leave the register again. Returns how many."""
    named = Employer.objects.filter(first_batch=batch.pk)
    applied = ImportBatch.objects.applied().filter(province_code=batch.province_code).values("pk")
    still = (
        named.exclude(pk__in=LedgerRow.objects.filter(employer__in=named).values("employer"))
        .exclude(unit_code__in=C12Row.objects.filter(batch__in=applied).values("unit_code"))
        .exclude(unit_code__in=B03Row.objects.filter(batch__in=applied).values("unit_code"))
        .filter(notes=None, changes=None)
    )
    count, _by_model = Employer.objects.filter(pk__in=list(still.values_list("pk", flat=True))).delete()
    return count
