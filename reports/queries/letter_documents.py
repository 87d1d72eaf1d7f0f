"""A letter of the coordinator as a document. Vietnamese by law, so its words are not marked for translation."""

from dataclasses import dataclass

from django.utils.timezone import localtime

from agencies.models import User
from agencies.models.settings import setting
from agencies.rules.wording import period_words
from reports.models import Letter
from reports.queries.documents import SUPERIOR
from reports.queries.letters import FIGURES
from reports.renderers import letters
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.letters import LetterContent, LetterTable
from reports.renderers.pdf import PdfDocument
from reports.rules import GRADES, Record, grade_of, signing_offices

SYMBOLS = {"home_affairs": "SNV", "social_insurance": "BHXH", "labour_department": "SLĐTBXH"}
URGED = LetterTable(
    ("STT", "Nhiệm vụ", "Căn cứ", "Kỳ", "Hạn", "Số ngày quá hạn"), (), frozenset({0, 5}), (6, 40, 19, 13, 13, 9)
)
ASSESSED = LetterTable(
    ("STT", "Cơ quan", "Đến hạn", "Đúng hạn", "Sau hạn", "Chưa làm", "Không phát sinh", "Đúng hạn (%)", "Xếp loại"),
    (),
    frozenset({0, *range(2, 8)}),
    (6, 30, 9, 9, 9, 9, 10, 9, 9),
)
URGING_OPENS = (
    "Thực hiện {sources}, {sender} theo dõi, đôn đốc việc thực hiện nhiệm vụ của các cơ quan, địa phương. "
    "Đến ngày {day}, {addressee} còn {count} việc quá hạn chưa thực hiện trên cổng:"
)
URGING_CLOSES = (
    "Đề nghị {addressee} thực hiện các việc nêu trên{until}; việc không phát sinh hoặc không thuộc trách nhiệm, "
    "đề nghị ghi rõ lý do trên cổng để {sender} tổng hợp, báo cáo./."
)
ASSESSMENT_OPENS = (
    "{sender} đánh giá việc thực hiện công tác phối hợp của các ngành, địa phương năm {year} theo các văn bản chỉ đạo "
    "đang theo dõi, số liệu tính đến ngày {day}:"
)
ASSESSMENT_SUM = (
    "Có {agencies} cơ quan, địa phương được giao {whole.expected} việc đã đến hạn: {whole.on_time} việc đúng hạn, "
    "{whole.late} việc thực hiện sau hạn, {whole.missing} việc chưa thực hiện; trong số đã thực hiện có {whole.nothing} "
    "việc báo không phát sinh."
)


@dataclass(frozen=True)
class LetterDocument:
    """A letter ready to be drawn, as PDF and as DOCX."""

    letter: OfficialDocument
    is_demo: bool

    def pdf(self) -> PdfDocument:
        return PdfDocument(self.letter.title, self.letter.letterhead.issuer, self.letter.html(), None, self.is_demo)


def letter_document(found: Letter) -> LetterDocument:
    """The letter as it stands: a draft without number and signature, an issued one with both."""
    urging = found.kind == Letter.Kind.URGING
    drawn = letters.letter(
        _urging(found) if urging else _assessment(found),
        _letterhead(found),
        kind="" if urging else "Báo cáo",
        abstract=_abstract(found),
        addressees=(found.addressee_name,),
        recipients=("Như trên", "Lưu: VT"),
        signature=_signature(found),
        is_draft=found.status == Letter.Status.DRAFT,
    )
    return LetterDocument(drawn, found.province.is_demo)


def _abstract(found: Letter) -> str:
    if found.kind == Letter.Kind.URGING:
        return "đôn đốc thực hiện nhiệm vụ được giao về BHXH, BHYT, BHTN"
    return f"Đánh giá công tác phối hợp của các ngành, địa phương năm {found.year}"


def _letterhead(found: Letter) -> Letterhead:
    number, _slash, symbol = found.number.partition("/")
    sender, place = found.sender, found.province.unit.name
    above = SUPERIOR if sender.kind_id == "social_insurance" else sender.parent.name if sender.parent else ""
    for word in ("Tỉnh ", "Thành phố "):
        place = place.removeprefix(word)
    symbol = symbol or SYMBOLS.get(sender.kind_id, "")
    signed_on = localtime(found.issued_at).date() if found.issued_at else None
    return Letterhead(above, found.sender_name, symbol, place, number, signed_on)


def _signature(found: Letter) -> Signature:
    """Of the person who issued it, in the post held that day."""
    signer: User | None = found.issued_by
    if signer is None or found.issued_at is None:
        return Signature(("Giám đốc",))
    posts = signer.posts.filter(valid_from__lte=localtime(found.issued_at).date()).order_by("-valid_from", "-pk")
    return Signature(signing_offices(posts.values_list("title", flat=True).first() or ""), signer.full_name)


def _filled(table: LetterTable, rows: list[tuple[str, ...]]) -> LetterTable:
    return LetterTable(table.headers, tuple(rows), table.numeric, table.widths)


def _paragraphs(found: Letter) -> tuple[str, ...]:
    return tuple(line.strip() for line in found.remark.splitlines() if line.strip())


def _urging(found: Letter) -> LetterContent:
    lines = list(found.lines.select_related("obligation__directive"))
    rows = [
        (
            str(place),
            line.name,
            line.source,
            period_words(line.period),
            shortest_date(line.due_on),
            str((found.as_of - line.due_on).days),
        )
        for place, line in enumerate(lines, start=1)
    ]
    words = {
        "sender": found.sender_name,
        "addressee": found.addressee_name,
        "day": shortest_date(found.as_of),
        "count": len(lines),
        "sources": "; ".join(sorted({line.obligation.directive.official_name for line in lines})),
        "until": f" trước ngày {shortest_date(found.answer_by)}" if found.answer_by else "",
    }
    opening, closing = URGING_OPENS.format(**words), URGING_CLOSES.format(**words)
    return LetterContent((opening,), _filled(URGED, rows), (closing,), _paragraphs(found))


def _assessment(found: Letter) -> LetterContent:
    bounds = setting(found.province, "coordination.grades", on=found.as_of)
    lines = list(found.lines.all())
    records = [Record(**{name: line.figures[name] for name in FIGURES}) for line in lines]
    rows = [
        (str(place), line.name, *_record_words(record), grade_of(record, bounds))
        for place, (line, record) in enumerate(zip(lines, records, strict=True), start=1)
    ]
    words = {"sender": found.sender_name, "year": found.year, "day": shortest_date(found.as_of), "agencies": len(lines)}
    opening = tuple(text.format(whole=Record.sum(records), **words) for text in (ASSESSMENT_OPENS, ASSESSMENT_SUM))
    scale = ", ".join(f"{grade.lower()} từ {bound}%" for grade, bound in zip(GRADES, bounds, strict=False))
    closing = f"Xếp loại theo tỷ lệ đúng hạn: {scale}; còn lại là yếu. {found.sender_name} kính báo cáo./."
    return LetterContent(opening, _filled(ASSESSED, rows), (closing,), _paragraphs(found))


def _record_words(record: Record) -> tuple[str, ...]:
    counts = (record.expected, record.on_time, record.late, record.missing, record.nothing)
    return (*map(str, counts), f"{record.timely_tenths // 10},{record.timely_tenths % 10}")
