"""How single values of a C12 file are read: kind, cycle, state, month, months owed. Few different ones stand in a
column, so each is read once (cells.by_value)."""

import re
from datetime import date
from decimal import ROUND_DOWN, Decimal

from arrears.imports.columns import STATES
from arrears.imports.kinds import STATE_TITLES, kind_named
from portal.core.folding import fold
from portal.core.tabular.cells import Wrong, shown
from portal.core.workbooks import text
from portal.core.workbooks.text import Unreadable

_STATE_NAMES = {fold(name): code for names in (STATES, STATE_TITLES) for code, name in enumerate(names, 1)}
_STATE_NAMES |= {fold("Tạm ngừng sản xuất kinh doanh"): 2, fold("Hoạt động"): 1, fold("Ngừng hoạt động"): 8}
_CYCLES = {"thang": 1, "hang thang": 1, "quy": 3, "hang quy": 3, "nua nam": 6}


def kind(value: object) -> int | None:
    """A kind of unit: its number 1 to 15, or its name.

    >>> kind(3.0), kind("03"), kind("Hợp tác xã")
    (3, 3, 8)
    """
    number = _small(value)
    if number is None:
        number = kind_named(text.clean(value))
    if number is None or not 1 <= number <= 15:
        raise Wrong("kind", value=shown(value))
    return number


def cycle(value: object) -> int | None:
    """How many months are paid at a time.

    >>> cycle(1.0), cycle("3 tháng"), cycle("Hàng tháng")
    (1, 3, 1)
    """
    number = _small(value)
    if number is None:
        folded = fold(text.clean(value))
        match = re.fullmatch(r"0?(\d{1,2}) ?thang(?: ?/? ?lan| mot lan)?", folded)
        number = int(match[1]) if match else _CYCLES.get(folded)
    if number not in (1, 3, 6):
        raise Wrong("cycle", value=shown(value))
    return number


def state(value: object) -> int | None:
    """A unit's state: its number 1 to 11 (0: none), its name in Vietnamese or ours."""
    number = _small(value)
    if number is None:
        number = _STATE_NAMES.get(fold(text.clean(value)))
    if number is None or not 0 <= number <= 11:
        raise Wrong("state", value=shown(value))
    return number or None


def months_owed(value: object) -> str | None:
    """Months owed as BHXH counts them, as text for a numeric(7, 2) column: what it cannot hold is cut off, for a list that
    begins at three months must not name who owes 2.996."""
    number = text.decimal_number(value)
    if number is None:
        return None
    if number < 0:
        raise Wrong("negative", value=shown(value))
    if number >= 10_000:
        raise Unreadable("number_too_large", value)
    return str(number.quantize(Decimal("0.01"), ROUND_DOWN))


def month_reader(date1904: bool):
    """A reader of months that knows the workbook's calendar."""

    def month(value: object) -> date | None:
        return text.month(value, date1904=date1904)

    return month


def _small(value: object) -> int | None:
    if isinstance(value, str):
        told = value.strip()
        return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1:
        return int(value)
    return None


def is_commune(digits: str) -> bool:
    """Communes have codes of five digits: five digits stored as a number have lost none."""
    return len(digits) == 5 and digits.isdigit()
