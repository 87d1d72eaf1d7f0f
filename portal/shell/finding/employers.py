"""Employers in the box of search."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from employers.models import Employer
from employers.queries.finding import Found, find_employers
from portal.shell.finding.hits import Answer, Hit
from portal.shell.finding.words import Typed, Way


def employers(user: User, typed: Typed, size: int, after: str) -> Answer:
    """Employers that the reader may see, best first."""
    found = find_employers(user, typed, as_typed=Way.TYPED in typed.ways, nearly=Way.NEARLY in typed.ways)
    return page_of(user, found, size, after)


def narrowed(found: Found, rows: QuerySet[Employer]) -> Found:
    """Of what was found only these rows."""
    kept = set(rows.order_by().filter(pk__in=[pk for *_, pk in found.places]).values_list("pk", flat=True))
    return Found([place for place in found.places if place[2] in kept], found.is_more, found.is_near)


def page_of(user: User, found: Found, size: int, after: str) -> Answer:
    last = next((place for place in found.places if str(place[2]) == after), None)
    shown, following = found.page(size, last)
    rows = Employer.objects.visible_to(user).select_related("commune").in_bulk(shown)
    hits = [_hit(rows[pk]) for pk in shown if pk in rows]
    return Answer(
        hits, len(found.places), found.is_more, found.is_near and bool(hits), str(following[2]) if following else ""
    )


def _hit(row: Employer) -> Hit:
    codes = [row.unit_code, _("MST %(code)s") % {"code": row.tax_code} if row.tax_code else ""]
    sub = " · ".join(filter(None, (*codes, row.commune.name if row.commune else _("Chưa gắn địa bàn"))))
    note = "" if row.status == "operating" else row.get_status_display()
    return Hit(str(row.pk), row.name, reverse("employer", args=[row.pk]), sub, "building-factory-2", note)
