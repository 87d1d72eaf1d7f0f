"""The letter that tells an employer it is about to be named. Vietnamese by law, so its words are not marked for translation."""

from arrears.models import LedgerRow, Publication, PublicationNotice
from portal.core.figures import decimal_text, grouped
from portal.core.money import FUND_LABELS
from reports.queries.documents import SUPERIOR
from reports.queries.letter_documents import LetterDocument
from reports.renderers import letters
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.letters import LetterContent, LetterTable
from reports.rules import signing_offices

COMMITTEES = ("commune_committee", "district_committee")
ABSTRACT = "thông báo trước khi công khai đơn vị chậm đóng, trốn đóng BHXH, BHYT, BHTN"
LISTS = {
    Publication.What.DEBTORS: "danh sách đơn vị nợ BHXH, BHYT, BHTN",
    Publication.What.LATE: "danh sách đơn vị chậm đóng, trốn đóng BHXH, BHTN",
    Publication.What.EVASION: "danh sách đơn vị trốn đóng BHXH, BHTN",
}
OPENS = (
    "Căn cứ {basis}, {agency} dự kiến công khai {listed} theo số liệu đến hết ngày {data_on} của cơ quan bảo hiểm xã hội. "
    "Theo số liệu này, {name} ({codes}) có tên trong danh sách với các nội dung sau:"
)
CHARGE = "Tiền xử lý chậm đóng, trốn đóng, không tính trong tổng (đồng)"
ASKS = (
    "Đề nghị {name} đối chiếu số liệu nêu trên. Trường hợp số liệu chưa đúng, đã nộp tiền sau ngày số liệu hoặc có lý do "
    "khác không thuộc diện công khai, đề nghị gửi phản hồi bằng văn bản kèm tài liệu chứng minh đến {agency} chậm nhất "
    "đến hết ngày {answer_by}."
)
ASKS_AT_ONCE = (
    "Trường hợp số liệu chưa đúng, đã nộp tiền sau ngày số liệu hoặc có lý do khác không thuộc diện công khai, đề nghị "
    "{name} gửi ngay phản hồi bằng văn bản kèm tài liệu chứng minh đến {agency}."
)
ENDS = (
    "Quá thời hạn nêu trên mà {agency} không nhận được phản hồi hoặc phản hồi không có căn cứ, {agency} công khai theo quy "
    "định. Đơn vị nộp đủ số tiền nêu trên trước khi công khai thì không bị công khai; nộp đủ sau khi công khai thì được đưa "
    "ra khỏi danh sách./."
)
TOLD_LATE, TOLD_EVADING = (
    "Chậm đóng (Luật số 41/2024/QH15, Điều 38)",
    "Trốn đóng (Luật số 41/2024/QH15, Điều 39, {point})",
)


def publication_notice_document(notice: PublicationNotice) -> LetterDocument:
    """The letter by the frozen figures of its line."""
    publication = notice.line.publication
    return LetterDocument(_drawn(notice), publication.province.is_demo)


def _drawn(notice: PublicationNotice) -> OfficialDocument:
    agency, publication = notice.agency, notice.line.publication
    head = ("Chủ tịch", "Ủy ban nhân dân") if agency.kind_id in COMMITTEES else ("Giám đốc", "")
    return letters.letter(
        _content(notice),
        Letterhead(
            _above(agency), agency.name_on(notice.issued_on), notice.symbol, _place(publication), str(notice.number),
            notice.issued_on,
        ),
        kind="",
        abstract=ABSTRACT,
        addressees=(notice.line.name,),
        recipients=("Như trên", "Lưu: VT"),
        signature=Signature(signing_offices("", *head), ""),
        is_draft=False,
    )  # fmt: skip


def _above(agency) -> str:
    if agency.kind_id in COMMITTEES:
        return ""
    return agency.parent.name if agency.parent else SUPERIOR if agency.kind_id == "social_insurance" else ""


def _place(publication: Publication) -> str:
    """Where it is dated: the unit of a local list, else the province."""
    name = (publication.unit or publication.province.unit).name
    for word in ("Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu ", "Huyện ", "Quận ", "Thị xã "):
        name = name.removeprefix(word)
    return name


def _content(notice: PublicationNotice) -> LetterContent:
    line, publication = notice.line, notice.line.publication
    words = {
        "agency": notice.agency.name_on(notice.issued_on),
        "basis": publication.legal_basis,
        "listed": LISTS[Publication.What(publication.what)],
        "data_on": shortest_date(publication.period.last_day),
        "name": line.name,
        "codes": f"mã đơn vị {line.unit_code}" + (f", mã số thuế {line.tax_code}" if line.tax_code else ""),
        "answer_by": shortest_date(notice.answer_by),
    }
    asks = ASKS if publication.objection_days else ASKS_AT_ONCE
    return LetterContent((OPENS.format(**words),), _figures(line), (asks.format(**words), ENDS.format(**words)))


def _figures(line) -> LetterTable:
    """What the list will say of the employer, one line each."""
    by_fund = line.owed_by_fund
    is_evasion = line.named_as == LedgerRow.Class.EVASION
    rows = [
        ("Địa chỉ", line.address or "–"),
        ("Số lao động (người)", grouped(line.workers)),
        *([("Số tháng", decimal_text(line.months, None))] if line.months is not None else []),
        ("Phân loại", TOLD_EVADING.format(point=line.get_ground_display()) if is_evasion else TOLD_LATE),
        ("Số tiền chậm đóng (đồng)", grouped(line.late)),
        *([("Số tiền trốn đóng (đồng)", grouped(line.evaded))] if is_evasion else []),
        ("Tổng số tiền (đồng)", grouped(line.owed)),
        *(
            (f"Trong đó: {label} (đồng)", grouped(by_fund[fund]))
            for fund, label in FUND_LABELS.items()
            if fund in by_fund
        ),
        *([(CHARGE, grouped(by_fund["charge"]))] if "charge" in by_fund else []),
    ]
    return LetterTable(("Nội dung", "Số liệu"), tuple(rows), frozenset(), (45, 55))
