"""The list of branches of the economy (VSIC): which section, A to V, a code of a version belongs to."""

import re

# The first division of each section: Decision 27/2018/QD-TTg, and Decision 36/2025/QD-TTg since 15/11/2025.
_FIRST_DIVISIONS = {
    "2018": "A1 B5 C10 D35 E36 F41 G45 H49 I55 J58 K64 L68 M69 N77 O84 P85 Q86 R90 S94 T97 U99",
    "2025": "A1 B5 C10 D35 E36 F41 G46 H49 I55 J58 K61 L64 M68 N69 O77 P84 Q85 R86 S90 T94 U97 V99",
}
_BEGINS = {version: [(word[0], int(word[1:])) for word in words.split()] for version, words in _FIRST_DIVISIONS.items()}
VERSIONS = tuple(_BEGINS)
_CODE = re.compile(r"([A-Va-v]?)[ .-]?([0-9]{0,5})")


def section_of(text: str, version: str) -> tuple[str, str]:
    """The section and the code as it is kept, of what a file calls the branch: a section, a code, or both.

    >>> section_of("C", "2018"), section_of("G4711", "2025"), section_of("8510", "2018"), section_of("8510", "2025")
    (('C', ''), ('G', 'G4711'), ('P', '8510'), ('Q', '8510'))
    >>> section_of("in ấn", "2025")
    ('', '')
    """
    found = _CODE.fullmatch(text.strip())
    if found is None or not found[0]:
        return "", ""
    letter, digits = found[1].upper(), found[2]
    if not digits:
        return letter, ""
    return letter or _section(digits, version), f"{letter}{digits}"


def _section(digits: str, version: str) -> str:
    division = int(digits[:2]) if len(digits) >= 2 else 0
    begun = [section for section, first in _BEGINS.get(version, []) if first <= division]
    return begun[-1] if begun else ""
