"""An urging notice as a document, from its frozen figures. Vietnamese by law, so its words are not marked for translation."""

from arrears.models import UrgingNotice
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature
from reports.renderers.urging import UrgingDocument, UrgingFigures
from reports.rules import signing_offices

ABSTRACT = "đôn đốc đóng BHXH, BHTN, BHYT"
SYMBOL = "BHXH-QLT"
COPIES = ("Như trên", "Lưu: VT, QLT")


def urging_document(found: UrgingNotice) -> UrgingDocument:
    """The notice as it stands: a draft without number and signature, an issued one with both."""
    figures, grounds = _figures(found), found.grounds
    letter = OfficialDocument(
        letterhead=_letterhead(found),
        kind="",
        abstract=ABSTRACT,
        addressees=(found.name,),
        recipients=COPIES,
        signature=Signature(signing_offices(grounds.get("signer_title", "")), grounds.get("signer", "")),
        body="reports/document/urging.html",
        content=figures,  # type: ignore[arg-type]
        is_draft=found.issued_on is None,
    )
    return UrgingDocument(letter, figures, found.bundle.province.is_demo)


def _letterhead(found: UrgingNotice) -> Letterhead:
    symbol = found.full_number.partition("/")[2] or SYMBOL
    place = found.bundle.province.unit.name
    for word in ("Tỉnh ", "Thành phố "):
        place = place.removeprefix(word)
    grounds, number = found.grounds, str(found.number or "")
    return Letterhead(grounds["superior"], grounds["agency"], symbol, place, number, found.issued_on)


def _figures(found: UrgingNotice) -> UrgingFigures:
    return UrgingFigures(
        name=found.name,
        unit_code=found.unit_code,
        address=found.address,
        month=f"{found.month.month} năm {found.month.year}",
        agency=found.grounds["agency"],
        late=found.late or 0,
        evaded=found.evaded or 0,
        days_late=found.days_late,
        days_evaded=found.days_evaded,
        charge_late=found.charge_late,
        charge_evaded=found.charge_evaded,
        charge=found.grounds.get("charge"),
    )
