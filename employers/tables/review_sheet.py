"""A share as a spreadsheet: which cells are typed, which stand beside them, and the rows as HTML by plain strings."""

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.models import ReviewLine
from employers.rules.review_lines import NUMBERS, REASONS, is_done
from employers.tables.reviews import ground_words

BESIDE = {
    "bhxh": gettext_lazy("BHXH"),
    "tax": gettext_lazy("Thuế"),
    "last": gettext_lazy("Đợt trước"),
}
TYPED = {
    "found": gettext_lazy("Tình trạng"),
    "employed": gettext_lazy("Đang làm việc"),
    "subject": gettext_lazy("Thuộc diện"),
    "participating": gettext_lazy("Đã tham gia"),
    "not_participating": gettext_lazy("Chưa tham gia"),
    "reason": gettext_lazy("Lý do chưa tham gia"),
    "note": gettext_lazy("Ghi chú"),
}
CHOICES = {"found": dict(ReviewLine.Found.choices), "reason": REASONS}
FIELDS = {name: "number" if name in NUMBERS else "choice" if name in CHOICES else "text" for name in TYPED}


def choices() -> dict[str, dict[str, str]]:
    """For the browser: code -> words of each column that is chosen."""
    return {name: {code: str(label) for code, label in known.items()} for name, known in CHOICES.items()}


def words() -> dict[str, str]:
    """What the browser says while people type."""
    return {
        "saving": _("Đang lưu…"),
        "saved": _("Đã lưu lúc {at}"),
        "ready": _("Mọi thay đổi được lưu tự động"),
        "offline": _("Mất kết nối: {n} ô đang giữ trên máy này, tự thử lại"),
        "blocked": _("Chưa lưu được {n} ô: {why}"),
        "login": _("Phiên làm việc đã hết: {n} ô đang giữ trên máy này. Đăng nhập lại ở thẻ khác rồi bấm “Thử lại”."),
        "problems": _("{n} ô cần xem lại"),
        "mine": _("Giữ số của tôi"),
        "theirs": _("Lấy số kia"),
        "drop": _("Bỏ số đã gõ"),
        "conflict": _("anh/chị gõ “{mine}”, {who} đã ghi “{theirs}”"),
        "refused": _("anh/chị gõ “{mine}”: {why}"),
        "somebody": _("người khác"),
        "number": _("Phải là số nguyên không âm."),
        "choose": _("Chọn một giá trị trong danh sách."),
        "pasted": _("Đã dán {n} ô"),
        "beyond": _("{n} dòng dán thừa ở cuối trang chưa được dán"),
        "undone": _("Đã hoàn tác lần dán"),
        "copied": _("Đã chép {n} ô"),
        "progress": _("Đã xong {done}/{all} đơn vị"),
        "empty": _("trống"),
    }


def head() -> SafeString:
    cells = [f'<th role="columnheader" scope="col">{escape(_("Đơn vị"))}</th>']
    cells += [f'<th role="columnheader" scope="col" class="n">{escape(str(label))}</th>' for label in BESIDE.values()]
    for name, label in TYPED.items():
        side = ' class="n"' if FIELDS[name] == "number" else ""
        cells.append(f'<th role="columnheader" scope="col"{side}>{escape(str(label))}</th>')
    return mark_safe("".join(cells))


def body(lines: Iterable[ReviewLine], *, may_type: bool) -> SafeString:
    return mark_safe("".join(_row(line, may_type) for line in lines))


def _row(line: ReviewLine, may_type: bool) -> str:
    employer = line.employer
    codes = " · ".join(filter(None, (employer.tax_code or employer.unit_code, _place(line))))
    done = " is-done" if is_done(vars(line)) else ""
    name = f'<a href="{reverse("review-line", args=[line.pk])}">{escape(employer.name)}</a>'
    cells = [f'<th role="rowheader" scope="row">{name}<small class="sub">{escape(codes)}</small></th>']
    cells += [_beside(line, column) for column in BESIDE]
    cells += [_cell(line, column, may_type) for column in TYPED]
    return f'<tr role="row" data-line="{line.pk}" class="sheet-row{done}">{"".join(cells)}</tr>'


def _beside(line: ReviewLine, name: str) -> str:
    label = escape(str(BESIDE[name]))
    said = _number(getattr(line, name))
    return f'<td role="gridcell" aria-readonly="true" class="n beside" data-label="{label}">{said}</td>'


def _place(line: ReviewLine) -> str:
    employer = line.employer
    place = employer.zone.name if employer.zone else employer.commune.name if employer.commune else ""
    return place or ground_words(line.ground)


def _cell(line: ReviewLine, name: str, may_type: bool) -> str:
    value = getattr(line, name)
    side = "typed n" if FIELDS[name] == "number" else "typed"
    said = _said(name, value)
    kept = f' data-v="{escape(str(value))}"' if value not in (None, "") else ""
    state = "" if may_type else ' aria-readonly="true"'
    key = ' tabindex="-1"' if may_type else ""
    label = escape(str(TYPED[name]))
    return f'<td role="gridcell" class="{side}" data-f="{name}"{kept}{key}{state} data-label="{label}">{said}</td>'


def _said(name: str, value) -> str:
    if FIELDS[name] == "number":
        return _number(value)
    if FIELDS[name] == "choice":
        return escape(str(CHOICES[name].get(value, value)))
    return escape(value)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", ".")
