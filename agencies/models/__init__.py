"""The nouns of the ground floor, by room."""

from agencies.models.agencies import Agency, AgencyKind, AgencyTerritory
from agencies.models.settings import ProvinceSetting
from agencies.models.territory import AdminUnit, Province, UnitSuccession
from agencies.models.users import LoginFailure, Post, Power, User

__all__ = [
    "AdminUnit",
    "Agency",
    "AgencyKind",
    "AgencyTerritory",
    "LoginFailure",
    "Post",
    "Power",
    "Province",
    "ProvinceSetting",
    "UnitSuccession",
    "User",
]
