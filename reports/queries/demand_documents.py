"""A demand letter as a document. Vietnamese by law, so its words are not marked for translation."""

from agencies.rules.wording import period_words
from employers.models import Gap
from reports.models import Demand
from reports.queries.letter_documents import LetterDocument
from reports.renderers import letters
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.letters import LetterContent, LetterTable
from reports.rules import signing_offices

SYMBOLS = {
    "commune_committee": "UBND",
    "district_committee": "UBND",
    "industrial_zone_board": "BQLKCN",
    "home_affairs": "SNV",
    "labour_department": "SLĐTBXH",
    "construction": "SXD",
    "transport": "SGTVT",
    "industry_trade": "SCT",
    "agriculture_environment": "SNNMT",
    "education": "SGDĐT",
    "health": "SYT",
    "science": "SKHCN",
    "culture_and_press": "SVHTTDL",
}
HEADS = {
    "commune_committee": ("Chủ tịch", "Ủy ban nhân dân"),
    "district_committee": ("Chủ tịch", "Ủy ban nhân dân"),
    "industrial_zone_board": ("Trưởng ban", ""),
}
"""Who heads an agency, and for which body it signs; elsewhere a director."""

ABSTRACT = "yêu cầu tham gia bảo hiểm xã hội bắt buộc cho người lao động"
FIGURES = LetterTable(
    ("STT", "Nguồn số liệu", "Kỳ", "Ngày số liệu", "Số lao động theo nguồn", "Đang tham gia BHXH", "Chưa tham gia"),
    (),
    frozenset({0, 4, 5, 6}),
    (6, 30, 16, 14, 12, 11, 11),
)
OPENS_BY_ORDER = (
    "Thực hiện {directive} (“{sentence}”), {agency} đã đối chiếu số lao động của các đơn vị thuộc phạm vi quản lý với số "
    "đang tham gia bảo hiểm xã hội bắt buộc theo dữ liệu của cơ quan bảo hiểm xã hội."
)
OPENS = (
    "{agency} đã đối chiếu số lao động của các đơn vị thuộc phạm vi quản lý với số đang tham gia bảo hiểm xã hội bắt buộc "
    "theo dữ liệu của cơ quan bảo hiểm xã hội."
)
FOUND_NOT_JOINED = "Đến ngày {day}, {name}{codes} đang hoạt động, có sử dụng lao động nhưng chưa tham gia:"
FOUND_SHORT = "Đến ngày {day}, {name}{codes} có số lao động đang tham gia thấp hơn số lao động theo các nguồn sau:"
ASKS = (
    "{agency} yêu cầu {name} rà soát, lập và nộp hồ sơ tham gia bảo hiểm xã hội bắt buộc cho cơ quan bảo hiểm xã hội đối "
    "với toàn bộ lao động thuộc đối tượng nhưng chưa tham gia; trả lời bằng văn bản cho {agency} chậm nhất đến hết ngày "
    "{answer_by}, {answer}. Trường hợp người lao động không thuộc đối tượng tham gia, đề nghị nêu rõ số người và lý do."
)
WARNS = (
    "Quá thời hạn nêu trên mà đơn vị không thực hiện và không trả lời, {agency} đề nghị cơ quan có thẩm quyền thanh tra, "
    "kiểm tra, xử lý theo quy định của pháp luật./."
)


def demand_document(found: Demand) -> LetterDocument:
    """The letter as it stands: a draft without number and signature, an issued one with both."""
    return LetterDocument(_drawn(found), found.bundle.province.is_demo)


def _drawn(found: Demand) -> OfficialDocument:
    copies = tuple(found.grounds.get("copies", ()))
    return letters.letter(
        _content(found),
        _letterhead(found),
        kind="",
        abstract=ABSTRACT,
        addressees=(found.name,),
        recipients=("Như trên", *copies, "Lưu: VT"),
        signature=_signature(found),
        is_draft=found.issued_on is None,
    )


def _letterhead(found: Demand) -> Letterhead:
    agency, place = found.agency, _place(found)
    is_committee = agency.kind_id in ("commune_committee", "district_committee")
    above = agency.parent.name if agency.parent and not is_committee else ""
    symbol = found.symbol or SYMBOLS.get(agency.kind_id, "")
    return Letterhead(above, found.agency_name, symbol, place, str(found.number or ""), found.issued_on)


def _place(found: Demand) -> str:
    """Where it is dated: the commune of its committee, else the province."""
    unit = found.grounds.get("place") or found.bundle.province.unit.name
    for word in ("Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu "):
        unit = unit.removeprefix(word)
    return unit


def _signature(found: Demand) -> Signature:
    head, body = HEADS.get(found.agency.kind_id, ("Giám đốc", ""))
    return Signature(signing_offices(found.signer_title, head, body), found.signer)


def _content(found: Demand) -> LetterContent:
    lines = list(found.lines.all())
    words = {
        "agency": found.agency_name,
        "name": found.name,
        "codes": _codes(found),
        "day": shortest_date(found.bundle.as_of),
        "answer_by": shortest_date(found.answer_by),
        **found.grounds,
    }
    opening = (OPENS_BY_ORDER if found.grounds.get("directive") else OPENS).format(**words)
    only_new = all(line.kind == Gap.Kind.NOT_JOINED for line in lines)
    result = (FOUND_NOT_JOINED if only_new else FOUND_SHORT).format(**words)
    table = LetterTable(FIGURES.headers, tuple(_rows(lines)), FIGURES.numeric, FIGURES.widths)
    closing = (found.grounds["law"], ASKS.format(**words), WARNS.format(**words))
    remark = tuple(line.strip() for line in found.bundle.remark.splitlines() if line.strip())
    return LetterContent((opening, result), table, closing, remark)


def _codes(found: Demand) -> str:
    said = [(found.tax_code, "mã số thuế"), (found.unit_code, "mã đơn vị BHXH")]
    codes = ", ".join(f"{label} {code}" for code, label in said if code)
    inside = "; ".join(part for part in (codes, f"địa chỉ: {found.address}" if found.address else "") if part)
    return f" ({inside})" if inside else ""


def _rows(lines) -> list[tuple[str, ...]]:
    return [
        (
            str(place),
            line.told_by,
            _first_upper(period_words(line.period)),
            shortest_date(line.told_on),
            str(line.counted),
            str(line.participating),
            str(line.size),
        )
        for place, line in enumerate(lines, start=1)
    ]


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
