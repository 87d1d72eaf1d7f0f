"""Figures as pages and files write them, and the stamp that says which month, source and version they rest on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from portal.core.money import dong, short_dong

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a figure rests on. `version` 0 or None is provisional ("tạm tính"); `month` is a Month, a date or text."""

    month: object
    source: str
    version: int | str | None = None
    computed_at: datetime | None = None

    @property
    def month_label(self) -> str:
        return month_text(self.month)

    @property
    def is_provisional(self) -> bool:
        return not self.version

    @property
    def version_label(self) -> str:
        if self.is_provisional:
            return _("tạm tính")
        return self.version if isinstance(self.version, str) else _("phiên bản %(number)s") % {"number": self.version}

    def parts(self) -> list[str]:
        """The stamp in pieces, in the order in which it is read."""
        said = []
        if self.month:
            said.append(_("Tháng %(month)s") % {"month": self.month_label})
        said += [_("Nguồn: %(source)s") % {"source": self.source}, self.version_label]
        if self.computed_at:
            said.append(_("tính lúc %(moment)s") % {"moment": moment_text(self.computed_at)})
        return said

    def __str__(self) -> str:
        return " · ".join(self.parts())


def grouped(value) -> str:
    """1234567 -> 1.234.567."""
    return NOTHING if value is None else dong(int(value))


def decimal_text(value, places: int | None = 1) -> str:
    """With so many decimals; None: as many as the value has, so that 13 is 13 and 2.5 is never shown as 3."""
    if value is None:
        return NOTHING
    if places is None:
        places = max(0, -int(Decimal(value).normalize().as_tuple().exponent))
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def compact_money(value) -> str:
    """12345678901 -> "12,3 tỷ". For narrow places only; the full figure goes in the title beside it."""
    return NOTHING if value is None else short_dong(int(value))


def percent_text(share) -> str:
    return NOTHING if share is None else f"{decimal_text(share * 100)}%"


def month_text(month) -> str:
    """A Month, a date or text, as 10/2026."""
    if month is None:
        return ""
    if isinstance(month, date):
        return f"{month.month:02d}/{month.year}"
    return str(getattr(month, "label", month))


def date_text(day: date | None) -> str:
    return NOTHING if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}"


def moment_text(moment: datetime | None) -> str:
    if moment is None:
        return NOTHING
    here = localtime(moment) if is_aware(moment) else moment
    return f"{here.hour:02d}:{here.minute:02d} {date_text(here)}"


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved since the month before, in words as well as in direction."""

    direction: str
    words: str


def change_since(value, previous, *, kind: str = "int") -> Change | None:
    """None where there is nothing to compare with."""
    if value is None or previous in (None, ""):  # a template says "" for what is not there
        return None
    moved = value - previous
    if not moved:
        return Change("same", _("không đổi so với tháng trước"))
    size = compact_money(abs(moved)) if kind == "money" else grouped(abs(moved))
    share = f" ({percent_text(abs(Decimal(moved) / Decimal(previous)))})" if previous else ""
    if moved > 0:
        return Change("up", _("tăng %(size)s so với tháng trước") % {"size": size + share})
    return Change("down", _("giảm %(size)s so với tháng trước") % {"size": size + share})
