"""The nouns of the ground floor, by room."""

from agencies.models.accounts import AccountReview, HandOver, Invitation, ReviewRound, SessionNote
from agencies.models.agencies import Agency, AgencyKind, AgencyTerritory
from agencies.models.calendar import SpecialDay
from agencies.models.directives import Clause, Directive, DirectiveDraft, Duty, DutyParty
from agencies.models.functions import AgencyName, Competence, Function, FunctionHolder, Reorganisation
from agencies.models.obligations import Digest, Evidence, Obligation, ObligationReceipt, ObligationStep, Reminder
from agencies.models.settings import ProvinceSetting
from agencies.models.targets import Actual, Denominator, DenominatorMethod, Indicator, Target
from agencies.models.territory import AdminUnit, Province, UnitSuccession
from agencies.models.users import LoginFailure, Post, Power, User

__all__ = [
    "AccountReview",
    "Actual",
    "AdminUnit",
    "Agency",
    "AgencyKind",
    "AgencyName",
    "AgencyTerritory",
    "Clause",
    "Competence",
    "Denominator",
    "DenominatorMethod",
    "Digest",
    "Directive",
    "DirectiveDraft",
    "Duty",
    "DutyParty",
    "Evidence",
    "Function",
    "FunctionHolder",
    "HandOver",
    "Indicator",
    "Invitation",
    "LoginFailure",
    "Obligation",
    "ObligationReceipt",
    "ObligationStep",
    "Post",
    "Power",
    "Province",
    "ProvinceSetting",
    "Reminder",
    "Reorganisation",
    "ReviewRound",
    "SpecialDay",
    "Target",
    "UnitSuccession",
    "User",
    "SessionNote",
]
