"""What a cell says: text made comparable, numbers, months and codes by strict pattern only; else Unreadable.

Pure functions of one value as the reader gives it ("" or None is an empty cell); None for an empty cell."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal


def _(sentence: str) -> str:
    """Marks a sentence for makemessages without importing Django."""
    return sentence


SENTENCES = {
    "not_a_number": _("“%(value)s” không phải là số. Hãy nhập số, ví dụ 1.234.567."),
    "not_whole": _("“%(value)s” có phần lẻ. Hãy nhập số nguyên."),
    "ambiguous_number": _("“%(value)s” có thể hiểu theo hai cách. Hãy nhập số không có dấu phân cách."),
    "number_too_large": _("“%(value)s” lớn đến mức Excel làm mất chữ số. Hãy kiểm tra lại số này."),
    "not_a_day": _("“%(value)s” không phải là ngày. Hãy nhập dạng ngày/tháng/năm, ví dụ 31/10/2026."),
    "not_a_month": _("“%(value)s” không phải là tháng. Hãy nhập dạng tháng/năm, ví dụ 10/2026."),
    "code_as_number": _(
        "Mã “%(value)s” được lưu dạng số nên có thể đã mất số 0 hoặc chữ số cuối."
        " Hãy chọn cột, đặt Định dạng ô (Format Cells) là Văn bản (Text), rồi nhập lại mã."
    ),
    "code_as_date": _(
        "Mã bị Excel đổi thành ngày (%(value)s). Hãy chọn cột, đặt Định dạng ô là Văn bản (Text), rồi nhập lại mã."
    ),
    "error_value": _("Ô chứa lỗi của Excel (%(value)s). Hãy sửa công thức hoặc nhập lại giá trị."),
}
EXCEL_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"))
_EXACT = 2**53
_SPACES = re.compile(r"\s+")
_ODD = re.compile(
    r"\s\s|[^\S ]|[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|_x00"
)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ESCAPED = re.compile(r"_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_")


class Unreadable(ValueError):
    """A cell whose value cannot be taken: `code` for machines, `message_vi` for the person who filled it in."""

    def __init__(self, code: str, value: object):
        super().__init__(code)
        self.code, self.facts = code, {"value": _shown(value)}

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]

    @property
    def message_vi(self) -> str:
        return self.sentence % self.facts


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e20:
        value = int(value)
    if isinstance(value, date):
        value = value.strftime("%d/%m/%Y")
    shown = clean(str(value))
    return shown if len(shown) <= 60 else shown[:59] + "…"


def clean(value: object) -> str:
    """NFC, one plain space between words, no invisible or direction-changing characters.

    >>> clean("  Công\\u00a0ty  TNHH\\u200b A\\n")
    'Công ty TNHH A'
    """
    text = value if isinstance(value, str) else "" if value is None else _number_text(value)
    text = text.strip()
    if _ODD.search(text):
        text = _SPACES.sub(" ", _INVISIBLE.sub("", _ESCAPED.sub(" ", text))).strip()
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _number_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else str(value)


# numbers ------------------------------------------------------------------------------------------------------------

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,](0{1,2}))?")
_PLAIN = re.compile(r"[0-9]+(?:[.,]0{1,2})?")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-"})
_NUMBER_LIKE = re.compile(r"[0-9][0-9., ]*")


def whole_number(value: object) -> int | None:
    """A whole number: money in dong, people, days.

    >>> [whole_number(v) for v in ("1.234.567", "1,234,567", "1 234 567", "(500)", "-500", 12.0, "1.234,00", "-", "")]
    [1234567, 1234567, 1234567, -500, -500, 12, 1234, None, None]
    """
    if isinstance(value, float):
        return _whole_float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Unreadable("not_a_number", value)
    return _whole_text(value)


def _whole_float(value: float) -> int:
    if not -_EXACT < value < _EXACT:
        raise Unreadable("number_too_large", value)
    whole = int(value)
    if whole != value:
        raise Unreadable("not_whole", value)
    return whole


def _whole_text(value: str) -> int | None:
    text, negative = _unsigned(clean(value))
    if text.isascii() and text.isdigit():
        digits = text
    elif text == "":
        return None
    elif grouped := _GROUPED.fullmatch(text):
        end = grouped.start(2) - 1 if grouped[2] else len(text)
        digits = text[:end].replace(grouped[1], "")
    elif _PLAIN.fullmatch(text):
        digits = re.split("[.,]", text)[0]
    else:
        raise _not_whole(text, value)
    if len(digits) > 18:
        raise Unreadable("number_too_large", value)
    return -int(digits) if negative else int(digits)


def _unsigned(text: str) -> tuple[str, bool]:
    """The text without its sign, and whether it was negative: -500, (500). A lone dash is an empty cell."""
    text = text.translate(_DASHES)
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith("-"):
        return text[1:].strip(), True
    return text, False


def _not_whole(text: str, value: str) -> Unreadable:
    if text.upper() in EXCEL_ERRORS:
        return Unreadable("error_value", value)
    if not _NUMBER_LIKE.fullmatch(text):
        return Unreadable("not_a_number", value)
    return Unreadable("not_whole" if re.fullmatch(r"[0-9]+[.,][0-9]{1,2}", text) else "ambiguous_number", value)


def decimal_number(value: object) -> Decimal | None:
    """A number that may have a fraction, such as months owed: 3, 3.5, "3,5".

    >>> decimal_number("3,5"), decimal_number(2.0)
    (Decimal('3.5'), Decimal('2'))
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("not_a_number", value)
    if not isinstance(value, str):
        if not -_EXACT < value < _EXACT:
            raise Unreadable("number_too_large", value)
        return Decimal(_number_text(value))
    text, negative = _unsigned(clean(value))
    if text == "":
        return None
    if not re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,4})?", text):
        raise Unreadable("ambiguous_number" if _NUMBER_LIKE.fullmatch(text) else "not_a_number", value)
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text):
        raise Unreadable("ambiguous_number", value)
    number = Decimal(text.replace(",", "."))
    return -number if negative else number


# days and months ----------------------------------------------------------------------------------------------------

_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?: 0{1,2}:00(?::00)?)?")
_ISO_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_MONTH = re.compile(r"(?:t|th|tháng)?[ .]*([0-9]{1,2})[ ]*(?:[/.-]|năm)[ ]*([0-9]{4})", re.IGNORECASE)
_ISO_MONTH = re.compile(r"(20[0-9]{2})[/.-]?(0[1-9]|1[0-2]|[1-9](?![0-9]))")
_TIGHT_MONTH = re.compile(r"(0[1-9]|1[0-2])(20[0-9]{2})")
_SERIALS = (36526, 55153)  # 1/1/2000 to 31/12/2050: a number outside is not a date somebody typed


def day(value: object, *, date1904: bool = False) -> date | None:
    """A day: an Excel date, its serial number, "31/10/2026" or "2026-10-31".

    >>> day("31/10/2026"), day(46326.0), day(44864.0, date1904=True)
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31), datetime.date(2026, 10, 31))
    """
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    found = _serial_day(value, date1904) if isinstance(value, int | float) else _written_day(clean(value))
    if found is None:
        raise Unreadable("not_a_day", value)
    return found


def _serial_day(value: float, date1904: bool) -> date | None:
    serial = value + (1462 if date1904 else 0)
    if isinstance(value, bool) or not _SERIALS[0] <= serial <= _SERIALS[1] or serial != int(serial):
        return None
    return date(1899, 12, 30) + timedelta(days=int(serial))


def _written_day(text: str) -> date | None:
    if match := _DAY.fullmatch(text):
        parts = match[3], match[2], match[1]
    elif match := _ISO_DAY.fullmatch(text):
        parts = match[1], match[2], match[3]
    else:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def month(value: object, *, date1904: bool = False) -> date | None:
    """A month, as its first day: "10/2026", "2026-10", "T10/2026", "Tháng 10 năm 2026", 202610, any Excel date in it.

    >>> {month(v) for v in ("10/2026", "2026-10", "T10/2026", "Tháng 10 năm 2026", 202610, "31/10/2026")}
    {datetime.date(2026, 10, 1)}
    """
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return date(value.year, value.month, 1)
    if isinstance(value, int | float) and (found := _serial_day(value, date1904)):
        return found.replace(day=1)
    # 10.2026 kept as a number is no month: 10/2020 and 1/202 would look the same
    found = None if isinstance(value, float) and not value.is_integer() else _written_month(clean(value))
    if found is None:
        raise Unreadable("not_a_month", value)
    return found


def _written_month(text: str) -> date | None:
    if match := _MONTH.fullmatch(text) or _TIGHT_MONTH.fullmatch(text):
        number, year = int(match[1]), int(match[2])
    elif match := _ISO_MONTH.fullmatch(text):
        number, year = int(match[2]), int(match[1])
    elif found := _written_day(text):
        return found.replace(day=1)
    else:
        return None
    return date(year, number, 1) if 1 <= number <= 12 and 1990 <= year <= 2100 else None


# codes --------------------------------------------------------------------------------------------------------------

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")


def code(value: object) -> str | None:
    """A code, kept as text. A number is taken only where nothing can be lost: ten digits with a right check digit."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = clean(value).removeprefix("'")
        if _SCIENTIFIC.fullmatch(text) and "+" in text:
            raise Unreadable("code_as_number", value)
        return text or None
    if isinstance(value, date):
        raise Unreadable("code_as_date", value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        digits = str(int(value))
        if len(digits) == 10 and has_right_check_digit(digits):
            return digits
    raise Unreadable("code_as_number", value)


def has_right_check_digit(ten: str) -> bool:
    """The tenth digit of a tax code: 10 minus the weighted sum of the nine before it, modulo 11.

    >>> has_right_check_digit("0100233488"), has_right_check_digit("0100233489")
    (True, False)
    """
    return int(ten[9]) == 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, ten, strict=False)) % 11


def tax_code(value: object) -> str | None:
    """A tax code in its one spelling: 10 digits, 10-3 for a dependent unit, 12 for a person; wrong ones as they are."""
    text = code(value)
    if text is None:
        return None
    digits = text.replace(" ", "").replace(".", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return text
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits


def tax_code_fault(text: str) -> str | None:
    """What is wrong with a tax code: None, "form" or "check_digit".

    >>> [tax_code_fault(code) for code in ("0100233488", "0100233488-001", "0100233480", "12")]
    [None, None, 'check_digit', 'form']
    """
    if re.fullmatch(
        r"[0-9]{12}", text
    ):  # personal number of a household business: province 001-096, century, year, number
        return None if 1 <= int(text[:3]) <= 96 else "form"
    if not re.fullmatch(r"[0-9]{10}(?:-[0-9]{3})?", text):
        return "form"
    return None if has_right_check_digit(text) else "check_digit"


def column_letter(place: int) -> str:
    """The letter of a column counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """The column counted from 0, from its letter."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
