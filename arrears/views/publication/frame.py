"""What pages of publication share: who may open them, their tabs, how an act is done and told."""

from collections.abc import Callable

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from arrears.models import Publication
from employers.views.deeds import done
from portal.core import audit, files
from portal.core.scoping import get_visible_or_404

RELATED = ("agency__kind", "unit", "province__unit", "version__province", "made_by", "checked_by", "approved_by")


def refuse_strangers(request) -> None:
    """Nobody without the power learns that there are such pages."""
    if not request.user.may("see_publication"):
        raise Http404


def tabs(request, current: str) -> list[tuple]:
    pages = [("publications", _("Đợt công khai")), ("editions", _("Đã công khai")), ("holds", _("Tạm giữ"))]
    if request.user.may("see_urging"):
        pages.append(("payment-reports", _("Khoản nộp ghi nhận ngay")))
    return [(label, reverse(name), name == current) for name, label in pages]


def publication_of(request, pk) -> Publication:
    """The list, or 404 for everyone but its makers."""
    return get_visible_or_404(Publication.objects.select_related(*RELATED), request.user, pk=pk)


def crumbs_of(publication: Publication) -> list[tuple]:
    return [
        (_("Đợt công khai"), reverse("publications")),
        (str(publication), reverse("publication", args=[publication.pk])),
    ]


def act_on(request, pk, act: Callable, said: str, **facts):
    """Do it, say so or why not, and come back to the list."""
    found = publication_of(request, pk)
    done(request, lambda: act(found, by=request.user, **facts) and said or said)
    return redirect("publication", pk)


def keep(sent, province_code: str):
    """The file that came with a form, kept; none when none came."""
    if sent is None:
        return None
    return files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=province_code)


def taken(request, stored, subject, name: str):
    """The kept file; whoever takes it is written down."""
    if stored is None:
        raise Http404
    audit.exported(name, by=request.user, subject=subject, sha256=stored.sha256)  # its name may name an employer
    opened = files.location(stored).open("rb")
    return FileResponse(opened, as_attachment=True, filename=stored.name, content_type=stored.content_type)


def exported(name: str, request, **about):
    """Whoever takes a list away is written down; how many stand on it is told to nobody who reads the trail."""
    return lambda count, **told: audit.exported(name, by=request.user, **about, **told)
