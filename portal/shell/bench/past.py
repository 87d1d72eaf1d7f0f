"""A long history at the price of one month: the newest closed month is written again for each month before it.

Figures repeat, which changes nothing of what reading and rolling up costs; the rows are as many as real months have.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

from arrears.models import DebtorEntry, LedgerMonth, LedgerRow, LedgerVersion, Rollup
from portal.core.periods import Month
from reports.models import MonthlyReport, ReportLine, ReportReceipt

Replaced = dict[str, Any]
STEPS = ("frozen_at", "rolled_up_at", "listed_at", "reported_at", "submitted_at")


@transaction.atomic
def write_past(newest: LedgerVersion, months: Iterable[Month]) -> None:
    """The months, each closed, listed, reported and submitted as the newest was."""
    for month in months:
        _write_month(newest, month)


def _write_month(newest: LedgerVersion, month: Month) -> None:
    facts = {"province_id": newest.province_id, "month": newest.month, "version": newest.version}
    LedgerMonth.objects.create(
        province_id=newest.province_id,
        month=month.first_day,
        status=LedgerMonth.Status.CLOSED,
        version=1,
        rebuilt_at=newest.frozen_at,
    )
    steps = {name: getattr(newest, name) for name in STEPS}
    version = _copy_of(newest, month=month.first_day, version=1, sources=[], **dict.fromkeys(STEPS))
    placed = {"month": month.first_day, "version": 1}
    _write_again(LedgerRow, facts, placed, earlier_by=newest.period.index - month.index)
    _write_again(Rollup, facts, placed)
    for debtors in newest.debtor_lists.all():
        of_list = {"debtor_list_id": _copy_of(debtors, version=version).pk}
        _write_again(DebtorEntry, {"debtor_list_id": debtors.pk}, of_list)
    report = MonthlyReport.objects.get(version=newest)
    draft = _copy_of(report, version=version, status=MonthlyReport.Status.DRAFT)
    for model in (ReportLine, ReportReceipt):
        _write_again(model, {"report_id": report.pk}, {"report_id": draft.pk})
    draft.status = report.status  # once it is submitted, the database takes no more lines
    draft.save(update_fields=["status"])
    for name, at in steps.items():  # what is finished takes no more rows
        setattr(version, name, at)
    version.save(update_fields=STEPS)


def _copy_of(record: Any, **changes: Any) -> Any:
    values = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    del values["id"]
    for name in changes:
        values.pop(record._meta.get_field(name).attname)
    return type(record).objects.create(**values, **changes)


def _write_again(model: type[models.Model], of: Replaced, changes: Replaced, *, earlier_by: int = 0) -> None:
    """Rows of `model` once more, with some columns changed and, if asked, every other date so many months earlier."""
    fields = [field for field in model._meta.concrete_fields if field.column not in (None, "id")]
    cells = [_cell(field, changes, earlier_by) for field in fields]
    where = " AND ".join(f"{column} = %s" for column in of)
    columns = ", ".join(str(field.column) for field in fields)
    given: Sequence[Any] = [changes[str(field.column)] for field in fields if field.column in changes]
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(cells)} FROM {table} WHERE {where}",
            [*given, *of.values()],
        )


def _cell(field: models.Field, changes: Replaced, earlier_by: int) -> str:
    if field.column in changes:
        return "%s"
    is_day = type(field) is models.DateField
    return f"({field.column} - interval '{earlier_by} months')::date" if is_day and earlier_by else str(field.column)
