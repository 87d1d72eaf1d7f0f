"""Lines of a source text: "62-68" or "5,17", counted from 1, and the words that stand there."""

import re
from collections.abc import Sequence

SPEC = re.compile(r"[1-9]\d*(-[1-9]\d*)?(, ?[1-9]\d*(-[1-9]\d*)?)*", re.ASCII)


def line_numbers(spec: str) -> list[int]:
    """
    >>> line_numbers("3-5,9")
    [3, 4, 5, 9]
    """
    if not SPEC.fullmatch(spec):
        raise ValueError(spec)
    numbers: list[int] = []
    for part in spec.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def normalised(text: str) -> str:
    """A quotation is the same whatever the breaks and blanks between its words."""
    return " ".join(text.split())


def words_at(text_lines: Sequence[str], spec: str) -> str:
    """The words at these lines, as one line; lines beyond the end of the text hold none."""
    found = [text_lines[number - 1] for number in line_numbers(spec) if number <= len(text_lines)]
    return normalised(" ".join(found))
