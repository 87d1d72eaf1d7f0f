"""The frame of an official document (Decree 30/2020, annex I): letterhead, name, addressees, recipients, signature.

These documents are Vietnamese by law, so their words are not marked for translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letterhead:
    """Who issues the document, its number and symbol, where and when. A draft has neither number nor day."""

    superior: str
    issuer: str
    symbol: str
    place: str
    number: str = ""
    signed_on: date | None = None

    @property
    def issuer_lines(self) -> str:
        """A long name is broken where a Vietnamese typist breaks it: before its place."""
        for place in (" tỉnh ", " thành phố "):
            if len(self.issuer) > 26 and place in self.issuer:
                return self.issuer.replace(place, "\n" + place.strip() + " ", 1)
        return self.issuer

    @property
    def number_line(self) -> str:
        """ "Số: 05/BC-BHXH": numbers below 10 take a zero; a draft leaves room for the pen."""
        return f"Số: {self.full_number}"

    @property
    def full_number(self) -> str:
        number = f"{int(self.number):02d}" if self.number.isdigit() else self.number or "\N{NO-BREAK SPACE}" * 8
        return f"{number}/{self.symbol}"

    @property
    def date_line(self) -> str:
        """Days below 10 and the months 1 and 2 take a zero."""
        return f"{self.place}, {self.day_words}"

    @property
    def day_words(self) -> str:
        if self.signed_on is None:
            blank = "\N{NO-BREAK SPACE}" * 6
            return f"ngày{blank}tháng{blank}năm{blank}".rstrip()
        month = f"{self.signed_on.month:02d}" if self.signed_on.month < 3 else f"{self.signed_on.month}"
        return f"ngày {self.signed_on.day:02d} tháng {month} năm {self.signed_on.year}"


@dataclass(frozen=True)
class Signature:
    """Above the name: on whose behalf and in which office ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")."""

    offices: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class OfficialDocument:
    """One document: its frame, the template of its body and what that template is given."""

    letterhead: Letterhead
    kind: str
    abstract: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature
    body: str
    content: Mapping[str, Any]
    is_draft: bool = False

    @property
    def is_letter(self) -> bool:
        """A công văn has no name of its kind; what it is about stands under its number."""
        return not self.kind

    @property
    def title(self) -> str:
        if self.is_letter:
            return self.abstract
        return f"{self.kind.capitalize()} {self.abstract[:1].lower()}{self.abstract[1:]}"

    def html(self) -> str:
        """The letter as HTML, for the page and for the PDF alike."""
        return render_to_string(
            "reports/document/decree30.html", {"document": self, "head": self.letterhead, "content": self.content}
        )


def shortest_date(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
