"""What the ledger is made from, and what pages ask of it: the files that speak for a month, its closed versions, history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency, Province
from arrears import rules
from arrears.models import LedgerMonth, LedgerRow, LedgerVersion, OldStatement
from arrears.queries.law import book, law_on
from employers.models import UnitKind
from portal.core.models import ImportBatch
from portal.core.periods import Month

FILES = ("c12", "b03")
OLD = "b03-595"
"""The form of Decision 595: it says of a month how many months BHXH counts, and no more."""

NEVER = date(1900, 1, 1)
"""A month that has no rows: what is joined to it is absent."""


@dataclass(frozen=True)
class Source:
    """An applied file that speaks for the month: for one local office, or (office None) for the province."""

    batch: int
    kind: str
    sequence: int
    office: int | None
    form: str
    name: str
    sha256: str


def applied_batches(province: Province, month: Month):
    """The files let into the month, in the order in which they were."""
    return (
        ImportBatch.objects.applied()
        .filter(province_code=province.slug, month=month.first_day, kind__in=(*FILES, OLD))
        .order_by("sequence", "pk")
    )


def sources_of(province: Province, month: Month) -> list[Source]:
    """The applied files that still count. Of B03 the newest for the province and each office's that came after it; a
    later C12 row of an employer wins over an earlier one, so every C12 counts; of the old form each file that still has a
    statement in force."""
    offices = dict(Agency.objects.filter(province=province, kind="social_insurance_local").values_list("code", "pk"))
    found = [
        Source(
            batch=batch.pk,
            kind=batch.kind,
            sequence=batch.sequence or 0,
            office=None if batch.outcome.get("form") == "b03b" else offices.get(batch.agency_code),
            form=batch.outcome.get("form", batch.kind),
            name=batch.file.name,
            sha256=batch.file.sha256,
        )
        for batch in applied_batches(province, month).select_related("file")
    ]
    speaking = {source.office: source for source in found if source.kind == "b03"}
    whole = speaking.get(None)
    still = [source for source in speaking.values() if whole is None or source.sequence >= whole.sequence]
    return (
        [source for source in found if source.kind == "c12"]
        + sorted(still, key=lambda source: source.sequence)
        + _old(found)
    )


def _old(found: list[Source]) -> list[Source]:
    given = [source for source in found if source.kind == OLD]
    statements = OldStatement.objects.filter(batch__in=[source.batch for source in given], is_current=True)
    in_force = set(statements.values_list("batch", flat=True).distinct()) if given else set()
    return [source for source in given if source.batch in in_force]


def newest_versions(province: Province, before: Month, *, since: Month | None = None) -> list[LedgerVersion]:
    """The newest closed version of each month before this one, newest month first."""
    versions = LedgerVersion.objects.filter(province=province, month__lt=before.first_day).exclude(frozen_at=None)
    if since is not None:
        versions = versions.filter(month__gte=since.first_day)
    return list(versions.order_by("-month", "-version").distinct("month"))


def newest_version(province: Province, month: Month) -> LedgerVersion | None:
    return (
        LedgerVersion.objects.filter(province=province, month=month.first_day)
        .exclude(frozen_at=None)
        .order_by("-version")
        .first()
    )


def is_sealed(ledger_month: LedgerMonth) -> bool:
    """Whether provisional rows have no place any more: the month is closed, or the version being closed has its rows."""
    if ledger_month.status == LedgerMonth.Status.CLOSING:
        last = newest_version(ledger_month.province, ledger_month.period)
        return last is not None and last.version > ledger_month.version
    return ledger_month.status == LedgerMonth.Status.CLOSED


def payment_deadlines(province: Province | None = None) -> tuple[rules.Deadline, ...]:
    """The deadlines of the law, each from its first contribution month."""
    return tuple(law_on(date.max, province=province).deadlines)


def figure_of_law(key: str, day: date, province: Province | None = None) -> str:
    """The figure in force on the day; before its first day, its first."""
    found = book(province, [key])
    turns = [row for _first, row in found.turns(key) if row is not None]
    row = found.row(key, day) or (turns[0] if turns and day < turns[0].valid_from else None)
    if row is None:
        raise LookupError(key)
    return row.value


def due_dates(month: Month, deadlines: Sequence[rules.Deadline]) -> dict[str, list]:
    """For each cycle and paid-through month: when the next contribution is due. Three lists, for SQL's unnest."""
    cycles, after, days = [], [], []
    for cycle in rules.CYCLES:
        for index in range(rules.EARLIEST.plus(-1).index, month.plus(13).index):
            cycles.append(cycle)
            after.append(Month.at(index).first_day)
            contribution = max(Month.at(index + 1), rules.EARLIEST)
            days.append(rules.due_date(contribution, cycle, deadlines))
    return {"due_cycles": cycles, "due_after": after, "due_days": days}


def facts_of(ledger_month: LedgerMonth) -> dict[str, Any]:
    """Everything the ledger's statements need to know of a month."""
    month, province = ledger_month.period, ledger_month.province
    closed = newest_versions(province, month)
    deadlines = payment_deadlines(province)
    dates = due_dates(month, deadlines)
    size = len(dates["due_days"]) // len(rules.CYCLES)
    files, past = _files(ledger_month), _past(ledger_month, closed)
    return {
        "province": province.pk,
        "unit": province.unit_id,
        "month": month.first_day,
        "month_end": month.last_day,
        "people": list(UnitKind.objects.filter(is_employer=False).values_list("number", flat=True)),
        "earliest": rules.EARLIEST.plus(-1).first_day,
        "rate": int(figure_of_law("charge.per_100000_per_day", month.last_day, province)),
        "legacy_day0": figure_of_law("legacy.day0", month.last_day, province),
        **files,
        **past,
        "is_kept": files["old_month"] != NEVER or past["same_version"] > 0,
        **_windows(month, deadlines),
        **{name: _array(values) for name, values in dates.items()},
        "due_table": _array(
            _array(dates["due_days"][at : at + size]) for at in range(0, len(rules.CYCLES) * size, size)
        ),
    }


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL writes it: read at once, where a list of thousand typed values is worked out one by one."""
    return f"{{{','.join(str(value) for value in values)}}}"


def _files(ledger_month: LedgerMonth) -> dict[str, Any]:
    told = sources_of(ledger_month.province, ledger_month.period)
    sources = [source for source in told if source.kind in FILES]
    c12 = [source for source in sources if source.kind == "c12"]
    b03 = [source for source in sources if source.kind == "b03"]
    return {
        "c12": [source.batch for source in c12],
        "c12_order": [source.sequence for source in c12],
        "b03": [source.batch for source in b03],
        "b03_order": [source.sequence for source in b03],
        "b03_offices": [source.office for source in b03],
        "b03_all": next((source.sequence for source in b03 if source.office is None), None),
        "is_by_office": any(source.office is not None for source in b03),
        "speaks_for_all": any(source.office is None for source in sources),
        "speaking_offices": [source.office for source in sources if source.office is not None],
        "old_month": ledger_month.month if len(told) > len(sources) else NEVER,
    }


def _past(ledger_month: LedgerMonth, closed: list[LedgerVersion]) -> dict[str, Any]:
    """The last close, every closed month, and (of a month that is not the newest) the same month as it was closed."""
    month, last = ledger_month.period, closed[0] if closed else None
    is_newest = not LedgerMonth.objects.filter(province=ledger_month.province, month__gt=month.first_day).exists()
    same = None if is_newest else newest_version(ledger_month.province, month)
    return {
        "prior_month": last.month if last else NEVER,
        "prior_version": last.version if last else -1,
        "prior_is_window": last is not None and last.month == month.plus(-1).first_day,
        "closed_months": [version.month for version in closed],
        "closed_versions": [version.version for version in closed],
        "same_version": same.version if same else -1,
    }


def _windows(month: Month, deadlines: Sequence[rules.Deadline]) -> dict[str, Any]:
    """Per cycle: the oldest contribution month not yet overdue, the one before it, and how many months lie from it to this."""
    found: dict[str, Any] = {}
    for cycle in rules.CYCLES:
        first = rules.first_not_overdue(month, cycle, deadlines)
        found |= {
            f"open_{cycle}": first.first_day,
            f"overdue_{cycle}": first.plus(-1).first_day,
            f"span_{cycle}": month.index - first.index,
        }
    return found


def ledger_columns() -> list[str]:
    """The columns of the ledger, in one order for every statement that writes or compares rows."""
    return [field.column for field in LedgerRow._meta.concrete_fields if field.column]
