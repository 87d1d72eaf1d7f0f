"""Cuts a pasted text into clauses: paragraphs with their line numbers, and a first guess at what each is."""

import re
from collections.abc import Iterator
from typing import Any

from agencies.packs.lines import normalised

MARKER = re.compile(r"^\s*([-–+•*]|\d{1,2}[.)]|[IVX]{1,4}[.)]|[a-zđ][.)]|Điều \d+|Căn cứ|Nơi nhận|KT\.|TM\.)\s*")
HEADING = re.compile(r"^\s*(\d{1,2}[.)]|[IVX]{1,4}[.)]|Điều \d+)")
ENDS = (".", ";", ":", "!", "?", "…", "./.")
SIGNED = re.compile(r"^\s*(KT\.|TM\.|CHỦ TỊCH|PHÓ CHỦ TỊCH)")
LONGEST_HEADING = 160


def cleaned(text: str) -> str:
    """The text as it will be kept: plain line ends, no control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    return "".join(letter for letter in plain if letter == "\n" or letter.isprintable()).strip("\n") + "\n"


def clauses_of(text: str) -> list[dict[str, Any]]:
    """Each non-blank line belongs to one clause; a new one begins at a marker or after a sentence that ended."""
    lines = text.split("\n")
    groups = list(_groups(lines))
    kinds = _kinds([normalised(" ".join(lines[number - 1] for number in group)) for group in groups])
    return [_clause(lines, group, kind) for group, kind in zip(groups, kinds, strict=True)]


def _groups(lines: list[str]) -> Iterator[list[int]]:
    group: list[int] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if group and _begins(line, lines[group[-1] - 1]):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _begins(line: str, before: str) -> bool:
    return bool(MARKER.match(line)) or before.rstrip().endswith(ENDS) or bool(HEADING.match(before))


def _clause(lines: list[str], group: list[int], kind: str) -> dict[str, Any]:
    text = normalised(" ".join(lines[number - 1] for number in group))
    return {"id": f"c{group[0]:03d}", "lines": spec_of(group), "kind": kind, "text": text}


def spec_of(numbers: list[int]) -> str:
    """
    >>> spec_of([62, 63, 64, 70])
    '62-64,70'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _kinds(texts: list[str]) -> list[str]:
    kinds, has_headings = [], False
    for place, text in enumerate(texts):
        kind = _kind(text, place, has_headings=has_headings, is_after=kinds[-1] if kinds else "")
        has_headings = has_headings or kind == "heading"
        kinds.append(kind)
    return kinds


def _kind(text: str, place: int, *, has_headings: bool, is_after: str) -> str:
    if place == 0:
        return "title"
    if is_after in ("recipients", "signature"):
        return "signature" if SIGNED.match(text) or is_after == "signature" else "recipients"
    if text.startswith("Nơi nhận"):
        return "recipients"
    if SIGNED.match(text):
        return "signature"
    if text.startswith("Căn cứ"):
        return "basis"
    if HEADING.match(text) and len(text) <= LONGEST_HEADING and not text.endswith((";", ".")):
        return "heading"
    return "duty" if has_headings else "context"
