"""The rows of a register file as a list whose file has the columns of its own kind, so that it can be sent back as it is."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from employers.models import Match, SourceRow
from employers.rules.file_columns import CHOICE, CODE, DATE, PERSONAL, TAX, WHOLE, ZONE
from employers.rules.file_columns import Column as FileColumn
from employers.rules.file_kinds import Kind
from portal.core.marks import Badge
from portal.core.tables import Column, Table

KINDS = {CODE: "code", TAX: "code", PERSONAL: "code", ZONE: "code", WHOLE: "int", DATE: "date"}
ON_PAGE = frozenset(
    (
        *("name", "tax_code", "commune", "zone_code", "event", "happened_on", "until"),
        *("employed", "subject", "participating", "not_participating", "found"),
    )
)
MATCHED = {
    Match.State.MATCHED: Badge(Match.State.MATCHED.label, "success", "circle-check"),
    Match.State.ASKS: Badge(Match.State.ASKS.label, "warning", "help-circle"),
    Match.State.NEW: Badge(Match.State.NEW.label, "info", "flag"),
    Match.State.LEFT_OUT: Badge(Match.State.LEFT_OUT.label, "neutral", ""),
}
FIGURES = "figures."


def rows_of(kind: Kind) -> Table:
    """What the kind's template offers, and the code of the commune that a name was read as."""
    columns = [_column(column) for column in kind.columns if column.is_offered or column.field == "commune_code"]
    lead = "name" if kind.names_employers else "commune"
    columns.sort(key=lambda column: column.key != lead)
    state = Column("state", _("Đối khớp"), "badge", badges=MATCHED, in_files=False) if kind.names_employers else None
    place = Column("row_no", _("Dòng"), "int", sort="row_no", in_files=False)
    return Table(
        export_power="export_register",
        name=_("Các dòng của tệp"),
        default_sort="row_no",
        empty_text=_("Tệp này không có dòng nào được giữ lại."),
        columns=(columns[0], place, *columns[1:], *([state] if state else [])),
    )


def _column(column: FileColumn) -> Column:
    is_shown = column.field in ON_PAGE or column.field.startswith(FIGURES)
    return Column(
        column.field,
        column.title,
        KINDS.get(column.type, "text"),
        value=_value(column),
        on_page=is_shown,
        width=36 if column.field in ("name", "address") else None,
    )


def _value(column: FileColumn) -> Callable[[SourceRow], Any]:
    if column.field.startswith(FIGURES):
        figure = column.field.removeprefix(FIGURES)
        return lambda row: (row.figures or {}).get(figure)
    if column.type == CHOICE:
        words = {choice.code: choice.word for choice in column.choices}
        return lambda row: words.get(str(getattr(row, column.field)), "")
    return attrgetter("commune_name" if column.field == "commune" else column.field)
