"""To whom a province's monthly report goes: kinds of agency by setting, the agencies that stand on the day."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, Province
from agencies.models.settings import setting

COMMUNES, LEADERSHIP = "commune_committee", "provincial_chair"
ALL_COMMUNES = "UBND các xã, phường, đặc khu (phần thuộc phạm vi quản lý)"


@dataclass(frozen=True)
class Recipients:
    """Agencies that receive the whole report, and those that receive their own rows."""

    whole: tuple[Agency, ...]
    own: tuple[Agency, ...]

    @property
    def addressees(self) -> tuple[str, ...]:
        """The province's People's Committee before its departments, as letters are addressed."""
        return tuple(agency.name for agency in sorted(self.whole, key=lambda agency: agency.kind_id != LEADERSHIP))

    @property
    def copies(self) -> tuple[str, ...]:
        """Those beside the addressees, as a letter's foot names them."""
        named = [f"{agency.name} (phần thuộc phạm vi quản lý)" for agency in self.own if agency.kind_id != COMMUNES]
        return (*named, ALL_COMMUNES) if len(named) < len(self.own) else tuple(named)


def recipients(province: Province, *, on: date) -> Recipients:
    return Recipients(
        whole=_standing(province, "monthly_report.recipients_whole", on),
        own=_standing(province, "monthly_report.recipients_own_rows", on),
    )


def _standing(province: Province, key: str, on: date) -> tuple[Agency, ...]:
    """Agencies of the kinds that the setting names, in its order."""
    kinds = list(setting(province, key, on=on))
    agencies = Agency.objects.as_of(on).filter(province=province, kind__in=kinds)
    return tuple(sorted(agencies, key=lambda agency: (kinds.index(agency.kind_id), agency.code)))
