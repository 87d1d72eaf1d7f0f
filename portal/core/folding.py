"""Accent-free keys: Hoà, Hòa and hoa are one word to a searcher; and the Vietnamese order of letters for sorting."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_LETTERS = (
    "a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ b c d đ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ f g h i ì ỉ ĩ í ị j k l m n o ò ỏ õ ó ọ "
)
_LETTERS += "ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ p q r s t u ù ủ ũ ú ụ ư ừ ử ữ ứ ự v w x y ỳ ỷ ỹ ý ỵ z"
_ORDER = str.maketrans({letter: chr(0x100 + place) for place, letter in enumerate(_LETTERS.split())})


def clean(text: str) -> str:
    """NFC, one kind of space, no space at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Lower case, no marks, words parted by one space.

    >>> fold("Công ty TNHH Hoà  Bình – Đông Á") == fold("CÔNG TY TNHH Hòa Bình Dong A")
    True
    """
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def sort_key(text: str) -> str:
    """Orders names as Vietnamese dictionaries do, under any binary collation.

    >>> sorted(["Đa", "Da", "Ân", "An", "Dũng"], key=sort_key)
    ['An', 'Ân', 'Da', 'Dũng', 'Đa']
    """
    return sort_key_of_clean(clean(text))


def sort_key_of_clean(text: str) -> str:
    """The same of text that `clean` has nothing to do with, or of several in lines."""
    return text.casefold().translate(_ORDER)
