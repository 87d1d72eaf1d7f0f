"""The public pages. Each answers anybody the same; what has been withdrawn answers 410, what never was 404."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.public import feed, reading
from portal.public.listing import Listing, editions_shown, turning, whole
from portal.public.pages import being_made, nothing_here, page, refusal

EDITIONS_A_PAGE = 20
HIDDEN = "noindex, nofollow"


@login_not_required
@require_safe
def home(request):
    """The newest editions, of every publisher."""
    what, province = request.GET.get("loai", ""), request.GET.get("tinh", "")
    pages = Paginator(reading.editions(what=what, province=province), EDITIONS_A_PAGE)
    shown = pages.get_page(request.GET.get("trang"))
    context = {"title": _("Công khai tình hình đóng BHXH, BHYT, BHTN"), "editions": shown, "what": what, "here": "home"}
    context["turn"] = turning(shown, loai=what, tinh=province)
    robots = HIDDEN if request.GET else "noarchive"
    return page("home", robots=robots, choices=editions_shown(), **context)


@login_not_required
@require_safe
def praise(request):
    """Who pays well, by edition; the newest edition's lines stand at its own address."""
    shown = Paginator(reading.editions(what=reading.PRAISE), EDITIONS_A_PAGE).get_page(request.GET.get("trang"))
    is_first = bool(shown) and shown.number == 1
    lines = reading.seen(shown[0].code, at=timezone.now()).lines().order_by("place")[:100] if is_first else []
    context = {"editions": shown, "lines": lines, "turn": turning(shown), "here": "praise"}
    return page("praise", title=_("Biểu dương đơn vị thực hiện tốt"), **context)


@login_not_required
@require_safe
def edition(request, code):
    """One edition: search, sort, filter, pages."""
    found = reading.seen(code, at=timezone.now())
    if found is None:
        return nothing_here()
    if found.withdrawal:
        return _gone(found)
    listing = Listing(found, request.GET)
    robots = HIDDEN if request.GET else "noarchive"
    context = {"seen": found, "edition": found.edition, "listing": listing, "files": list(found.files())}
    return page("edition", robots=robots, title=found.edition.title, **context)


def _gone(found: reading.Seen) -> HttpResponse:
    about = {"edition": found.edition, "withdrawal": found.withdrawal}
    return refusal(410, _("Danh sách này đã được gỡ"), _("Nội dung không còn được công khai."), **about)


@login_not_required
@require_safe
def file(request, code, kind):
    """The edition as a file, made without the lines that have left it."""
    found = reading.seen(code, at=timezone.now())
    if found is None or kind not in feed.KINDS:
        return nothing_here()
    if found.withdrawal:
        return _gone(found)
    stored = reading.content_of(found, kind)
    if stored is None:
        return being_made() if feed.is_made(found.edition, kind) else nothing_here()
    answer = HttpResponse(bytes(stored.content), content_type=stored.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    answer.headers["X-Robots-Tag"] = HIDDEN
    return answer


@login_not_required
@require_safe
def corrections(request):
    """Correction notices, each as long as its error stood; and what was withdrawn."""
    now = timezone.now()
    notices = Paginator(reading.corrections(now), EDITIONS_A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "notices": notices,
        "turn": turning(notices),
        "withdrawals": list(reading.withdrawals()[:50]),
        "here": "corrections",
    }
    return page("corrections", title=_("Đính chính, gỡ danh sách"), robots=HIDDEN, **context)


@login_not_required
@require_safe
def verify(request):
    """Type a code or a file's SHA-256; a script works the latter out of a chosen file."""
    asked = request.GET.get("ma", "").strip()[:100]
    if asked and all(character.isascii() and (character.isalnum() or character in "- ") for character in asked):
        return redirect("public-verified", code="".join(asked.split()))
    wrong = _("Mã chỉ gồm chữ và số.") if asked else ""
    return page("verify", title=_("Kiểm chứng danh sách"), robots=HIDDEN, wrong=wrong, here="verify")


@login_not_required
@require_safe
def verified(request, code):
    """Genuine, current, corrected, replaced or withdrawn."""
    verdict = reading.verified(code, at=timezone.now())
    if verdict is None:
        text = _(
            "Không có danh sách hoặc tệp nào mang mã này. Bản đang cầm không do cổng này phát hành, hoặc mã gõ sai."
        )
        return refusal(404, _("Không kiểm chứng được"), text, again=reverse("public-verify"))
    about = {"verdict": verdict, "seen": verdict.seen, "edition": verdict.seen.edition}
    return page("verified", title=_("Kết quả kiểm chứng"), robots=HIDDEN, asked=code, here="verify", **about)


@login_not_required
@require_safe
def json_feed(request):
    """Editions, corrections and withdrawals for machines."""
    told = feed.feed(timezone.now(), root=whole(request))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, headers={"X-Robots-Tag": HIDDEN})


@login_not_required
@require_safe
def nothing(request, rest=""):
    return nothing_here()
