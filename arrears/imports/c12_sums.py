"""What must add up in a row of C12-TS: opening + payable + adjustment - paid = closing per fund, the classes against
the closing, the totals against the funds. Whole columns are compared first; only rows that differ are looked at."""

from operator import sub
from typing import TYPE_CHECKING

from arrears.imports.c12_headers import CORE, FUND_TITLES, TITLES
from arrears.imports.columns import FUNDS, UNSPLIT
from arrears.imports.problems import dong

if TYPE_CHECKING:
    from arrears.imports.c12_rows import RowReader

CLASSES = ("not_due", "late", "evaded")


def check_balance(reader: "RowReader", values: dict[str, list], readable: set[int]) -> None:
    """A fund that does not balance refuses its row, unless so_bi_lech says exactly how much the unit is off."""
    off = _off_balance(reader.funds, values)
    told = values.get("difference") or [None] * len(reader.numbers)
    if not off and not any(told):
        return
    for place in sorted(readable):
        by_fund = {fund: lacks[place] for fund, lacks in off.items() if lacks[place]}
        explained = told[place] or 0
        if explained and not by_fund:
            reader.warning("difference_unused", place, "difference", difference=dong(explained))
        elif by_fund and (not explained or sum(by_fund.values()) != explained):
            for fund, lack in by_fund.items():
                _unbalanced(reader, values, place, fund, lack, explained)


def _off_balance(funds: tuple[str, ...], values: dict[str, list]) -> dict[str, list[int]]:
    """By fund, how far each closing is from opening + payable + adjustment - paid; only funds with such rows."""
    off = {}
    for fund in funds:
        opening, payable, adjustment, paid, closing = (values[f"{what}_{fund}"] for what in CORE)
        expected = [o + p + a - d for o, p, a, d in zip(opening, payable, adjustment, paid, strict=True)]
        if expected != closing:
            off[fund] = list(map(sub, closing, expected))
    return off


def _unbalanced(reader: "RowReader", values: dict, place: int, fund: str, lack: int, explained: int) -> None:
    figures = {what: values[f"{what}_{fund}"][place] for what in CORE}
    facts = {what: dong(figure) for what, figure in figures.items()}
    facts |= {"expected": dong(figures["closing"] - lack), "difference": dong(explained)}
    reader.error("balance", place, f"closing_{fund}", fund=_fund(fund), **facts)


def check_classes(reader: "RowReader", values: dict[str, list], readable: set[int]) -> None:
    """Not due + late + evaded must be the closing; a surplus (a negative closing, or the unit's own) is not owed."""
    off: dict[str, list[int]] = {}
    for fund in reader.funds:
        classes = [values.get(f"{name}_{fund}") for name in CLASSES]
        if None in classes:
            continue
        closing = values[f"closing_{fund}"]
        owed = [(n or 0) + (late or 0) + (e or 0) for n, late, e in zip(*classes, strict=True)]
        if owed != closing and owed != [amount if amount > 0 else 0 for amount in closing]:
            off[fund] = list(map(sub, owed, closing))
    if not off:
        return
    surplus = values.get("surplus") or [None] * len(reader.numbers)
    for place in sorted(readable):
        by_fund = {
            fund: over[place]
            for fund, over in off.items()
            if over[place] and over[place] != max(-values[f"closing_{fund}"][place], 0) and _given(values, fund, place)
        }
        if by_fund and not (sum(by_fund.values()) == (surplus[place] or 0) and min(by_fund.values()) >= 0):
            for fund, over in by_fund.items():
                closing = values[f"closing_{fund}"][place]
                facts = {"fund": _fund(fund), "expected": dong(closing + over), "closing": dong(closing)}
                reader.warning("class_sum", place, f"closing_{fund}", **facts)


def _given(values: dict[str, list], fund: str, place: int) -> bool:
    return any(values[f"{name}_{fund}"][place] is not None for name in CLASSES)


def check_totals(reader: "RowReader", values: dict[str, list], readable: set[int]) -> None:
    """A file that splits the money by fund may carry totals beside it: the funds are used, differences are told."""
    if len(reader.funds) == 1:
        return
    for what in CORE:
        total = values.get(f"{what}_{UNSPLIT}")
        if total is None:
            continue
        expected = list(map(sum, zip(*[values[f"{what}_{fund}"] for fund in FUNDS], strict=True)))
        if expected != total:
            name = f"{what}_{UNSPLIT}"
            for place in sorted(readable):
                if expected[place] != total[place]:
                    facts = {"found": dong(total[place]), "expected": dong(expected[place])}
                    reader.warning("totals_differ", place, name, title=TITLES[name], **facts)


def _fund(fund: str) -> str:
    return f"Quỹ {FUND_TITLES[fund]}" if fund != UNSPLIT else "Tổng các quỹ"
