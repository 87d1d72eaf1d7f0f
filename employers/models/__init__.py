"""The nouns of the register."""

from employers.models.registry import Employer, Sector, UnitKind, Zone

__all__ = ["Employer", "Sector", "UnitKind", "Zone"]
