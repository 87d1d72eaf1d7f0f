"""What a workbook carries beside its rows: links to other workbooks, hidden sheets, rows and columns. Told, never followed."""

from typing import Any

from django.utils.translation import gettext as _


def notes_of(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """Warnings about the file as a whole."""
    said = []
    if links := outcome.get("external_links"):
        said.append(
            (
                "external_links",
                _("Tệp có %(n)d liên kết tới sổ tính khác; các liên kết đó bị bỏ qua, không được mở.") % {"n": links},
            )
        )
    for hidden in outcome.get("hidden", [])[:20]:
        said.append(
            (
                "hidden",
                _("Có phần ẩn trong tệp: %(what)s; số liệu ở đó vẫn được đọc nếu thuộc bảng.") % {"what": hidden},
            )
        )
    return [{"sheet": "", "row": 0, "column": "", "code": code, "message": message} for code, message in said]
