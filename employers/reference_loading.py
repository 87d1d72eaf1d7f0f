"""Loads the given data of the register: the 15 kinds of unit of form B03-TS and the sections of VSIC, by version
(Decision 36/2025/QD-TTg since 15/11/2025, Decision 27/2018/QD-TTg before)."""

from django.db import transaction

from agencies.reference_files import rows
from agencies.reference_loading import Settled, settle
from employers.models import Sector, SectorFunction, UnitKind


def load() -> dict[str, Settled]:
    """Load everything of this storey; what each table needed, by table."""
    kinds = [
        {"number": int(row["number"]), "name": row["name"], "is_employer": row["is_employer"] == "1"}
        for row in rows("employers", "kinds")
    ]
    sectors = [
        {"version": row["version"], "code": row["code"], "name": row["name"]} for row in rows("employers", "sectors")
    ]
    functions = [
        {"version": row["version"], "section": row["section"], "function_id": row["function"], "source": row["source"]}
        for row in rows("employers", "sector_functions")
    ]
    with transaction.atomic():
        return {
            "unit_kinds": settle(UnitKind, ("number",), kinds),
            "sectors": settle(Sector, ("version", "code"), sectors),
            "sector_functions": settle(SectorFunction, ("version", "section", "function_id"), functions),
        }
