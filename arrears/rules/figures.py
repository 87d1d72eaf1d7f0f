"""What a figure of the law may be: its type and bounds, how people write it, how it is kept, and how it reads in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.core.figures import date_text, grouped
from portal.core.money import FUND_LABELS, FUNDS

LONGEST = 60
BASIS_POINTS = 10_000
"""A percentage is reckoned with in hundredths of a percent."""

_WHOLE = re.compile(r"^\d{1,3}([. ]?\d{3})*$|^\d+$")
_PERCENT = re.compile(r"^(\d{1,3})(?:[.,](\d{1,2}))?$")


class NotAFigure(ValueError):
    """The text is none of this figure's. Its text is a sentence for the user."""


@dataclass(frozen=True)
class Figure:
    """One key of the law: `kind` as in reference/legal_keys.csv. `used`: what the portal reckons with it, "" where it is
    kept to be looked up."""

    key: str
    group: str
    title: str
    kind: str
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    used: str = ""

    def kept(self, text: str) -> str:
        """The text as the row keeps it. Raises NotAFigure.

        >>> Figure("a", "", "", "percent", 0, 100).kept("1,5"), Figure("a", "", "", "money", 1, 10**9).kept("2.530.000")
        ('1.5', '2530000')
        """
        text = " ".join(text.split())
        if not text:
            raise NotAFigure(_("Không được để trống."))
        kept = _KEEPERS[self.kind](self, text)
        if len(kept) > LONGEST:
            raise NotAFigure(_("Không được quá %(most)d ký tự.") % {"most": LONGEST})
        return kept

    def words(self, kept: str) -> str:
        """The kept value as a person reads it.

        >>> Figure("a", "", "", "percent", unit="%").words("1.5"), Figure("a", "", "", "int", unit="ngày").words("60")
        ('1,5%', '60 ngày')
        """
        if self.kind == "percent":
            return f"{kept.replace('.', ',')}%"
        if self.kind in ("int", "money"):
            return f"{grouped(kept)} {self.unit}".strip()
        reader = _WORDS.get(self.kind)
        return reader(kept) if reader else kept


def basis_points(kept: str) -> int:
    """
    >>> basis_points("22"), basis_points("1.5"), basis_points("0.35")
    (2200, 150, 35)
    """
    whole, _point, part = kept.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def _number(figure: Figure, text: str) -> str:
    if not _WHOLE.match(text):
        raise NotAFigure(_("Phải là một số nguyên, ví dụ 60 hoặc 2.530.000."))
    return str(_bounded(figure, int(re.sub(r"[. ]", "", text))))


def _bounded(figure: Figure, value: int) -> int:
    if figure.minimum is not None and value < figure.minimum:
        raise NotAFigure(_("Phải từ %(least)s trở lên.") % {"least": grouped(figure.minimum)})
    if figure.maximum is not None and value > figure.maximum:
        raise NotAFigure(_("Không được quá %(most)s.") % {"most": grouped(figure.maximum)})
    return value


def _percent(figure: Figure, text: str) -> str:
    found = _PERCENT.match(text.removesuffix("%").strip())
    if found is None:
        raise NotAFigure(_("Phải là phần trăm, tối đa hai chữ số sau dấu phẩy, ví dụ 17,5."))
    whole, part = int(found[1]), (found[2] or "").rstrip("0")
    _bounded(figure, whole + bool(part))
    return f"{whole}.{part}" if part else str(whole)


def _flag(figure: Figure, text: str) -> str:
    if text not in ("0", "1"):
        raise NotAFigure(_("Phải là 0 (không) hoặc 1 (có)."))
    return text


def _day(figure: Figure, text: str) -> str:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise NotAFigure(_("Ghi ngày theo dạng 31/12/2026."))


def _numbers(figure: Figure, text: str) -> str:
    kept = [_number(figure, part.strip()) for part in text.split(",")]
    if kept != sorted(set(kept), key=int):
        raise NotAFigure(_("Các số phải tăng dần, không lặp lại, cách nhau bằng dấu phẩy."))
    return ",".join(kept)


def _words(figure: Figure, text: str) -> str:
    kept = [part.strip() for part in text.split(",")]
    if not all(kept) or len(set(kept)) < len(kept):
        raise NotAFigure(_("Các mục cách nhau bằng dấu phẩy, không mục nào trống hoặc lặp lại."))
    return ",".join(kept)


def _fund_order(figure: Figure, text: str) -> str:
    groups = [[fund.strip() for fund in group.split("+")] for group in text.split(",")]
    named = [fund for group in groups for fund in group]
    if sorted(named) != sorted(FUNDS):
        raise NotAFigure(_("Phải nêu đủ và chỉ một lần các quỹ: %(funds)s.") % {"funds": ", ".join(FUNDS)})
    return ",".join("+".join(group) for group in groups)


def _order_in_words(kept: str) -> str:
    groups = [" + ".join(str(FUND_LABELS[fund]) for fund in group.split("+")) for group in kept.split(",")]
    return " → ".join(groups)


_KEEPERS: dict[str, Callable[[Figure, str], str]] = {
    "int": _number,
    "money": _number,
    "percent": _percent,
    "flag": _flag,
    "date": _day,
    "int_list": _numbers,
    "words": _words,
    "text": lambda figure, text: text,
    "fund_order": _fund_order,
}
_WORDS: dict[str, Callable[[str], str]] = {
    "flag": lambda kept: _("Có") if kept == "1" else _("Không"),
    "date": lambda kept: date_text(date.fromisoformat(kept)),
    "int_list": lambda kept: ", ".join(kept.split(",")),
    "words": lambda kept: ", ".join(kept.split(",")),
    "fund_order": _order_in_words,
}
