"""Lists on their way to the public: the lists themselves, their lines, letters, answers; holds and payments."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrears.models import Hold, LedgerRow, Objection, Publication, PublicationLine
from arrears.rules.naming import JUSTIFIED, NO_DATE, NO_LAW, NOT_URGED, TOO_SOON
from arrears.rules.publication import HELD, STOPS, kind_of
from arrears.tables.badges import CLASS_BADGES
from employers.queries.publication import REASONS
from portal.core.marks import Badge
from portal.core.tables import Column, Table

State, Line = Publication.State, PublicationLine.State
WORDS = STOPS | HELD | REASONS

STATE_BADGES = {
    State.DRAWING: Badge(_("Đang lập danh sách"), "info", "clock"),
    State.DRAFT: Badge(_("Dự thảo"), "warning", "pencil"),
    State.CHECKED: Badge(_("Đã kiểm tra"), "info", "clipboard-check"),
    State.NOTICED: Badge(_("Đã thông báo, chờ duyệt"), "info", "mail"),
    State.APPROVED: Badge(_("Đã duyệt, chờ công khai"), "success", "check"),
    State.PUBLISHED: Badge(_("Đã công khai"), "success", "circle-check"),
    State.WITHDRAWN: Badge(_("Đã gỡ"), "neutral", "eye-off"),
    State.DISCARDED: Badge(_("Đã bỏ"), "neutral", "x"),
}
LINE_BADGES = {
    Line.CANDIDATE: Badge(_("Dự kiến công khai"), "info", "list-details"),
    Line.STOPPED: Badge(_("Vướng, chờ quyết định"), "danger", "alert-triangle"),
    Line.HELD: Badge(_("Tạm giữ"), "warning", "player-pause"),
    Line.STRUCK: Badge(_("Đã loại"), "neutral", "x"),
    Line.PUBLISHED: Badge(_("Đã công khai"), "success", "circle-check"),
}
NAMED_BADGES = CLASS_BADGES | {LedgerRow.Class.NONE: Badge(_("Thực hiện tốt"), "success", "circle-check")}
WHY_LATE = {
    JUSTIFIED: _("có lý do chính đáng"),
    NO_LAW: _("chưa có quy định về số ngày"),
    NO_DATE: _("chưa rõ ngày quá hạn"),
    TOO_SOON: _("chưa quá 60 ngày"),
    NOT_URGED: _("cổng chưa có văn bản đôn đốc đã tống đạt"),
}
DECISION_BADGES = {
    Objection.Decision.OPEN: Badge(_("Chờ quyết định"), "danger", "clock"),
    Objection.Decision.UPHELD: Badge(_("Chấp nhận, đã loại"), "success", "check"),
    Objection.Decision.CORRECTED: Badge(_("Tạm giữ để sửa số liệu"), "warning", "player-pause"),
    Objection.Decision.REFUSED: Badge(_("Không chấp nhận"), "neutral", "x"),
}


def words_of(codes) -> list[str]:
    """What codes of stops mean, each once."""
    return [str(WORDS.get(kind, kind)) for kind in dict.fromkeys(kind_of(code) for code in codes)]


def _why(line: PublicationLine) -> str:
    if line.state == Line.STRUCK:
        return line.struck_reason
    if line.state in (Line.STOPPED, Line.HELD):
        return "; ".join(words_of(line.stops))
    return str(_("Đã cho qua: %(reason)s") % {"reason": line.passed_reason}) if line.passed_reason else ""


def _named(line: PublicationLine) -> str:
    """Under the class: its ground, or that BHXH's own class is another."""
    if line.named_as == LedgerRow.Class.EVASION:
        return str(_("điểm %(ground)s khoản 1 Điều 39") % {"ground": line.ground})
    if line.worst == LedgerRow.Class.EVASION:
        return str(_("số liệu BHXH: trốn đóng, chưa đủ căn cứ nêu"))
    return str(_("theo số liệu BHXH")) if line.worst else ""


def _line_codes(line: PublicationLine) -> str:
    return f"{line.unit_code} · MST {line.tax_code or '–'}"


PUBLICATIONS = Table(
    name=_("Đợt công khai"),
    export_power="see_publication",
    default_sort="-made_at",
    row_url=lambda one: reverse("publication", args=[one.pk]),
    empty_text=_("Chưa có đợt công khai nào."),
    columns=(
        Column("what", _("Danh sách"), value=lambda one: one.get_what_display(), sort="what", width=36),
        Column("month", _("Số liệu tháng"), "month", value="version__month", sort="version__month"),
        Column("unit", _("Địa bàn"), value=lambda one: one.unit.name if one.unit else _("Toàn tỉnh"), priority=2),
        Column("state", _("Trạng thái"), "badge", badges=STATE_BADGES, sort="state"),
        Column("candidates", _("Đơn vị khi lập"), "int", sort="candidates"),
        Column("stopped", _("Dòng vướng"), "int", value="stopped", sort="stopped"),
        Column("answer_by", _("Hạn phản hồi"), "date", sort="answer_by", priority=2),
        Column("made_at", _("Lập lúc"), "datetime", sort="made_at", priority=3),
    ),
)


def lines_table(what: str) -> Table:
    """The lines of one list; praise has no debt to show."""
    is_praise = what == Publication.What.PRAISE
    debts = () if is_praise else (
        Column("months", _("Số tháng"), "decimal", sort="months", places=None),
        Column("days", _("Số ngày"), "int", sort="days", priority=3),
        Column("named_as", _("Công khai là"), "badge", badges=NAMED_BADGES, sort="named_as"),
        Column("basis", _("Căn cứ nêu"), value=_named, priority=3),
        Column("late", _("Chậm đóng"), "money", sort="late", on_page=False),
        Column("evaded", _("Trốn đóng"), "money", sort="evaded", on_page=False),
        Column("owed", _("Tổng nợ"), "money", sort="owed", total=True),
    )  # fmt: skip
    return Table(
        name=_("Đơn vị trong đợt công khai"),
        export_power="see_publication",
        default_sort="place",
        row_url=lambda line: reverse("publication-line", args=[line.pk]),
        row_tone=lambda line: "tone-danger" if line.state == Line.STOPPED else "",
        empty_text=_("Không có đơn vị nào."),
        columns=(
            Column("place", _("STT"), "int", sort="place", width=6),
            Column("name", _("Đơn vị"), sort="name", sub=_line_codes, width=36),
            Column("unit_code", _("Mã đơn vị"), "code", on_page=False),
            Column("tax_code", _("Mã số thuế"), "code", on_page=False),
            Column("address", _("Địa chỉ"), on_page=False, width=40),
            Column("workers", _("Lao động"), "int", sort="workers", total=True, priority=2),
            *debts,
            Column("state", _("Trạng thái"), "badge", badges=LINE_BADGES, sort="state"),
            Column("why", _("Vì sao"), value=_why, width=40),
        ),
    )  # fmt: skip


NOTICES = Table(
    name=_("Thông báo trước khi công khai"),
    export_power="see_publication",
    default_sort="number",
    row_url=lambda notice: reverse("publication-line", args=[notice.line_id]),
    empty_text=_("Chưa có thông báo nào."),
    columns=(
        Column("name", _("Đơn vị"), value="line__name", sort="line__name", sub=lambda one: one.line.unit_code, width=36),
        Column("number", _("Số, ký hiệu"), "code", value=lambda one: one.full_number, sort="number"),
        Column("issued_on", _("Ngày ban hành"), "date", sort="issued_on"),
        Column("sent_on", _("Ngày gửi"), "date", sort="sent_on"),
        Column("answer_by", _("Hạn phản hồi"), "date", sort="answer_by"),
        Column("file", _("Tệp"), "link", value=lambda one: "PDF" if one.pdf_id else "", in_files=False, link=lambda one: (
            reverse("publication-notice-file", args=[one.pk, "pdf"]) if one.pdf_id else None)),
        Column("word", _("Word"), "link", value=lambda one: "DOCX" if one.docx_id else "", in_files=False, link=lambda one: (
            reverse("publication-notice-file", args=[one.pk, "docx"]) if one.docx_id else None)),
    ),
)  # fmt: skip

OBJECTIONS = Table(
    name=_("Phản hồi của đơn vị"),
    export_power="see_publication",
    default_sort="-received_on",
    row_url=lambda one: reverse("publication-objection", args=[one.pk]),
    empty_text=_("Chưa có phản hồi nào."),
    columns=(
        Column(
            "name", _("Đơn vị"), value="line__name", sort="line__name", sub=lambda one: one.line.unit_code, width=36
        ),
        Column("received_on", _("Ngày nhận"), "date", sort="received_on"),
        Column("decision", _("Quyết định"), "badge", badges=DECISION_BADGES, sort="decision"),
        Column("decided_at", _("Quyết định lúc"), "datetime", sort="decided_at", priority=2),
    ),
)


def holds_table(today) -> Table:
    """Holds of the own agency."""

    def state(hold: Hold) -> Badge:
        if hold.ended_on is not None:
            return Badge(_("Đã chấm dứt"), "neutral", "x")
        if hold.expires_on < today:
            return Badge(_("Hết thời hạn"), "neutral", "clock")
        return Badge(_("Đang tạm giữ"), "warning", "player-pause")

    return Table(
        name=_("Tạm giữ chưa công khai"),
        export_power="see_publication",
        default_sort="-recorded_at",
        row_url=lambda hold: reverse("hold", args=[hold.pk]),
        empty_text=_("Chưa có đơn vị nào được tạm giữ."),
        columns=(
            Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_code_of, width=36),
            Column("kind", _("Loại"), value=lambda hold: hold.get_kind_display(), sort="kind"),
            Column("begins_on", _("Từ ngày"), "date", sort="begins_on", priority=2),
            Column("expires_on", _("Hết hiệu lực sau ngày"), "date", sort="expires_on"),
            Column("state", _("Trạng thái"), "badge", value=state),
            Column("recorded_at", _("Ghi lúc"), "datetime", sort="recorded_at", priority=3),
        ),
    )


def _code_of(row) -> str:
    return row.employer.unit_code or row.employer.tax_code


PAYMENTS = Table(
    name=_("Khoản nộp ghi nhận ngay"),
    export_power="export_employer_arrears",
    default_sort="-recorded_at",
    row_url=lambda payment: reverse("payment-report", args=[payment.pk]),
    empty_text=_("Chưa ghi khoản nộp nào."),
    columns=(
        Column("name", _("Đơn vị"), value="employer__name", sort="employer__sort_key", sub=_code_of, width=36),
        Column("amount", _("Số tiền"), "money", sort="amount", total=True),
        Column("paid_on", _("Ngày nộp"), "date", sort="paid_on"),
        Column("document_no", _("Số chứng từ"), "code", sort="document_no"),
        Column("state", _("Trạng thái"), "badge", value=lambda one: (
            Badge(_("Đã rút"), "neutral", "x") if one.withdrawn_at else Badge(_("Đang tính"), "success", "check"))),
        Column("recorded_at", _("Ghi lúc"), "datetime", sort="recorded_at", priority=2),
    ),
)  # fmt: skip
