"""What an applied file says about employers goes into the register: new ones, and what changed of known ones.

The newest month speaks; an older month's file only fills what is blank. Undoing puts back what the batch changed.
"""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from agencies.models import Agency, Province
from agencies.models.settings import setting
from arrears import permissions
from arrears.models import B03Row, C12Row, LedgerRow
from arrears.queries.newcomers import newcomers_of
from employers.models import Employer
from employers.queries.managing import Facts, ManagingBook
from employers.rules.vsic import section_of
from employers.services.identifiers import keep_identifiers, link_branches, release_identifiers
from employers.services.managing import settle_managing
from employers.vocabulary import take_up_words
from portal.core import sql
from portal.core.acts import act
from portal.core.copying import copy_rows
from portal.core.folding import clean, fold, sort_key
from portal.core.models import ImportBatch
from portal.core.periods import Month

FIELDS = (
    *("unit_code", "name", "address", "tax_code", "tax_code_ok", "kind", "sector", "vsic", "vsic_version", "cycle"),
    *("commune_id", "zone_id", "office_id"),
)
MONTH_KINDS = ("c12", "b03")


@act(may=permissions.confirm_import)
def take_into_register(batch: ImportBatch, *, by, on: date) -> dict[str, int]:
    """Create the employers the file is the first to name, update those it knows better; their codes, branches and managing
    agencies of the day follow. Returns how many of each."""
    province = Province.objects.get(slug=batch.province_code)
    facts = _facts(batch, province)
    with connection.cursor() as cursor:
        # Of rows just copied in the planner knows nothing: it would look each of them up one by one.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(sql.text("arrears", f"register_seen_{batch.kind.replace('-', '_')}"), facts)
        cursor.execute("RESET enable_nestloop; RESET work_mem")
    created = _create(province, batch, on)
    changed = _update(batch)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE register_seen")
    source = f"Tệp {batch.kind.upper()} tháng {Month.of(batch.month).label}"
    keep_identifiers(province, by=by, on=batch.month, source=source, batch=batch)
    link_branches(province, by=by)
    settle_managing(province, by=by, on=on)
    return {"created": created, "changed": changed}


def _facts(batch: ImportBatch, province: Province) -> dict[str, Any]:
    offices = Agency.objects.filter(province=province, kind="social_insurance_local", area=None).values_list(
        "name", "short_name", "pk"
    )
    by_name = {fold(name): pk for names in offices for name in names[:2] for pk in names[2:]}
    said = B03Row.objects.filter(batch=batch).exclude(office_name=None).values_list("office_name", flat=True).distinct()
    known = {name: by_name[fold(name)] for name in said if fold(name) in by_name}
    months = ImportBatch.objects.applied().filter(province_code=batch.province_code, kind__in=MONTH_KINDS)
    newest = months.aggregate(month=Max("month"))["month"]  # of BHXH's own files: others speak of other periods
    return {
        "batch": batch.pk,
        "province": province.pk,
        "unit": province.unit_id,
        "month": batch.month,
        "is_newest": newest is None or batch.month >= newest,
        "speaker": Agency.objects.get(province=province, code=batch.agency_code).pk,
        "office_names": list(known),
        "office_ids": list(known.values()),
        **_branches(batch, province),
    }


def _branches(batch: ImportBatch, province: Province) -> dict[str, Any]:
    """What the file calls a branch of the economy -> its section and code, by the version in force at the month's end. A file
    that tells none may be older than all versions."""
    said = list(C12Row.objects.filter(batch=batch).exclude(sector=None).values_list("sector", flat=True).distinct())
    day = Month.of(batch.month).last_day if said else timezone.localtime(batch.uploaded_at).date()
    version = setting(province, "register.vsic_version", on=day)
    read = [section_of(text, version) for text in said]
    return {
        "branches": said,
        "sections": [section for section, _code in read],
        "codes": [code for _section, code in read],
        "vsic_version": version,
    }


def _create(province: Province, batch: ImportBatch, on: date) -> int:
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
        cursor.execute(
            "SELECT DISTINCT commune_id, zone_id, sector, vsic_version FROM register_seen WHERE employer_id IS NULL"
        )
        answers = ManagingBook(province, on).answers(Facts(*row) for row in cursor.fetchall())
        facts = {"province": province.pk, "batch": batch.pk, "is_demo": province.is_demo}
        cursor.execute(sql.text("arrears", "register_create"), facts | answers)
        created = cursor.rowcount
        cursor.execute("DROP TABLE register_keys")
    take_up_words(Employer.objects.filter(first_batch=batch.pk))
    return int(created)


def _update(batch: ImportBatch) -> int:
    """Known employers that differ from the file, each kept as it was; a change of the list of branches touches them all."""
    facts = {"batch": batch.pk, "month": batch.month}
    with connection.cursor() as cursor:
        cursor.execute(sql.text("arrears", "register_differences"))
        _rename(cursor)
        for step in ("register_changes", "register_past", "register_update"):
            cursor.execute(sql.text("arrears", step), facts)
        changed = cursor.rowcount
        cursor.execute("DROP TABLE register_known")
    return int(changed)


def _rename(cursor) -> None:
    cursor.execute("SELECT employer_id, name FROM register_known WHERE is_renamed")
    renamed = cursor.fetchall()
    if not renamed:
        return
    cursor.execute(
        "CREATE TEMP TABLE register_names (employer_id bigint, name text, folded text, sort_key text) ON COMMIT DROP"
    )
    keys = ((pk, (name := clean(said)), fold(name), sort_key(name)) for pk, said in renamed)
    copy_rows("register_names", ("employer_id", "name", "folded", "sort_key"), keys)
    cursor.execute(sql.text("arrears", "register_name"))
    cursor.execute("DROP TABLE register_names")
    take_up_words(Employer.objects.filter(pk__in=[pk for pk, _name in renamed]))


@act(may=permissions.undo_import)
def put_back_register(batch: ImportBatch, *, by, on: date) -> int:
    """Undo what the batch changed of known employers, where nothing has changed it since. Returns how many."""
    restored = []
    for change in batch.employer_changes.select_related("employer"):
        employer = change.employer
        before = {name: change.before[name] for name in change.after if name in FIELDS}
        ours = {name: value for name, value in before.items() if getattr(employer, name) == change.after[name]}
        if ours:
            for name, value in ours.items():
                setattr(employer, name, value)
            employer.rename(employer.name)
            restored.append(employer)
    Employer.objects.bulk_update(restored, [*FIELDS, "folded", "sort_key"], batch_size=500)
    _follow(batch, [employer.pk for employer in restored], by, on)
    return len(restored)


def _follow(batch: ImportBatch, restored: list[int], by, on: date) -> None:
    province = Province.objects.get(slug=batch.province_code)
    sql.execute("arrears", "register_past_back", {"employers": restored, "month": batch.month})
    release_identifiers(province, by=by, batch=batch, employers=restored)
    link_branches(province, by=by)
    settle_managing(province, by=by, on=on)


@act(may=permissions.undo_import)
def forget_newcomers(batch: ImportBatch, *, by) -> int:
    """Employers that only the undone batch ever named leave the register again. Returns how many."""
    applied = ImportBatch.objects.applied().filter(province_code=batch.province_code).values("pk")
    still = (
        newcomers_of(batch)
        .exclude(pk__in=LedgerRow.objects.filter(province__slug=batch.province_code).values("employer"))
        .exclude(unit_code__in=C12Row.objects.filter(batch__in=applied).values("unit_code"))
        .exclude(unit_code__in=B03Row.objects.filter(batch__in=applied).values("unit_code"))
    )
    gone = list(still.values_list("pk", flat=True))
    Employer.objects.filter(parent__in=gone).update(parent=None)
    Employer.objects.filter(pk__in=gone).delete()
    return len(gone)
