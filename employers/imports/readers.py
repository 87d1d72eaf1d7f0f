"""How the cells of a column are read, by its type: values, and the odd ones with why. A column at a time where it can be."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from employers.rules.file_columns import CHOICE, CODE, DATE, PERSONAL, TAX, WHOLE, Column
from employers.rules.vsic import section_of
from portal.core.folding import fold, sort_key, sort_key_of_clean
from portal.core.tabular.cells import (
    Odd,
    Wrong,
    by_value,
    code_column,
    least,
    shown,
    tax_column,
    text_column,
    whole_column,
)
from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable

MOST_PEOPLE = 9_999_999
_LONGEST_KEY = 300
_MARKS = re.compile("[\u0300-\u036f]+")
_VIETNAMESE = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_WORDS_ONLY = bytes(byte if chr(byte) in "0123456789abcdefghijklmnopqrstuvwxyz\n" else 32 for byte in range(256))
_LED_BY_CODE = re.compile(r"([A-Va-v]?[ .-]?[0-9]{2,5})(?=\s*[-:–.,;( ]\s*\D|$)")


def read(column: Column, cells: Sequence, date1904: bool) -> tuple[list, Odd]:
    """The values of one column; "" (None for numbers and dates) where nothing stands."""
    if column.type == CODE and column.field not in _BY_FIELD:
        return code_column(cells, column.limit)
    if column.type == TAX:
        return tax_column(cells)
    if column.type == WHOLE:
        return _people(cells)
    if column.type == DATE:
        return by_value(cells, _day(date1904))
    if column.type == CHOICE:
        return by_value(cells, _choice(column), "")
    reader = _BY_FIELD.get(column.field) or (_personal if column.type == PERSONAL else None)
    return by_value(cells, reader, "") if reader else text_column(cells, column.limit)


def folded(names: list[str]) -> list[str]:
    """What fold() makes of each name, all at once.

    >>> folded(["Công ty TNHH Hoà Bình", "", "ĐÔNG Á (2)"])
    ['cong ty tnhh hoa binh', '', 'dong a 2']
    """
    joined = "\n".join(names)
    plain = joined.casefold().replace("đ", "d")
    if not plain.isascii():
        plain = _without_marks(unicodedata.normalize("NFD", plain))
    if not plain.isascii() or plain.count("\n") != len(names) - 1:
        return list(map(fold, names))  # letters of another script: one by one, as fold does
    words = plain.encode().translate(_WORDS_ONLY)
    while b"  " in words:
        words = words.replace(b"  ", b" ")
    return list(map(str.strip, words.decode().split("\n")))


def sort_keys(names: list[str]) -> list[str]:
    """What sort_key() makes of each clean name, all at once.

    >>> sort_keys(["Đa", ""]) == [sort_key("Đa"), ""]
    True
    """
    keys = sort_key_of_clean("\n".join(names)).split("\n")
    return (
        [key[:_LONGEST_KEY] for key in keys]
        if len(keys) == len(names)
        else [sort_key(name)[:_LONGEST_KEY] for name in names]
    )


def _without_marks(decomposed: str) -> str:
    """Vietnamese has eight marks: where they are all that is not ASCII, what is left is found without looking for each."""
    letters = decomposed.encode("ascii", "ignore")
    if len(letters) + sum(map(decomposed.count, _VIETNAMESE)) == len(decomposed):
        return letters.decode()
    return _MARKS.sub("", decomposed)


def _people(cells: Sequence) -> tuple[list, Odd]:
    values, odd = whole_column(cells, None)
    if least(values) < 0:
        odd = [*odd, *((p, Wrong("negative", value=shown(v))) for p, v in enumerate(values) if v and v < 0)]
    if max(filter(None, values), default=0) > MOST_PEOPLE:
        odd = [*odd, *((p, Wrong("too_many", value=shown(v))) for p, v in enumerate(values) if v and v > MOST_PEOPLE)]
    return values, odd


def _day(date1904: bool) -> Callable:
    def day(value):
        found = text.day(value, date1904=date1904)
        if found is not None and not 1900 <= found.year <= 2100:
            raise Unreadable("not_a_day", value)
        return found

    return day


def _choice(column: Column) -> Callable:
    known = {fold(word): one.code for one in column.choices for word in (one.code, one.word, *one.also)}
    words = ", ".join(one.word for one in column.choices)

    def choice(value):
        said = fold(text.clean(value))
        said = said.lstrip("0") if said.isdigit() and said.lstrip("0") in known else said
        if not said:
            return None
        if said not in known:
            raise Wrong("choice", value=shown(value), known=words)
        return known[said]

    return choice


def _personal(value: object) -> str | None:
    said = (text.code(value) or "").replace(" ", "")
    if said and (len(said) != 12 or text.tax_code_fault(said) is not None):
        raise Wrong("personal_form", value=shown(value))
    return said or None


def _vsic(value: object) -> str | None:
    said = text.code(value)
    if not said:
        return None
    led = _LED_BY_CODE.match(said)
    found = section_of(led[1], "2025")[1] if led else ""
    if not found:
        raise Wrong("vsic", value=shown(value))
    return found


def _sector(value: object) -> str | None:
    said = text.clean(value).upper()
    led = re.match(r"([A-V])(?![A-ZÀ-Ỹa-zà-ỹ0-9])", said)
    if said and led is None:
        raise Wrong("sector", value=shown(value))
    return led[1] if led else None


_BY_FIELD = {"vsic": _vsic, "sector": _sector}
