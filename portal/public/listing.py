"""The lines of one edition as a page shows them: what was asked, the rows, the links to sort and turn the page."""

from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from arrears.models.editions import Edition
from portal.core.folding import clean
from portal.public import reading

LINES_A_PAGE = 100
LATE, EVASION = 2, 3


def whole(request: HttpRequest) -> str:
    """The beginning of every address of this site."""
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def editions_shown() -> list[tuple[str, str]]:
    return [("", _("Mọi danh sách")), *Edition._meta.get_field("what").choices]


def turning(page, **kept: str) -> dict[str, str]:
    """The addresses of the pages before and after, with what was asked besides."""

    def address(number: int) -> str:
        return f"?{urlencode({name: value for name, value in kept.items() if value} | {'trang': number})}"

    before = address(page.previous_page_number()) if page.has_previous() else ""
    return {"before": before, "after": address(page.next_page_number()) if page.has_next() else ""}


class Listing:
    """Search without marks, one order, one class, one page of a hundred."""

    def __init__(self, found: reading.Seen, asked: QueryDict) -> None:
        self.found = found
        self.query = clean(asked.get("q", "").replace("\x00", ""))[:100]
        self.sort = asked.get("xep", "place")
        self.named_as = asked.get("loai", "") if asked.get("loai") in ("2", "3") else ""
        self.number = asked.get("trang", "1")

    @cached_property
    def page(self):
        rows = reading.searched(self.found.lines(), self.query)
        if self.named_as:
            rows = rows.filter(named_as=int(self.named_as))
        return Paginator(reading.ordered(rows, self.sort), LINES_A_PAGE).get_page(self.number)

    @property
    def is_praise(self) -> bool:
        return self.found.edition.what == reading.PRAISE

    @property
    def classes(self) -> list[tuple[str, str]]:
        return [("", _("Mọi phân loại")), (str(LATE), _("Chậm đóng")), (str(EVASION), _("Trốn đóng"))]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that people wish for, in words; the heads of the table know them all."""
        owing = [] if self.is_praise else [("-owed", _("Số tiền lớn nhất")), ("-months", _("Số tháng nhiều nhất"))]
        return [("place", _("Thứ tự công khai")), ("name", _("Tên đơn vị")), *owing]

    @cached_property
    def heads(self) -> list[dict]:
        """Columns: label, class, the link that sorts by it, how it is sorted now."""
        columns = [("place", _("STT"), "n"), ("name", _("Tên đơn vị"), "t"), ("", _("Mã đơn vị, mã số thuế"), "t")]
        columns += [("", _("Địa chỉ"), "t"), ("workers", _("Lao động"), "n")]
        if not self.is_praise:
            columns += [("months", _("Số tháng"), "n"), ("late", _("Chậm đóng (đồng)"), "n")]
            columns += [
                ("evaded", _("Trốn đóng (đồng)"), "n"),
                ("owed", _("Tổng (đồng)"), "n"),
                ("", _("Phân loại"), "t"),
            ]
        columns.append(("", _("Ghi chú"), "t"))
        return [self._head(key, label, side) for key, label, side in columns]

    def _head(self, key: str, label: str, side: str) -> dict:
        state = {key: "ascending", f"-{key}": "descending"}.get(self.sort, "") if key else ""
        begins_high = side == "n" and key != "place"
        turned = {"ascending": f"-{key}", "descending": key}.get(state, f"-{key}" if begins_high else key)
        return {"label": label, "side": side, "state": state, "url": self.address(xep=turned) if key else ""}

    def address(self, **changes: str) -> str:
        asked = {"q": self.query, "loai": self.named_as, "xep": self.sort if self.sort != "place" else "", **changes}
        kept = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def turn(self) -> dict[str, str]:
        return turning(self.page, q=self.query, loai=self.named_as, xep=self.sort if self.sort != "place" else "")
