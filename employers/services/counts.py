"""The one writer of labour counts: each word of a source is a version beside what it said before; nothing is overwritten."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from agencies.models import Agency, Province
from employers import permissions
from employers.models import LabourReview
from employers.queries.file_counts import period_of, say
from employers.rules.count_periods import first_day
from portal.core import sql
from portal.core.acts import act
from portal.core.copying import copy_rows
from portal.core.models import ImportBatch

FIGURES = ("employed", "subject", "participating", "not_participating")
Said = tuple[int, int | None, int | None, int | None, int | None]


@act(may=permissions.record_counts, hide=("rows",))
def record_counts(
    province: Province,
    *,
    by,
    source: str,
    period: str,
    at: datetime,
    rows: Iterable[Said],
    agency: Agency | None = None,
    batch: ImportBatch | None = None,
    review: LabourReview | None = None,
) -> int:
    """Write down what a source counted: (employer id, employed, subject, participating, not participating) by row, each
    employer once. Returns how many are news; what stands already is not written again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE count_said (employer_id bigint, employed integer, subject integer, participating integer,"
            " not_participating integer) ON COMMIT DROP"
        )
        copy_rows("count_said", ("employer_id", *FIGURES), rows)
        cursor.execute("ANALYZE count_said")
    _all_by(agency)
    return _write(source=source, period=period, at=at, batch=batch, review=review)


@act(may=permissions.record_file_counts, hide=("employers",))
def record_file_counts(
    batch: ImportBatch, *, by, source: str, at: datetime, employers: Iterable[int] | None = None
) -> int:
    """The counts of a file's matched rows, in one go; `employers`: of these alone. Returns how many are news."""
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    say(batch, employers)
    _all_by(agency)
    return _write(source=source, period=period_of(batch), at=at, batch=batch, review=None)


@act(may=permissions.record_review_counts, hide=("agencies",))
def record_review_counts(review: LabourReview, *, by, source: str, at: datetime, agencies: Iterable[int]) -> int:
    """What the accepted shares of the agencies found, as one source's counts in one go. Returns how many are news."""
    with connection.cursor() as cursor:
        facts = {"review": review.pk, "agencies": list(agencies)}
        cursor.execute(sql.text("employers", "counts_said_by_review"), facts)
    return _write(source=source, period=review.period, at=at, batch=None, review=review)


@act(may=permissions.withdraw_counts)
def withdraw_counts(said: ImportBatch | LabourReview, *, by, at: datetime) -> int:
    """Take back what a file or a review said; the word before it stands again. Returns how many stand again."""
    is_file = isinstance(said, ImportBatch)
    facts = {"batch": said.pk if is_file else None, "review": None if is_file else said.pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(sql.text("employers", "counts_withdraw"), facts)
        again = cursor.rowcount
        cursor.execute("DROP TABLE count_gone")
    return int(again)


def _all_by(agency: Agency | None) -> None:
    """Every row was said by the same agency, or by nobody in particular."""
    with connection.cursor() as cursor:
        by_whom = str(int(agency.pk)) if agency else "NULL"  # a default takes no parameters
        cursor.execute(f"ALTER TABLE count_said ADD COLUMN agency_id bigint DEFAULT {by_whom}")


def _write(*, source: str, period: str, at: datetime, batch: ImportBatch | None, review: LabourReview | None) -> int:
    facts = {
        "source": source,
        "period": period,
        "starts_on": first_day(period),
        "at": at,
        "batch": batch.pk if batch else None,
        "review": review.pk if review else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.text("employers", "counts_write"), facts)
        written = cursor.rowcount
        cursor.execute("DROP TABLE count_said, count_new")
    return int(written)
