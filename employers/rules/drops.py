"""Which files do which thing that the directives order, and what they are called."""

from django.utils.translation import gettext_lazy as _

FILES_OF_THING: dict[str, tuple[str, ...]] = {
    "tax_list": ("tax-labour",),
    "status_events": ("status-events", "business-registry"),
    "zone_list": ("zone-list",),
    "labour_review": ("labour-review",),
    "coverage": ("coverage",),
}
THINGS = (*FILES_OF_THING, "data_exchange")
SUPPLIED = ("statistics", "data_sharing", "tax_cross_check")
"""Categories of duties that ask for data; to reach a target of coverage is no drop."""

KIND_TITLES = {
    "business-registry": _("Danh sách đăng ký kinh doanh"),
    "status-events": _("Danh sách mới, tạm ngừng, giải thể"),
    "tax-labour": _("Danh sách quyết toán thuế"),
    "zone-list": _("Danh sách trong khu, cụm"),
    "labour-review": _("Kết quả rà soát lao động"),
    "coverage": _("Số người tham gia theo địa bàn"),
}
COMPARED = frozenset({"business-registry", "tax-labour", "zone-list", "labour-review", "coverage"})
"""Lists of what is; of events each drop tells others, and nothing is missing in the next."""


def thing_of(kind: str) -> str:
    """
    >>> thing_of("tax-labour"), thing_of("b03")
    ('tax_list', '')
    """
    return next((thing for thing, kinds in FILES_OF_THING.items() if kind in kinds), "")
