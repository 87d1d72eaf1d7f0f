"""How much two employers look like one (0-100), and why in words; and when they are apart whatever they look like.

Apart: a branch and its legal unit, branches of one legal unit, and two firms with two right tax codes and no number in common
(homonyms, shops of a chain). Everything else that is alike enough a person decides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from employers.rules.names import core, is_branch

ASKED_FROM = 40
LEGAL = 10  # digits of the legal unit in a tax code
GENERIC = frozenset(
    {
        *("thon", "xom", "ap", "to", "dan", "khu", "pho", "so", "lo", "duong", "xa", "phuong", "thi", "tran", "huyen"),
        *("quan", "thanh", "tinh", "cum", "cong", "nghiep", "kcn", "ccn"),
    }
)
"""Words of every address; they tell nothing."""

PAST, SAME = _("Một mã trước đây trùng với mã của hồ sơ kia: %(value)s"), _("Trùng %(scheme)s: %(value)s")
SAYS: dict[str, tuple[int, str]] = {
    "same_tax": (60, SAME),
    "same_wrong_tax": (45, _("Trùng mã số thuế nhưng sai số kiểm tra: %(value)s")),
    "same_number": (50, SAME),
    "past_number": (45, PAST),
    "same_name": (35, _("Tên giống hệt khi bỏ dấu")),
    "same_core": (30, _("Tên giống nhau khi bỏ loại hình doanh nghiệp")),
    "near_name": (12, _("Phần lớn các chữ trong tên giống nhau")),
    "same_address": (15, _("Địa chỉ trùng")),
    "near_address": (10, _("Phần lớn các chữ trong địa chỉ giống nhau")),
    "other_address": (-10, _("Địa chỉ khác nhau")),
    "same_commune": (10, _("Cùng xã, phường")),
    "other_commune": (-5, _("Khác xã, phường")),
    "other_units": (-20, _("Hai mã đơn vị BHXH khác nhau: %(value)s")),
    "other_taxes": (-10, _("Hai mã số thuế khác nhau: %(value)s")),
}
"""Points and sentence of each ground."""


@dataclass(frozen=True)
class Looks:
    """What is compared of an employer. `numbers`: (scheme, value) of today, `past`: of before."""

    pk: int
    folded: str
    tax_code: str = ""
    tax_code_ok: bool | None = None
    unit_code: str = ""
    parent: int | None = None
    commune: int | None = None
    address: str = ""
    numbers: frozenset[tuple[str, str]] = frozenset()
    past: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Likeness:
    score: int = 0
    reasons: list[dict[str, str]] = field(default_factory=list)

    def says(self, ground: str, **facts: str) -> None:
        self.score = min(100, max(0, self.score + SAYS[ground][0]))
        self.reasons.append({"ground": ground, **facts})


def likeness(one: Looks, other: Looks) -> Likeness | None:
    """The score with its reasons; None where they are apart."""
    shared = _shared(one, other)
    if are_kin(one, other) or (not shared and _two_firms(one, other)):
        return None
    found = Likeness()
    for scheme, value in sorted(shared):
        _says_number(found, one, other, scheme, value)
    _says_name(found, one.folded, other.folded)
    _says_place(found, one, other)
    _says_against(found, one, other)
    return found


def are_kin(one: Looks, other: Looks) -> bool:
    """A legal unit and its branch, or two branches of one legal unit."""
    if one.pk == other.parent or other.pk == one.parent or (one.parent is not None and one.parent == other.parent):
        return True
    if one.tax_code != other.tax_code and one.tax_code[:LEGAL] == other.tax_code[:LEGAL] != "":
        return max(len(one.tax_code), len(other.tax_code)) > LEGAL
    return is_branch(one.folded) != is_branch(other.folded)


def _two_firms(one: Looks, other: Looks) -> bool:
    return bool(one.tax_code_ok and other.tax_code_ok and one.tax_code != other.tax_code)


def _shared(one: Looks, other: Looks) -> set[tuple[str, str]]:
    return set((one.numbers | one.past) & (other.numbers | other.past))


def _says_number(found: Likeness, one: Looks, other: Looks, scheme: str, value: str) -> None:
    if (scheme, value) not in one.numbers or (scheme, value) not in other.numbers:
        found.says("past_number", scheme=scheme, value=value)
    elif scheme == "tax_code":
        is_right = one.tax_code_ok is not False and other.tax_code_ok is not False
        found.says("same_tax" if is_right else "same_wrong_tax", scheme=scheme, value=value)
    else:
        found.says("same_number", scheme=scheme, value=value)


def _says_name(found: Likeness, one: str, other: str) -> None:
    if one == other:
        found.says("same_name")
    elif core(one) and core(one) == core(other):
        found.says("same_core")
    elif overlap(one, other) >= 0.6:
        found.says("near_name")


def _says_place(found: Likeness, one: Looks, other: Looks) -> None:
    if one.address and other.address:
        both = overlap(one.address, other.address)
        if both == 1:
            found.says("same_address")
        else:
            found.says("near_address" if both >= 0.5 else "other_address")
    if one.commune and other.commune:
        found.says("same_commune" if one.commune == other.commune else "other_commune")


def _says_against(found: Likeness, one: Looks, other: Looks) -> None:
    if one.unit_code and other.unit_code and one.unit_code != other.unit_code:
        found.says("other_units", value=f"{one.unit_code}, {other.unit_code}")
    if one.tax_code and other.tax_code and one.tax_code != other.tax_code:
        found.says("other_taxes", value=f"{one.tax_code}, {other.tax_code}")


def overlap(one: str, other: str) -> float:
    """The telling words both folded texts have, of all they have together; 0 where either has none."""
    first, second = (set(text.split()) - GENERIC for text in (one, other))
    return len(first & second) / len(first | second) if first and second else 0.0


def in_words(reasons: list[dict[str, str]], scheme_name: Callable[[str], str]) -> list[str]:
    """The reasons as sentences."""
    told = []
    for reason in reasons:
        scheme = scheme_name(reason["scheme"]) if "scheme" in reason else ""
        told.append(str(SAYS[reason["ground"]][1]) % {"scheme": scheme, "value": reason.get("value", "")})
    return told
