"""What keeps an employer out of what is published: nobody is named in public on a doubtful identity."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employers.models import DuplicatePair, Employer
from employers.rules.tax_codes import legal_unit
from portal.core.sql import among

WRONG_CODE, DUPLICATE, MERGED, PARENT = "wrong_check_digit", "open_duplicate", "merged", "unclear_parent"
REASONS: dict[str, Any] = {
    WRONG_CODE: _("Mã số thuế sai số kiểm tra"),
    DUPLICATE: _("Đang nghi trùng với hồ sơ khác, chưa ai quyết định"),
    MERGED: _("Hồ sơ đã gộp vào đơn vị khác"),
    PARENT: _("Chi nhánh chưa rõ pháp nhân chủ quản"),
}


def publication_blocks(employers: Iterable[int]) -> dict[int, list[str]]:
    """Employer -> codes of REASONS why it may not be published yet; those without any are left out. Two questions for all."""
    asked = list(employers)
    wanted = set(asked)
    found: dict[int, list[str]] = defaultdict(list)
    columns = ("pk", "tax_code", "tax_code_ok", "merged_into", "parent")
    for pk, tax_code, is_right, merged, parent in Employer.objects.filter(pk__in=among(asked)).values_list(*columns):
        if is_right is False:
            found[pk].append(WRONG_CODE)
        if merged is not None:
            found[pk].append(MERGED)
        if legal_unit(tax_code) is not None and parent is None:
            found[pk].append(PARENT)
    pairs = DuplicatePair.objects.filter(
        Q(first__in=among(asked)) | Q(second__in=among(asked)), state=DuplicatePair.State.OPEN
    )
    for first, second in pairs.values_list("first", "second"):
        for pk in {first, second} & wanted:
            if DUPLICATE not in found[pk]:
                found[pk].append(DUPLICATE)
    return dict(found)


def blocks_publication(employer: Employer) -> list[str]:
    """The same of one employer."""
    return publication_blocks([employer.pk]).get(employer.pk, [])
