"""Employers as the rules of matching want them, and the days that a file speaks of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from agencies.models import Province
from employers.models import Employer, Identifier
from employers.queries.file_counts import period_of
from employers.rules.count_periods import ends_with, first_day
from employers.rules.matching import Candidate, Code
from portal.core.models import ImportBatch
from portal.core.periods import Month


def days_of(batch: ImportBatch) -> tuple[date, date]:
    """The first and last day that the file speaks of."""
    period = period_of(batch)
    end = ends_with(period)
    return first_day(period), end.last_day if isinstance(end, Month) else date(end, 12, 31)


def candidate_of(row: tuple, codes: list[Code]) -> Candidate:
    """One employer with its codes; what stands on it is open, whatever its identifiers say."""
    pk, folded, tax_code, unit_code, commune, merged_into = row
    open_now = {(code.scheme, code.value) for code in codes if code.until is None}
    today = (("tax_code", tax_code), ("unit_code", unit_code))
    codes += [Code(scheme, value) for scheme, value in today if value and (scheme, value) not in open_now]
    return Candidate(pk, folded, tuple(codes), commune, merged_into)


def candidates_of(province: Province, pks: Iterable[int]) -> list[Candidate]:
    """Facts of some employers, as the rules want them."""
    codes: dict[int, list[Code]] = defaultdict(list)
    for found in Identifier.objects.filter(employer__in=pks):
        codes[found.employer_id].append(Code(found.scheme, found.value, found.valid_from, found.valid_to))
    rows = Employer.objects.filter(province=province, pk__in=pks).values_list(
        "pk", "folded", "tax_code", "unit_code", "commune_id", "merged_into_id"
    )
    return [candidate_of(row, codes[row[0]]) for row in rows]
