"""Who may send which kind of register file today, and why not: by the functions an agency holds and the province's setting."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.models.settings import setting
from agencies.queries.functions import HolderBook
from employers.models import ReviewShare
from employers.rules.file_kinds import KINDS, Kind


def kinds_for(agency: Agency, on: date) -> list[Kind]:
    """The kinds that the agency may send on the day: those that the fewest others send stand first, as its very own."""
    book = HolderBook(agency.province)
    found = [kind for kind in KINDS.values() if not refusal(agency, kind, on, book)]
    return sorted(found, key=lambda kind: len(kind.senders) or len(KINDS))


def closed_kinds(agency: Agency, on: date) -> list[tuple[Kind, str]]:
    """Kinds that are the agency's to send, but that its province does not take; with why."""
    book = HolderBook(agency.province)
    return [
        (kind, kind.gate_source)
        for kind in KINDS.values()
        if not _is_open(agency, kind, on) and _sends(agency, kind, on, book)
    ]


def refusal(agency: Agency, kind: Kind, on: date, book: HolderBook | None = None) -> str:
    """Why the agency may not send a file of the kind on the day; nothing where it may."""
    if not _is_open(agency, kind, on):
        return kind.gate_source
    if _sends(agency, kind, on, book or HolderBook(agency.province)):
        return ""
    return _("%(agency)s không phải cơ quan cung cấp tệp «%(kind)s».") % {"agency": agency.name, "kind": kind.title}


def _is_open(agency: Agency, kind: Kind, on: date) -> bool:
    if not kind.gate:
        return True
    try:
        return bool(setting(agency.province, kind.gate, on=on))
    except LookupError:  # a province before its settings takes nothing that must be asked for
        return False


def _sends(agency: Agency, kind: Kind, on: date, book: HolderBook) -> bool:
    if not kind.senders:
        return ReviewShare.objects.filter(agency=agency).exists()
    unit = agency.province.unit
    return any(agency in book.holders(function, unit, on) for function in kind.senders)
