"""The nouns of what is owed, by room."""

from arrears.models.changes import EmployerChange
from arrears.models.debtors import DebtorEntry, DebtorList
from arrears.models.ledger import LedgerMonth, LedgerRow, LedgerVersion
from arrears.models.legal import LegalRule
from arrears.models.notes import ArrearsNote, NoteCause
from arrears.models.rollups import Rollup
from arrears.models.staging import B03Row, C12Row, RowMatch

__all__ = [
    "ArrearsNote",
    "B03Row",
    "C12Row",
    "DebtorEntry",
    "DebtorList",
    "EmployerChange",
    "LedgerMonth",
    "LedgerRow",
    "LedgerVersion",
    "LegalRule",
    "NoteCause",
    "Rollup",
    "RowMatch",
]
