"""How a household business is named in public: recognisable to whoever deals with it, not the person's whole data.

A household (kind 10) is a person: the name is shortened to initials, the number to its last digits, the address to its
commune and province. Whether that is done is the setting publication.mask_households.
"""

import re

HOUSEHOLD = 10
DIGITS_SHOWN = 3
PLACES_SHOWN = 2
_TITLE = re.compile(r"^\s*(hộ kinh doanh cá thể|hộ kinh doanh|hkd|hộ|cơ sở|cửa hàng)\b[\s:.-]*", re.IGNORECASE)


def short_name(name: str) -> str:
    """The kind of business in words, the rest as initials.

    >>> short_name("Hộ kinh doanh Nguyễn Văn An"), short_name("Trần Thị Bình")
    ('Hộ kinh doanh N. V. A.', 'Hộ kinh doanh T. T. B.')
    """
    found = _TITLE.match(name)
    title = found[1].strip() if found else "Hộ kinh doanh"
    words = re.findall(r"[^\W_]+", name[found.end() :] if found else name)
    return " ".join([title, *(f"{word[0].upper()}." for word in words)])


def short_number(number: str) -> str:
    """
    >>> short_number("001085012345"), short_number("12")
    ('*********345', '**')
    """
    shown = number[-DIGITS_SHOWN:] if len(number) > 2 * DIGITS_SHOWN else ""
    return "*" * (len(number) - len(shown)) + shown


def short_address(address: str) -> str:
    """Without house and street; nothing where the parts cannot be told.

    >>> short_address("Số 5, thôn Đông, xã Yên Trung, tỉnh Bắc Ninh"), short_address("Số 5 thôn Đông")
    ('xã Yên Trung, tỉnh Bắc Ninh', '')
    """
    parts = [part.strip() for part in address.split(",") if part.strip()]
    return ", ".join(parts[-PLACES_SHOWN:]) if len(parts) > PLACES_SHOWN else ""
