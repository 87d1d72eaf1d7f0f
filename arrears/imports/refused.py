"""What was refused of a month's file goes back to its sender: the rows as they were, each with why and how to mend it."""

from arrears.imports.problems import SENTENCES
from portal.core.tabular import refused


def refused_workbook(path_in, outcome: dict, path_out, *, name: str = "", simulated: bool = False) -> int:
    """Write the refused rows of `path_in` with their reasons; answers how many lines there are."""
    parser = "c12" if outcome["form"] == "c12" else "b03"
    return refused.refused_workbook(
        path_in,
        outcome,
        path_out,
        parser=f"arrears.imports.{parser}:parse",
        sentences=SENTENCES,
        name=name,
        simulated=simulated,
    )
