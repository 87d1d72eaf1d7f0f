"""Whole dong and the five funds. Money is int everywhere: bigint in the database, no float on any path."""

from django.utils.translation import gettext_lazy as _

FUNDS = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn", "unsplit")
"""Funds in the order of form C12-TS, and the money of files that do not split it."""

SPLIT_FUNDS = FUNDS[:5]
BHXH_FUNDS = ("odts", "httt")

FUND_LABELS = {
    "odts": _("BHXH – ốm đau, thai sản"),
    "httt": _("BHXH – hưu trí, tử tuất"),
    "bhyt": _("BHYT"),
    "bhtn": _("BHTN"),
    "tnld_bnn": _("TNLĐ-BNN"),
    "unsplit": _("Chưa tách quỹ"),
}


def dong(amount: int) -> str:
    """Group by thousands with dots.

    >>> dong(1234567), dong(-500), dong(0)
    ('1.234.567', '-500', '0')
    """
    return f"{amount:,}".replace(",", ".")


def short_dong(amount: int) -> str:
    """A short reading for narrow places; the full figure stands beside it in the title.

    >>> short_dong(12_345_678_901), short_dong(45_600_000), short_dong(999)
    ('12,3 tỷ', '45,6 triệu', '999')
    """
    for unit, word in ((10**9, "tỷ"), (10**6, "triệu")):
        if abs(amount) >= unit:
            tenths = (abs(amount) * 10 + unit // 2) // unit
            text = f"{dong(tenths // 10)},{tenths % 10}" if tenths % 10 else dong(tenths // 10)
            return f"{'-' if amount < 0 else ''}{text} {word}"
    return dong(amount)
