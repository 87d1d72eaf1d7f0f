"""What a notice says of an employer: the sums of one ledger row, its charge parted where BHXH parted it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Sum

from arrears.models import B03Row, LedgerRow, LedgerVersion
from portal.core.money import FUNDS, SPLIT_FUNDS

Charges = tuple[int, int]


def sum_of(row: LedgerRow, name: str) -> int:
    """A figure of the row over all funds."""
    return sum(getattr(row, f"{name}_{fund}") for fund in FUNDS)


def charges_of(rows: Sequence[LedgerRow]) -> dict[int, Charges]:
    """Employer -> charge for late payment and for evasion as form B03 parts them, for all rows that one speaks for."""
    batches = {row.b03_batch for row in rows if row.b03_batch}
    codes = {row.employer.unit_code: row.employer_id for row in rows if row.b03_batch}
    told = B03Row.objects.filter(batch__in=batches, unit_code__in=codes)
    parts = {
        name: sum((F(f"{name}_{fund}") for fund in SPLIT_FUNDS[1:]), F(f"{name}_{SPLIT_FUNDS[0]}"))
        for name in ("charge_late", "charge_evaded")
    }
    found = told.annotate(for_late=parts["charge_late"], for_evaded=parts["charge_evaded"])
    speaking = {(row.b03_batch, row.employer.unit_code) for row in rows}
    return {
        codes[code]: (late, evaded)
        for batch, code, late, evaded in found.values_list("batch", "unit_code", "for_late", "for_evaded")
        if (batch, code) in speaking and late is not None and evaded is not None
    }


def facts_of(
    row: LedgerRow, version: LedgerVersion, charges: Charges | None, shared: dict[str, Any], *, day0: date
) -> dict[str, Any]:
    """The columns of a notice. Charge that nobody parted between two classes stays one sum, in `grounds`. `day0`: from which
    days count of what fell due before."""
    late, evaded, charge = sum_of(row, "late"), sum_of(row, "evaded"), sum_of(row, "charge")
    if charges is None and not (late and evaded):
        charges = (charge, 0) if late else (0, charge)
    age = max(0, (version.period.last_day - max(row.due_on, day0)).days) if row.due_on else None
    employer = row.employer
    return shared | {
        "employer": employer,
        "as_of": version.period.last_day,
        "name": employer.name,
        "unit_code": employer.unit_code,
        "address": employer.address,
        "late": late,
        "evaded": evaded,
        "days_late": _days(row.days_late, late, None if evaded else age),
        "days_evaded": _days(row.days_evaded, evaded, age),
        "charge_late": charges[0] if charges else None,
        "charge_evaded": charges[1] if charges else None,
        "grounds": shared["grounds"] | ({} if charges else {"charge": charge}),
    }


def _days(supplied: int | None, owed: int, age: int | None) -> int | None:
    """BHXH's own number; without one the age of the oldest unpaid amount, which is evaded where anything is; 0 where nothing is
    owed that way."""
    return age if supplied is None and owed else supplied or 0


def totals_of(notices) -> dict[str, int]:
    """The sums of many notices."""
    return notices.aggregate(**{name: Sum(name, default=0) for name in ("late", "evaded")})
