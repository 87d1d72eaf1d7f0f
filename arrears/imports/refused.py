"""What was refused of a month's file goes back to its sender: the rows as they were, each with why and how to mend it."""

from arrears.imports.urging_problems import SENTENCES
from portal.core.tabular import refused

PARSERS = {"c12": "c12", "b03-595": "b03_595", "b10": "b10", "urging-list": "urging_list"}
"""Form that the parser told -> its module; all others are B03's."""


def refused_workbook(path_in, outcome: dict, path_out, *, name: str = "", simulated: bool = False) -> int:
    """Write the refused rows of `path_in` with their reasons; answers how many lines there are."""
    parser = PARSERS.get(outcome["form"], "b03")
    return refused.refused_workbook(
        path_in,
        outcome,
        path_out,
        parser=f"arrears.imports.{parser}:parse",
        sentences=SENTENCES,
        name=name,
        simulated=simulated,
    )
