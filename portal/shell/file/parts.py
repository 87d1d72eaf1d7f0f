"""The parts of the employer's file that are read when they are looked at: who may open each, and what fills it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import User
from employers.models import Employer
from employers.models.events import RELATION_READERS
from portal.shell.file import deeds, identity, labour, risk, urging


@dataclass(frozen=True)
class Part:
    """A part: its anchor, title, icon, and `fill(user, employer, on)` -> what its template shows."""

    slug: str
    label: Any
    icon: str
    fill: Callable[[User, Employer, date], dict[str, Any]]
    is_open: Callable[[User], bool] = lambda user: True

    @property
    def template(self) -> str:
        return f"shell/file/{self.slug}.html"


def _timeline(user: User, employer: Employer, on: date) -> dict[str, Any]:
    return {}


def _works_on_gaps(user: User) -> bool:
    return user.may("decide_gap") or user.may("see_all_counts")


def _reads_relations(user: User) -> bool:
    return user.posting.agency.kind_id in RELATION_READERS


def _sees_urging(user: User) -> bool:
    return user.may("see_urging")


def _sees_risk(user: User) -> bool:
    return user.may("see_risk")


PARTS = {
    part.slug: part
    for part in (
        Part("ma-so", _("Mã số, chi nhánh"), "id", identity.numbers_of),
        Part("noi-lam-viec", _("Nơi làm việc, địa bàn trước đây"), "map-pin", identity.places_of),
        Part("co-quan", _("Cơ quan quản lý"), "building", identity.managing_of),
        Part("lao-dong", _("Số lao động theo nguồn"), "users", labour.counts_of),
        Part("chenh-lech", _("Chênh lệch, văn bản yêu cầu"), "arrows-sort", labour.gaps_of, _works_on_gaps),
        Part("don-doc", _("Đôn đốc, lý do, căn cứ trốn đóng"), "mail", urging.urging_of, _sees_urging),
        Part("nhiem-vu", _("Nhiệm vụ, biện pháp"), "checklist", deeds.measures_of),
        Part("quan-he", _("Quan hệ lao động"), "users-group", deeds.relations_of, _reads_relations),
        Part("rui-ro", _("Điểm rủi ro chậm đóng"), "activity", risk.risk_of, _sees_risk),
        Part("ra-soat", _("Rà soát lao động"), "list-check", labour.reviews_of),
        Part("dinh-chinh", _("Đính chính"), "pencil", deeds.corrections_of),
        Part("tai-lieu", _("Tài liệu"), "files", deeds.papers_of),
        Part("dong-thoi-gian", _("Dòng thời gian"), "history", _timeline),
    )
}
TIMELINE = "dong-thoi-gian"


def parts_of(user: User) -> list[Part]:
    """Those that the person may open, in the order of the page."""
    return [part for part in PARTS.values() if part.is_open(user)]
