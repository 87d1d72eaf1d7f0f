"""Letters made of the record of duties, as content that HTML, PDF and DOCX share: paragraphs, one table, paragraphs.

Vietnamese by law, so their words are not marked for translation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature


@dataclass(frozen=True)
class LetterTable:
    """Headers and rows of text; `numeric` names the columns that are aligned to the right, `widths` their parts of 100."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        return [[(text, place in self.numeric) for place, text in enumerate(row)] for row in self.rows]


@dataclass(frozen=True)
class LetterContent:
    """What stands between addressees and signature; `more` are further tables, each with its caption."""

    opening: tuple[str, ...]
    table: LetterTable
    closing: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())
    more: tuple[tuple[str, LetterTable], ...] = field(default=())


def letter(
    content: LetterContent,
    head: Letterhead,
    *,
    kind: str,
    abstract: str,
    addressees: Sequence[str],
    recipients: Sequence[str],
    signature: Signature,
    is_draft: bool,
) -> OfficialDocument:
    """The letter in its frame. Without a `kind` it is a công văn: "V/v …" stands under its number."""
    return OfficialDocument(
        letterhead=head,
        kind=kind,
        abstract=abstract,
        addressees=tuple(addressees),
        recipients=tuple(recipients),
        signature=signature,
        body="reports/document/letter.html",
        content=content,  # type: ignore[arg-type]
        is_draft=is_draft,
    )
