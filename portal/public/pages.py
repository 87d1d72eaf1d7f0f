"""How a public page is answered: its template with what every page needs, and no context of the portal; pages that say no."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def page(template: str, *, status: int = 200, robots: str = "noarchive", **context: Any) -> HttpResponse:
    """`robots`: what search engines may do with it, as header and as meta. Nobody may keep a copy: lists change."""
    html = render_to_string(f"public/{template}.html", {"demo": settings.DEMO, "robots": robots, **context})
    return HttpResponse(html, status=status, headers={"X-Robots-Tag": robots})


def refusal(status: int, title: str, text: str, **context: Any) -> HttpResponse:
    return page("refusal", status=status, robots="noindex, nofollow", title=title, text=text, **context)


def nothing_here() -> HttpResponse:
    """The same words for what never was, what is not published yet and what was mistyped."""
    return refusal(404, _("Không có trang này"), _("Địa chỉ không đúng, hoặc không có nội dung công khai nào ở đây."))


def closed() -> HttpResponse:
    answer = refusal(503, _("Trang công khai chưa mở"), _("Trang này chưa được mở. Mời quay lại sau."))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def being_made() -> HttpResponse:
    text = _("Tệp đang được lập lại vì danh sách vừa thay đổi. Mời tải lại sau một phút.")
    answer = refusal(503, _("Tệp đang được lập"), text)
    answer.headers["Cache-Control"], answer.headers["Retry-After"] = "no-store", "60"
    return answer
