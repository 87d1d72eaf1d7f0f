"""Reads a column of cells at once: whole numbers, codes, text. What is right goes through in a few C calls; only
an odd cell is looked at by itself (portal.core.workbooks.text). Each reader answers the values and the odd ones."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable

MOST = 10**15
Odd = list[tuple[int, Exception]]

_NOT_CLEAN = re.compile(
    r"  |^ | $|[^\S \n]|[\\\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    r"|[\ufff9-\ufffb]|_x00",
    re.MULTILINE,
)
_FIGURE = re.compile(r"[-+(]?\s*\d[\d.,\s']*\)?")
_CODES = re.compile(r"(?:(?:[0-9A-Z][0-9A-Z.\-/_]*)?\n)+")
_TAX_CODES = re.compile(r"(?:(?:[0-9]{10}(?:-[0-9]{3}|[0-9]{2})?)?\n)+")  # each in its one spelling already
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-/_]*")


class Wrong(ValueError):
    """A value that can be read but not be taken: the code and the facts of a sentence in Problems.sentences."""

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


def shown(value: object) -> str:
    """A cell as a message quotes it."""
    told = text.clean(value)
    return told if len(told) <= 60 else told[:59] + "…"


def is_figure(value: object) -> bool:
    """Whether a cell holds a number, or text meant as one; not the line where somebody signs."""
    if isinstance(value, str):
        return bool(_FIGURE.fullmatch(value.strip()))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def whole_column(values: Sequence, blank: int | None = 0) -> tuple[list, Odd]:
    """Whole numbers, written as numbers or as text; `blank` where nothing stands.

    >>> whole_column([5.0, "1.234.567", "(500)", ""])
    ([5, 1234567, -500, 0], [])
    """
    numbers: list | None = _plain(values)
    if numbers is None and ("" in values or None in values):
        given = _plain([value for value in values if value != "" and value is not None])
        if given is not None:
            supply = iter(given)
            numbers = [blank if value == "" or value is None else next(supply) for value in values]
    return (numbers, []) if numbers is not None else _one_by_one(values, whole, blank)


def _plain(values: Sequence) -> list[int] | None:
    """Whole floats as a workbook gives them, or text that is all digits as a CSV file does; None for all else."""
    try:
        if all(map(float.is_integer, values)):
            numbers = list(map(int, values))
        else:
            return None
    except TypeError:  # some cell holds no number
        try:
            numbers = list(map(int, values))
        except (ValueError, TypeError, OverflowError):
            return None
        if list(map(str, numbers)) != list(values):
            return None
    in_range = max(numbers, default=0) <= MOST and min(numbers, default=0) >= -MOST
    return numbers if in_range else None


def whole(value: object) -> int | None:
    """One cell as a whole number; money of a province stays far below 10^15 dong."""
    if isinstance(value, str):
        value = re.sub(r"(?i)\s*(?:đồng|vnđ|vnd|đ)\s*$", "", value)
    number = text.whole_number(value)
    if number is not None and not -MOST <= number <= MOST:
        raise Unreadable("number_too_large", value)
    return number


def _one_by_one(values: Sequence, read: Callable, blank) -> tuple[list, Odd]:
    results: list = []
    odd: Odd = []
    keep, wrong = results.append, odd.append
    for place, value in enumerate(values):
        if value == "" or value is None:
            keep(blank)
            continue
        try:
            result = read(value)
        except (Unreadable, Wrong) as error:
            wrong((place, error))
            result = None
        except (ValueError, OverflowError):  # a workbook may hold NaN and infinity
            wrong((place, Unreadable("not_a_number", value)))
            result = None
        keep(blank if result is None else result)
    return results, odd


def by_value(values: Iterable, read: Callable, blank=None) -> tuple[list, Odd]:
    """A column of few different values: each is read once."""
    values = list(values)
    different = list(set(values))
    results, odd = _one_by_one(different, read, blank)
    known = dict(zip(different, results, strict=True))
    if not odd:
        return [known[value] for value in values], []
    errors = {different[place]: error for place, error in odd}
    return [known[value] for value in values], [
        (place, errors[value]) for place, value in enumerate(values) if value in errors
    ]


def least(numbers: list) -> int:
    """The smallest number of a column that may have gaps."""
    return min(filter(None, numbers) if None in numbers else numbers, default=0)


def text_column(values: Sequence, limit: int) -> tuple[list[str], Odd]:
    """Clean text, "" where nothing stands. A number in a text cell is read as it is shown."""
    try:
        joined = "\n".join(values)
    except TypeError:
        joined = "\\"
    if (
        joined.count("\n") == len(values) - 1
        and (_is_plainly_clean(joined) or not _NOT_CLEAN.search(joined))
        and unicodedata.is_normalized("NFC", joined)
        and len(max(values, key=len, default="")) <= limit
    ):
        return list(values), []
    texts = list(map(text.clean, values))
    return texts, [(place, Wrong("text_too_long", limit=limit)) for place, t in enumerate(texts) if len(t) > limit]


def _is_plainly_clean(joined: str) -> bool:
    """What _NOT_CLEAN finds nothing in, told by the quick means of text: what prints holds no odd sign and no odd space.

    >>> [_is_plainly_clean(told) for told in ("Hoà Bình\\nĐông Á", "a  b", "a \\nb", "a\\u200bb")]
    [True, False, False, False]
    """
    if any(sign in joined for sign in ("  ", " \n", "\n ", "\\", "_x00")) or joined[:1] == " " or joined[-1:] == " ":
        return False
    return joined.replace("\n", "").isprintable()


def code_column(values: Sequence, limit: int = 20, also: Callable[[str], bool] | None = None) -> tuple[list[str], Odd]:
    """Codes: capital letters, digits and . - / _; "" where nothing stands. Of codes stored as numbers only those are
    taken that cannot have lost a digit: ten digits with a right check digit, or those that `also` vouches for."""
    try:
        if _CODES.fullmatch("\n".join(values) + "\n") and len(max(values, key=len)) <= limit:
            return list(values), []
    except TypeError:
        pass
    return _one_by_one(values, lambda value: code(value, limit, also), "")


def code(value: object, limit: int = 20, also: Callable[[str], bool] | None = None) -> str | None:
    """One cell as a code."""
    if also is not None and isinstance(value, (int, float)) and also(text.clean(value)):
        return text.clean(value)
    found = (text.code(value) or "").upper()
    if found and (len(found) > limit or not _CODE.fullmatch(found)):
        raise Wrong("code_form", value=shown(value), limit=limit)
    return found or None


def tax_column(values: Sequence) -> tuple[list[str], Odd]:
    """Tax codes as text; a wrong one is taken as it is, tax_codes tells."""
    try:
        if _TAX_CODES.fullmatch("\n".join(values) + "\n"):
            return list(values), []
    except TypeError:
        pass
    return _one_by_one(values, _spelt_at_once, "")


def tax_codes(codes: list[str]) -> tuple[list[str], list[bool | None], list[int]]:
    """Tax codes in their one spelling, whether each is right (None: not given), and the places of the wrong ones.

    >>> tax_codes(["0100233488", "", "0100233480", "0100233488001"])
    (['0100233488', '', '0100233480', '0100233488-001'], [True, None, False, True], [2])
    """
    if not any(codes):
        return codes, [None] * len(codes), []
    right = [_is_right(code) if code else None for code in codes]
    if False not in right:
        return codes, right, []
    spelt = [_spelt(code) or "" if ok is False else code for code, ok in zip(codes, right, strict=True)]
    right = [text.tax_code_fault(code) is None if ok is False else ok for code, ok in zip(spelt, right, strict=True)]
    return spelt, right, list(compress(range(len(right)), (ok is False for ok in right)))


def _spelt_at_once(value: object) -> str | None:
    """The common case at speed: ten digits."""
    if isinstance(value, str) and len(value) == 10 and value.isascii() and value.isdigit():
        return value
    return _spelt(value)


def _spelt(value: object) -> str | None:
    return (text.tax_code(value) or "")[:14] or None


def _is_right(code: str) -> bool | None:
    """The common case at speed: ten digits with a right check digit."""
    if len(code) == 10 and code.isdigit() and code.isascii():
        b = code.encode()
        total = 31 * b[0] + 29 * b[1] + 23 * b[2] + 19 * b[3] + 17 * b[4] + 13 * b[5] + 7 * b[6] + 5 * b[7] + 3 * b[8]
        return 10 - (total - 7056) % 11 == b[9] - 48
    return False if code else None


class Lines:
    r"""COPY lines from columns: numbers and text side by side, \N where nothing is given, constants written once.

    >>> lines = Lines(); lines.text(["a\\b", ""]); lines.constant("x"); lines.numbers([5, None]); lines.joined()
    ['a\\\\b\tx\t5', '\\N\tx\t\\N']
    """

    def __init__(self):
        self._formats: list[str] = []
        self._columns: list[Sequence] = []

    def constant(self, told: str) -> None:
        self._formats.append(told.replace("%", "%%"))

    def absent(self, count: int) -> None:
        self.constant("\t".join(["\\N"] * count))

    def text(self, column: list[str]) -> None:
        if "\\" in "".join(column):
            column = [told.replace("\\", "\\\\") for told in column]
        self._put("%s", [told or "\\N" for told in column] if "" in column else column)

    def numbers(self, column: list) -> None:
        if None in column:
            self._put("%s", ["\\N" if number is None else number for number in column])
        else:
            self._put("%d", column)

    def ready(self, column: list[str]) -> None:
        """Values that are COPY text already."""
        self._put("%s", column)

    def _put(self, spec: str, column: Sequence) -> None:
        self._formats.append(spec)
        self._columns.append(column)

    def joined(self) -> list[str]:
        return list(map("\t".join(self._formats).__mod__, zip(*self._columns, strict=True)))
