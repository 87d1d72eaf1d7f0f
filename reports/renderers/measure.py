"""How wide Tinos sets a text and on how many lines, so that a long table can be cut into pages before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

REGULAR, BOLD = "400Regular", "700Bold"
MM = 72 / 25.4  # points in a millimetre
CAUTION = 1.02  # what we measure is never narrower than what is drawn: kerning is left out, and this is added


def face_file(root: Path, face: str) -> Path:
    return root / f"Tinos_{face}.ttf"


@dataclass(frozen=True)
class Face:
    """One font face: the advance of every character, in thousandths of the size."""

    advances: dict[int, int]
    widest: int

    def width(self, text: str, size: float) -> float:
        """Points that `text` takes on one line at `size` points. A character the face lacks counts as the widest."""
        units = sum(self.advances.get(ord(char), self.widest) for char in text)
        return units * size * CAUTION / 1000

    def lines(self, text: str, *, size: float, room: float) -> int:
        """Lines that `text` takes in `room` points, broken at spaces only; a word too long is cut."""
        if self.width(text, size) <= room:
            return 1
        lines, used, space = 1, 0.0, self.width(" ", size)
        for word in text.split():
            width = self.width(word, size)
            if used and used + space + width > room:
                lines, used = lines + 1, 0.0
            extra = int(width // room)
            lines += extra
            used = (used + space if used else 0.0) + width - extra * room
        return lines


@lru_cache(maxsize=8)
def load_face(root: Path, face: str) -> Face:
    """Read a face's advances from its file in `root`."""
    with TTFont(face_file(root, face), lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        advances = {code: round(widths[glyph][0] * scale) for code, glyph in font.getBestCmap().items()}
    return Face(advances=advances, widest=max(1000, advances.get(ord("W"), 1000)))
