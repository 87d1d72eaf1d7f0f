"""Which facts of an employer may be corrected, what they say now, and who answers for each."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from employers.models import Correction, Employer, Sector, UnitKind, Zone

FIELDS = {
    "name": _("Tên đơn vị"),
    "address": _("Địa chỉ"),
    "tax_code": _("Mã số thuế"),
    "unit_code": _("Mã đơn vị BHXH"),
    "commune": _("Xã, phường"),
    "zone": _("Khu, cụm công nghiệp"),
    "kind": _("Loại hình"),
    "sector": _("Ngành (mục cấp 1)"),
}
OF_BHXH = frozenset({"unit_code"})
"""BHXH gives these itself; of all others the managing agency knows best."""


def said(employer: Employer, field: str) -> str:
    """What the register says, as the correction keeps it: texts and codes, never row numbers."""
    if field == "commune":
        return employer.commune.code if employer.commune else ""
    if field == "zone":
        return employer.zone.code if employer.zone else ""
    value = getattr(employer, field)
    return "" if value is None else str(value)


def owner_of(employer: Employer, field: str, on: date) -> Agency | None:
    """The managing agency; BHXH for its own code, and where nobody manages the employer yet."""
    if field not in OF_BHXH and employer.agency is not None:
        return employer.agency
    bhxh = Agency.objects.as_of(on).filter(province=employer.province_id, kind="social_insurance", area=None)
    return bhxh.order_by("code").first()


def in_words(employer: Employer, field: str, value: str) -> str:
    """A code with its name beside it."""
    if not value:
        return "–"
    named: dict[str, QuerySet] = {
        "commune": AdminUnit.objects.communes().filter(code=value).order_by("valid_to"),
        "zone": Zone.objects.filter(province=employer.province_id, code=value),
        "sector": Sector.objects.filter(code=value).order_by("-version"),
        "kind": UnitKind.objects.filter(number=value) if value.isdigit() else UnitKind.objects.none(),
    }
    if field not in named:
        return value
    row = named[field].first()
    return f"{value} – {row.name}" if row else value


def corrections_panel(user, employer: Employer) -> list[Correction] | None:
    """The last ones of an employer for its file; None for whoever does not see it."""
    rows = Correction.objects.visible_to(user).filter(employer=employer).select_related("agency", "owner")
    found = list(rows[:10])
    return found if found or user.may("propose_correction") else None
