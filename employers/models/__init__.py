"""The nouns of the register."""

from employers.models.counts import Gap, GapStep, LabourCount, Source
from employers.models.coverage import CoverageFigure, DataExchange, SearchWord, SyncCount, SyncStep
from employers.models.duties import DutyEvidence
from employers.models.events import Alert, LabourRelation, StatusEvent
from employers.models.identity import Correction, DuplicatePair, Identifier, Merge, Scheme
from employers.models.places import PastBoard, PastPlace, Workplace
from employers.models.registry import Employer, Sector, Status, UnitKind, Zone
from employers.models.reviews import LabourReview, ReviewLine, ReviewShare
from employers.models.sectors import SectorFunction
from employers.models.staging import Match, RegisterChange, SourceRow

__all__ = [
    "Alert",
    "Correction",
    "CoverageFigure",
    "DataExchange",
    "DuplicatePair",
    "DutyEvidence",
    "Employer",
    "Gap",
    "GapStep",
    "Identifier",
    "LabourCount",
    "LabourRelation",
    "Match",
    "Merge",
    "PastBoard",
    "PastPlace",
    "RegisterChange",
    "ReviewLine",
    "LabourReview",
    "ReviewShare",
    "Scheme",
    "SearchWord",
    "Sector",
    "SectorFunction",
    "Source",
    "SourceRow",
    "Status",
    "StatusEvent",
    "SyncCount",
    "SyncStep",
    "UnitKind",
    "Workplace",
    "Zone",
]
