"""The report of a labour review as a document: what was found by agency, sector and zone, and the sums of each table.

Vietnamese by law, so its words are not marked for translation.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from agencies.rules.wording import period_words
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.queries.review_progress import Standing, by_share, standings, whole
from employers.queries.reviews import sector_names, sector_words
from portal.core.money import dong
from reports.queries.demand_documents import SYMBOLS
from reports.renderers import letters
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.letters import LetterContent, LetterTable
from reports.renderers.pdf import PdfDocument
from reports.renderers.review_sheets import ReviewBook

HEADERS = (
    "STT",
    "",
    "Đơn vị được giao",
    "Đã rà soát",
    "Đang làm việc",
    "Thuộc diện",
    "Đã tham gia",
    "Chưa tham gia",
    "BHXH ghi nhận",
)
WIDTHS = (6, 28, 10, 10, 10, 9, 9, 9, 9)
NUMBERS = ("employers", "done", "employed", "subject", "participating", "not_participating", "bhxh")
WAYS = {"agency": "Cơ quan", "sector": "Ngành kinh tế", "zone": "Khu, cụm công nghiệp"}
NOWHERE = {"sector": "Chưa ghi ngành", "zone": "Ngoài khu, cụm công nghiệp"}
OPENS = (
    "{coordinator} báo cáo kết quả {title}, kỳ số liệu {period}, chốt theo ngày {as_of}, hạn hoàn thành {due_on}. Số liệu "
    "lấy lúc {now}; {state}."
)
SUM = (
    "{agencies} cơ quan được giao {whole.employers} đơn vị, đã rà soát xong {whole.done} đơn vị: {subject} người thuộc diện "
    "tham gia BHXH bắt buộc, trong đó {part} người đã tham gia và {rest} người chưa tham gia. Cơ quan BHXH đang ghi nhận "
    "{bhxh} người ở các đơn vị này."
)
LEFT_OUT = "Cơ quan chưa nộp hoặc chưa được tiếp nhận kết quả: {names}."
CLOSES = "Trên đây là kết quả rà soát, {coordinator} báo cáo và gửi cơ quan Bảo hiểm xã hội để phối hợp thực hiện./."


@dataclass(frozen=True)
class ReviewDocument:
    """The report ready to be drawn: as a letter (PDF, DOCX) and as a workbook."""

    letter: OfficialDocument
    book: ReviewBook
    is_demo: bool

    def pdf(self) -> PdfDocument:
        return PdfDocument(self.letter.title, self.letter.letterhead.issuer, self.letter.html(), None, self.is_demo)


def review_document(review: LabourReview, *, at: datetime) -> ReviewDocument:
    """Of the whole review: every table's sum is the sum of the lines, as on the page."""
    parts = _parts(review)
    tables = {way: _table(WAYS[way], rows) for way, rows in parts.items()}
    first, *others = tables
    content = LetterContent(
        (_opening(review, at), _summary(parts["agency"])),
        tables[first],
        (CLOSES.format(coordinator=review.coordinator.name),),
        _left_out(review),
        tuple((f"Kết quả theo {WAYS[way].lower()}:", tables[way]) for way in others),
    )
    drawn = letters.letter(
        content,
        _letterhead(review),
        kind="Báo cáo",
        abstract=f"Kết quả {review.title[:1].lower()}{review.title[1:]}",
        addressees=(f"Ủy ban nhân dân {review.province.name[:1].lower()}{review.province.name[1:]}",),
        recipients=("Như trên", "Bảo hiểm xã hội tỉnh", "Lưu: VT"),
        signature=Signature(("Giám đốc",)),
        is_draft=True,
    )
    return ReviewDocument(drawn, _book(review, parts, at), review.province.is_demo)


def _parts(review: LabourReview) -> dict[str, list[Standing]]:
    lines = ReviewLine.objects.filter(share__review=review)
    parts = {"agency": by_share(ReviewShare.objects.all(), review)}
    parts |= {way: standings(lines, review, way) for way in ("sector", "zone")}
    names = sector_names()
    for row in parts["sector"]:
        row.name = sector_words(row.name, row.key, names)
    for way, rows in parts.items():
        for row in rows:
            row.name = row.name or NOWHERE.get(way, "")
    return parts


def _opening(review: LabourReview, at: datetime) -> str:
    return OPENS.format(
        coordinator=review.coordinator.name,
        title=review.title[:1].lower() + review.title[1:],
        period=period_words(review.period),
        as_of=shortest_date(review.as_of),
        due_on=shortest_date(review.due_on),
        now=f"{localtime(at):%H:%M} ngày {shortest_date(localtime(at).date())}",
        state="đợt rà soát đã kết thúc" if review.closed_at else "đợt rà soát chưa kết thúc, số liệu chưa đầy đủ",
    )


def _summary(agencies: list[Standing]) -> str:
    total = whole(agencies)
    return SUM.format(
        agencies=len(agencies),
        whole=total,
        subject=dong(total.subject),
        part=dong(total.participating),
        rest=dong(total.not_participating),
        bhxh=dong(total.bhxh),
    )


def _left_out(review: LabourReview) -> tuple[str, ...]:
    waiting = review.shares.exclude(status=ReviewShare.Status.ACCEPTED).order_by("agency__code")
    names = list(waiting.values_list("agency__name", flat=True))
    return (LEFT_OUT.format(names="; ".join(names)),) if names else ()


def _table(label: str, rows: list[Standing]) -> LetterTable:
    cells = [_cells(str(place), row) for place, row in enumerate(rows, start=1)]
    total = whole(rows)
    total.name = "Tổng cộng"
    headers = (HEADERS[0], label, *HEADERS[2:])
    return LetterTable(headers, (*cells, _cells("", total)), frozenset({0, *range(2, len(headers))}), WIDTHS)


def _cells(place: str, row: Standing) -> tuple[str, ...]:
    return (place, row.name, *(dong(getattr(row, name)) for name in NUMBERS))


def _letterhead(review: LabourReview) -> Letterhead:
    agency, place = review.coordinator, review.province.unit.name
    for word in ("Tỉnh ", "Thành phố "):
        place = place.removeprefix(word)
    above = agency.parent.name if agency.parent else ""
    return Letterhead(above, agency.name, f"BC-{SYMBOLS.get(agency.kind_id, 'SNV')}", place)


def _book(review: LabourReview, parts: dict[str, list[Standing]], at: datetime) -> ReviewBook:
    sheets = []
    for way, rows in parts.items():
        numbers = [[row.name, *(getattr(row, name) for name in NUMBERS)] for row in rows]
        total = ["Tổng cộng", *(getattr(whole(rows), name) for name in NUMBERS)]
        sheets.append((f"Theo {WAYS[way].lower()}", (WAYS[way], *HEADERS[2:]), [*numbers, total]))
    return ReviewBook(review.title, _opening(review, at), tuple(sheets), review.province.is_demo)
