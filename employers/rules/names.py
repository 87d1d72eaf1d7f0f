"""Names of employers made comparable: without the words of their legal form, without spaces; whether one is of a branch."""

import re
from functools import lru_cache

LEGAL_FORM = (
    *("cong ty", "cong ti", "cty", "trach nhiem huu han", "tnhh", "mot thanh vien", "1 thanh vien", "mtv", "1tv"),
    *("hai thanh vien tro len", "hai thanh vien", "2 thanh vien tro len", "2 thanh vien", "co phan", "cp", "hop danh"),
    *("doanh nghiep tu nhan", "dntn", "doanh nghiep", "hop tac xa", "htx", "ho kinh doanh", "hkd", "tap doan"),
    *(
        "chi nhanh",
        "cn",
        "van phong dai dien",
        "vpdd",
        "dia diem kinh doanh",
        "co ltd",
        "company limited",
        "ltd",
        "jsc",
    ),
    *("tai tinh", "va"),
)
"""Folded words that say what a firm is, not which."""

BRANCH = ("chi nhanh", "cn", "van phong dai dien", "vpdd", "dia diem kinh doanh")

_FORM = re.compile(r"\b(?:" + "|".join(sorted(LEGAL_FORM, key=lambda words: (-len(words), words))) + r")\b")
_BRANCH = re.compile(r"(?:" + "|".join(BRANCH) + r")\b")


def core(folded: str) -> str:
    """What is left of a folded name without its legal form, without spaces: the key of "the same name".

    >>> core("cong ty tnhh mtv hoa binh") == core("cty trach nhiem huu han mot thanh vien hoa binh") == "hoabinh"
    True
    """
    return _FORM.sub("", folded).replace(" ", "")


def without_form(folded: str) -> str:
    """The words of a folded name that say which firm it is; "" where all or none of them say what it is.

    >>> without_form("cong ty cp hoa binh"), without_form("hoa binh"), without_form("cong ty tnhh")
    ('hoa binh', '', '')
    """
    left = " ".join(_FORM.sub(" ", folded).split())
    return left if left != folded else ""


@lru_cache(maxsize=1 << 16)
def key_of_name(folded: str) -> str:
    """By which two names are the same; a name of nothing but legal form stands for itself.

    >>> key_of_name("cong ty")
    'cong ty'
    """
    return core(folded) or folded


def is_branch(folded: str) -> bool:
    """Whether the name says that it is part of another unit.

    >>> is_branch("chi nhanh cong ty co phan an phu"), is_branch("cong ty co phan an phu")
    (True, False)
    """
    return bool(_BRANCH.match(folded))
