"""The nouns of what is owed, by room."""

from arrears.models.changes import EmployerChange
from arrears.models.debtors import DebtorEntry, DebtorList
from arrears.models.editions import (
    Edition,
    EditionEvent,
    EditionFile,
    EditionLine,
    PublicFile,
    PublicityProof,
    PublicLine,
)
from arrears.models.ledger import LedgerMonth, LedgerRow, LedgerVersion
from arrears.models.legal import LegalRule
from arrears.models.notes import ArrearsNote, NoteCause
from arrears.models.old_statements import OldB03Row, OldStatement
from arrears.models.publication import Hold, Objection, PaymentReport, Publication, PublicationLine, PublicationNotice
from arrears.models.reckoning import Reckoning, ReckoningDifference, ReckoningRun
from arrears.models.risk import RiskRun, RiskScore, RiskWeight
from arrears.models.rollups import Rollup
from arrears.models.staging import B03Row, B10Row, C12Row, RowMatch, UrgingListRow
from arrears.models.urging import EvasionGround, JustifiedReason, UrgingBundle, UrgingNotice, UrgingOutcome

__all__ = [
    "ArrearsNote",
    "B03Row",
    "B10Row",
    "C12Row",
    "DebtorEntry",
    "DebtorList",
    "Edition",
    "EditionEvent",
    "EditionFile",
    "EditionLine",
    "EmployerChange",
    "EvasionGround",
    "Hold",
    "JustifiedReason",
    "LedgerMonth",
    "LedgerRow",
    "LedgerVersion",
    "LegalRule",
    "NoteCause",
    "Objection",
    "OldB03Row",
    "OldStatement",
    "PaymentReport",
    "Publication",
    "PublicationLine",
    "PublicationNotice",
    "PublicFile",
    "PublicLine",
    "PublicityProof",
    "Reckoning",
    "ReckoningDifference",
    "ReckoningRun",
    "RiskRun",
    "RiskScore",
    "RiskWeight",
    "Rollup",
    "RowMatch",
    "UrgingBundle",
    "UrgingListRow",
    "UrgingNotice",
    "UrgingOutcome",
]
