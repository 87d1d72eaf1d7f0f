"""What was refused of a register file goes back to its sender: the rows as they were, each with why and how to mend it."""

from typing import Any

from employers.imports.problems import SENTENCES
from portal.core.tabular import refused


def refused_workbook(
    path_in, outcome: dict, path_out, places: dict[str, Any], *, name: str = "", simulated: bool = False
) -> int:
    """Write the refused rows of `path_in` with their reasons; answers how many lines there are."""
    return refused.refused_workbook(
        path_in,
        outcome | {"asked": outcome.get("asked", {}) | places},
        path_out,
        parser="employers.imports.flat:parse",
        sentences=SENTENCES,
        name=name,
        simulated=simulated,
    )
