"""Codes that nobody has: tax codes of no tax office, BHXH unit codes of no province."""

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
"""Of the first nine digits of a tax code; the tenth is 10 - (sum mod 11), a result of 10 is not used."""

TAX_PREFIX = "99"
"""The first two digits of a tax code name the tax office that gave it: 01 (Hà Nội) to 64 (Đắk Nông), by the provinces
before 7/2025; 80 to 89 begin the codes of persons. None begins with 99, so no code of the demo is anybody's."""

UNIT_PREFIXES = {"bac-ninh": "ZN", "hai-phong": "ZP", "thai-nguyen": "ZT", "gia-lai": "ZL"}
"""Invented: BHXH's unit codes are opaque text such as TA0001A, and no office is known to begin them with Z."""

KIND_LETTERS = "ABCDEFGHKLM"
"""One letter for each of the eleven kinds of employer, at the end of the unit code."""


def check_digit(nine: str) -> int:
    """The tenth digit of a tax code; 10 when these nine digits are not used.

    >>> check_digit("010023348")
    8
    """
    return 10 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11


def tax_code(serial: int) -> str | None:
    """The ten digits of a serial number, or None where the check digit would be ten.

    >>> tax_code(0) is None or tax_code(0).startswith("99")
    True
    """
    nine = f"{TAX_PREFIX}{serial:07d}"
    digit = check_digit(nine)
    return f"{nine}{digit}" if digit < 10 else None


def tax_codes(province: str):
    """Tax codes without end, each once; every province has a million serial numbers of its own."""
    serial = 1_000_001 + 1_000_000 * (list(UNIT_PREFIXES).index(province) if province in UNIT_PREFIXES else 8)
    while True:
        if code := tax_code(serial):
            yield code
        serial += 7


def misprinted(code: str) -> str:
    """The code with a wrong check digit, as a slip of the hand leaves it."""
    return f"{code[:9]}{(int(code[9]) + 4) % 10}{code[10:]}"


def unit_code(province: str, number: int, kind: int) -> str:
    """BHXH's code of the unit: prefix, number, letter.

    >>> unit_code("bac-ninh", 7, 3)
    'ZN00007C'
    """
    return f"{UNIT_PREFIXES.get(province, 'ZX')}{number:05d}{KIND_LETTERS[kind - 1]}"
