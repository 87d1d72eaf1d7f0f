"""What lists of arrears are filtered by, one module for each room."""

from arrears.filters.ledger import (
    BatchFilter,
    DebtorFilter,
    DebtorListFilter,
    LedgerFilter,
    MonthFilter,
    of_fund,
    province_of,
    with_recovered,
    with_sums,
)

__all__ = [
    "BatchFilter",
    "DebtorFilter",
    "DebtorListFilter",
    "LedgerFilter",
    "MonthFilter",
    "of_fund",
    "province_of",
    "with_recovered",
    "with_sums",
]
