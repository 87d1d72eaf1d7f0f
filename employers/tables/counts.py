"""Labour counts of a period: a row for each employer, a column for each source."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from employers.models import Source
from portal.core.tables import Column, Table


def counts_table(sources: Iterable[str]) -> Table:
    """The sources that have counted, in their order, with BHXH's participants and the difference at the end."""
    named = [source for source in Source if source in set(sources) and source != Source.SOCIAL_INSURANCE]
    return Table(
        export_power="export_register",
        name=_("Số lao động theo nguồn"),
        columns=(
            Column("name", _("Đơn vị"), sort="sort_key", sub=_codes, width=36),
            Column("tax_code", _("Mã số thuế"), "code", on_page=False),
            Column("unit_code", _("Mã đơn vị"), "code", on_page=False),
            Column("commune", _("Xã, phường"), value="commune__name", priority=3),
            Column("agency", _("Cơ quan quản lý"), value="agency__short_name", priority=3),
            *(
                Column(f"count_{source.value}", source.label, "int", sort=f"count_{source.value}", priority=2)
                for source in named
            ),
            Column(
                "count_social_insurance",
                _("BHXH, đang tham gia"),
                "int",
                sort="count_social_insurance",
                help=_("Cuối kỳ; chưa có thì tháng gần nhất sau kỳ"),
            ),
            Column("difference", _("Chênh lệch lớn nhất"), "int", sort="difference"),
        ),
        default_sort="name",
        row_url=lambda employer: reverse("employer", args=[employer.pk]),
        empty_text=_("Chưa có số lao động nào của kỳ này."),
    )


def _codes(employer) -> str:
    return " · ".join(part for part in (employer.tax_code, employer.unit_code) if part)
