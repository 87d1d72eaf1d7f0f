"""Charts as plain data: the page draws them (static/src/charts.js) and writes the same numbers beneath as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.core.figures import Stamp, decimal_text, grouped, month_text

KINDS = ("bar", "line", "stacked", "hbar", "donut")


@dataclass(frozen=True)
class Series:
    """`color` names a fund, a class or total/good; `links` has one address (or "") for each value.

    `kind` "line" draws this series as a line over the bars of the others."""

    name: str
    values: Sequence[int | Decimal | None]
    color: str = ""
    links: Sequence[str] = ()
    kind: str = ""


@dataclass(frozen=True)
class Chart:
    """`labels` are texts, dates or Months; `links` open the rows of a whole label; `colors` are of a donut's slices."""

    kind: str
    title: str
    labels: Sequence
    series: Sequence[Series]
    unit: str = "đồng"
    stamp: Stamp | None = None
    links: Sequence[str] = ()
    colors: Sequence[str] = ()
    label_head: str = ""
    note: str = ""
    size: str = ""
    more: str = ""
    sums: bool = True

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of chart: {self.kind}")
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError(f"each series of “{self.title}” needs one value for each label")

    @property
    def texts(self) -> list[str]:
        return [label if isinstance(label, str) else month_text(label) for label in self.labels]

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    def payload(self) -> dict:
        """What charts.js draws from."""
        empty = [""] * len(self.labels)
        return {
            "kind": self.kind,
            "labels": self.texts,
            "unit": str(self.unit),
            "links": list(self.links) or empty,
            "colors": list(self.colors) or empty,
            "words": {"total": _("Tổng cộng")},
            "series": [
                {
                    "name": str(series.name),
                    "values": list(series.values),
                    "color": series.color,
                    "kind": series.kind,
                    "links": list(series.links) or empty,
                }
                for series in self.series
            ],
        }

    def numbers(self) -> SafeString:
        """The same numbers as a table, each with the link that its point has."""
        with_sum = self.sums and self.kind in ("stacked", "hbar") and len(self.series) > 1
        heads = [self.label_head or _("Mục"), *(str(series.name) for series in self.series)]
        heads += [_("Tổng cộng")] if with_sum else []
        head = "".join(
            f'<th scope="col" class="{"n" if at else "t"}">{escape(text)}</th>' for at, text in enumerate(heads)
        )
        body = "".join(self._row(at, text, with_sum) for at, text in enumerate(self.texts))
        caption = escape(f"{self.title} ({self.unit})" if self.unit else str(self.title))
        return mark_safe(
            f'<table class="table data-table keep-grid"><caption class="visually-hidden">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _row(self, at: int, text: str, with_sum: bool) -> str:
        cells = [f'<th scope="row" class="t">{_linked(escape(text), self.links, at)}</th>']
        cells += [f'<td class="n">{_linked(written(one.values[at]), one.links, at)}</td>' for one in self.series]
        if with_sum:
            parts = [one.values[at] for one in self.series if not one.kind]
            known = [part for part in parts if part is not None]
            cells.append(f'<td class="n"><b>{grouped(sum(known) if known else None)}</b></td>')
        return f"<tr>{''.join(cells)}</tr>"


def written(value: int | Decimal | None) -> str:
    """A number as the table beneath says it; a decimal with the places that it has."""
    return decimal_text(value, None) if isinstance(value, Decimal) else grouped(value)


def _linked(text: str, links: Sequence[str], at: int) -> str:
    return f'<a href="{escape(links[at])}">{text}</a>' if at < len(links) and links[at] else text
