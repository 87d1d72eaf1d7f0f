"""The powers matrix: on the page kinds of agency with the same roles stand on one line, in files each on its own."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agencies.models.users import Role
from agencies.queries.powers import act_name
from portal.core.marks import icon
from portal.core.tables import Column, Table


def _mark(role: str) -> Callable[[Any], Any]:
    """On the page a tick; who cannot see it hears a word."""

    def cell(line):
        word = _("Có") if role in line.roles else _("Không")
        drawing = icon("check") if role in line.roles else ""
        return format_html('{}<span class="visually-hidden">{}</span>', drawing, word)

    return cell


def _word(role: str) -> Callable[[Any], str]:
    return lambda row: "x" if getattr(row, f"may_{role}") else ""


POWERS = Table(
    columns=(
        Column("deed", _("Việc"), value=lambda row: act_name(row.act)),
        Column("kinds", _("Loại cơ quan"), value=lambda line: "; ".join(line.kinds), in_files=False),
        Column("kind", _("Loại cơ quan"), value=lambda row: row.agency_kind.name, on_page=False),
        Column("act", _("Mã việc"), "code", on_page=False),
        *(Column(f"page_{role.value}", role.label, value=_mark(role.value), in_files=False) for role in Role),
        *(Column(f"file_{role.value}", role.label, value=_word(role.value), on_page=False) for role in Role),
    ),
    empty_text=_("Không có quyền nào khớp."),
    name=_("Ma trận thẩm quyền"),
)
