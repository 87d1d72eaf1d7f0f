"""What was published, corrected and withdrawn, as JSON for whoever shows it elsewhere: to be asked again, not kept."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from arrears.models.editions import Edition, EditionFile
from portal.public import reading

EDITIONS = 200
KINDS = dict(EditionFile.Kind.choices)
OF_EVASION = {EditionFile.Kind.D15: ("evasion",)}


def is_made(edition: Edition, kind: str) -> bool:
    """Whether an edition of this list has a file of this kind at all."""
    return edition.what in OF_EVASION.get(kind, (edition.what,))


def feed(at: datetime, *, root: str) -> dict[str, Any]:
    return {
        "generated_at": _moment(at),
        "valid_seconds": 60,
        "editions": [_edition(edition, root) for edition in reading.editions()[:EDITIONS]],
        "corrections": [_correction(event, root) for event in reading.corrections(at)[:EDITIONS]],
        "withdrawn": [
            {"code": event.edition.code, "number": event.edition.full_number, "at": _moment(event.happened_at)}
            for event in reading.withdrawals()[:EDITIONS]
        ],
    }


def _edition(edition, root: str) -> dict[str, Any]:
    address = root + reverse("public-edition", args=[edition.code])
    return {
        "code": edition.code,
        "number": edition.full_number,
        "title": edition.title,
        "what": edition.what,
        "publisher": edition.publisher,
        "province": edition.province_slug,
        "unit": edition.unit_name,
        "month": str(edition.period),
        "data_on": edition.data_on.isoformat(),
        "published_at": _moment(edition.published_at),
        "legal_basis": edition.legal_basis,
        "lines": edition.standing,
        "lines_left": edition.left,
        "content_sha256": edition.content_hash,
        "url": address,
        "data_url": root + reverse("public-file", args=[edition.code, "json"]),
        "verify_url": root + reverse("public-verified", args=[edition.verify_code]),
    }


def _correction(event, root: str) -> dict[str, Any]:
    return {
        "code": event.edition.code,
        "number": event.edition.full_number,
        "line": event.place,
        "text": event.text,
        "at": _moment(event.happened_at),
        "shown_until": _moment(event.shown_until),
        "url": root + reverse("public-corrections"),
    }


def _moment(at: datetime) -> str:
    return localtime(at).isoformat(timespec="seconds")
