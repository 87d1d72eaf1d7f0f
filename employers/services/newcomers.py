"""Employers that a file is the first to name enter the register with it, and leave it again when the file is undone."""

from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate

from agencies.models import Province
from employers import permissions
from employers.models import Employer
from employers.queries.managing import Facts, ManagingBook
from employers.queries.newcomers import spoken_of
from employers.vocabulary import complete_sort_keys
from portal.core import sql
from portal.core.acts import act
from portal.core.models import ImportBatch


@act(may=permissions.create_newcomers)
def create_newcomers(batch: ImportBatch, *, by, at: datetime, rows: list[int] | None = None) -> int:
    """Every row told to be a newcomer becomes an employer, and its match points at it; `rows`: only these row numbers. Two
    rows of one newcomer make one. Returns how many there are."""
    province = Province.objects.get(slug=batch.province_code)
    facts = {
        "batch": batch.pk,
        "province": province.pk,
        "unit": province.unit_id,
        "is_demo": province.is_demo,
        "rows": rows,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.text("employers", "newcomers_named"), facts)
        if not cursor.rowcount:
            cursor.execute("DROP TABLE newcomer")
            return 0
        complete_sort_keys(cursor, "newcomer")
        cursor.execute(sql.text("employers", "newcomers_create"), facts | _managed(cursor, province, localdate(at)))
        made = cursor.rowcount
        cursor.execute(sql.text("employers", "newcomers_matched"), facts)
        cursor.execute("DROP TABLE newcomer")
    return int(made)


def _managed(cursor, province: Province, on: date) -> dict[str, list]:
    """The agency for each different place and branch of the economy among the newcomers."""
    cursor.execute("SELECT DISTINCT commune_id, zone_id, sector, version FROM newcomer WHERE is_first")
    cases = [Facts(*case) for case in cursor.fetchall()]
    book = ManagingBook(province, on)
    return {
        "communes": [case.commune or 0 for case in cases],
        "zones": [case.zone or 0 for case in cases],
        "sectors": [case.sector for case in cases],
        "versions": [case.version for case in cases],
        "agencies": [book.by(case).agency_id for case in cases],
    }


@act(may=permissions.undo_register_file)
def forget_newcomers(batch: ImportBatch, *, by) -> dict[str, int]:
    """Employers that only the undone file ever named leave the register; those that something has been kept of stay."""
    ours = Employer.objects.filter(first_batch=batch.pk)
    kept = set(ours.filter(spoken_of(ours)).values_list("pk", flat=True))
    gone = set(ours.values_list("pk", flat=True)) - kept
    with connection.cursor() as cursor:
        cursor.execute("UPDATE employers_match SET employer_id = NULL WHERE employer_id = ANY (%s)", [list(gone)])
    Employer.objects.filter(pk__in=gone).delete()
    return {"gone": len(gone), "kept": len(kept)}
