"""Names for the members of a rollup's dimension, in the words of the month they belong to."""

from datetime import date

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from arrears.models import LedgerRow, Rollup
from employers.models import Sector, UnitKind, Zone

UNKNOWN = {
    Rollup.Dimension.COMMUNE: _("Chưa gắn địa bàn"),
    Rollup.Dimension.ZONE: _("Ngoài khu, cụm công nghiệp"),
    Rollup.Dimension.AGENCY: _("Chưa rõ cơ quan quản lý"),
    Rollup.Dimension.OFFICE: _("Chưa rõ BHXH cơ sở"),
    Rollup.Dimension.SECTOR: _("Chưa rõ ngành"),
    Rollup.Dimension.KIND: _("Chưa rõ loại hình"),
}


def members_named(rows: QuerySet, dimension: str, *, on: date) -> QuerySet:
    """Annotate `member_name`."""
    if dimension == Rollup.Dimension.PROVINCE:
        return rows.annotate(member_name=F("province__name"))
    if dimension == Rollup.Dimension.CLASS:
        whens = [When(key=str(value), then=Value(str(label))) for value, label in LedgerRow.Class.choices]
        return rows.annotate(member_name=Case(*whens, default=F("key"), output_field=CharField()))
    names = {
        Rollup.Dimension.COMMUNE: AdminUnit.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("key")),
        Rollup.Dimension.ZONE: Zone.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("key")),
        Rollup.Dimension.AGENCY: Agency.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("key")),
        Rollup.Dimension.OFFICE: Agency.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("key")),
        Rollup.Dimension.SECTOR: Sector.objects.filter(version="2025", code=OuterRef("key")),
        Rollup.Dimension.KIND: UnitKind.objects.annotate(text=Cast("number", CharField())).filter(text=OuterRef("key")),
    }[Rollup.Dimension(dimension)]
    unknown = When(key="", then=Value(str(UNKNOWN[Rollup.Dimension(dimension)])))
    return rows.annotate(
        member_name=Case(unknown, default=Subquery(names.values("name")[:1]), output_field=CharField())
    )
