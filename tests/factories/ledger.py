"""A province whose months are filled without workbooks: staged rows as the parsers leave them, applied as the road does."""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from agencies.models import AdminUnit, Agency, AgencyTerritory, Province, ProvinceSetting
from agencies.reference_holders import give_holders
from agencies.reference_loading import default_settings
from arrears.models import B03Row, C12Row, LedgerMonth, LedgerRow, LedgerVersion
from arrears.services import closing
from arrears.services.ledger import rebuild_month
from employers.models import Employer, Zone
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import ImportBatch, StoredFile
from portal.core.money import FUNDS, SPLIT_FUNDS
from portal.core.periods import Month
from tests.factories.people import make_agency, make_province

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
_numbers = itertools.count(1)


class Ledger:
    """One province: two local offices with two communes each, a zone with its board, employers as they are named."""

    def __init__(self) -> None:
        self.province: Province = make_province()
        ProvinceSetting.objects.bulk_create(
            ProvinceSetting(province=self.province, **values) for values in default_settings(self.province.unit.code)
        )
        give_holders([self.province])
        self.bhxh = make_agency(self.province)
        self.board = make_agency(self.province, "industrial_zone_board", "bql-kcn")
        self.zone = Zone.objects.create(province=self.province, code="KCN1", name="KCN Một", board=self.board)
        communes = AdminUnit.objects.filter(province=self.province.unit, level=3, valid_to=None).order_by("code")
        self.communes = list(communes[:4])
        self.offices = [make_agency(self.province, "social_insurance_local", f"bhxh-cs-{n}") for n in (1, 2)]
        self.committees = [make_agency(self.province, "commune_committee", f"ubnd-{c.code}") for c in self.communes]
        for place, commune in enumerate(self.communes):
            for agency in (self.offices[place // 2], self.committees[place]):
                AgencyTerritory.objects.create(agency=agency, unit=commune, valid_from=LONG_AGO)

    def employer(self, unit_code: str, **columns: Any) -> Employer:
        """The employer of this code, made when first named; it stands in the first commune unless said otherwise."""
        found = Employer.objects.filter(province=self.province, unit_code=unit_code).first()
        if found is None:
            commune = columns.pop("commune", self.communes[0])
            office = self.offices[self.communes.index(commune) // 2] if commune else None
            columns = {"office": office, "kind": 3, "commune": commune} | columns
            found = Employer(province=self.province, unit_code=unit_code, **columns)
            found.rename(f"Công ty {unit_code}")
            found.save()
        return found

    def batch(self, month: Month, kind: str, form: str, agency: Agency | None = None, confirmed_by=None) -> ImportBatch:
        number = next(_numbers)
        stored = StoredFile.objects.create(
            name=f"{kind}-{number}.xlsx", path=f"test/{number}-{month}", size=1, sha256=f"{number:064d}"
        )
        return ImportBatch.objects.create(
            kind=kind,
            province_code=self.province.slug,
            agency_code=(agency or self.bhxh).code,
            month=month.first_day,
            file=stored,
            status=ImportBatch.Status.APPLIED,
            outcome={"form": form},
            applied_at=NOW,
            sequence=number,
            confirmed_by=confirmed_by,
        )

    def c12(self, month: Month, rows: Iterable[dict[str, Any]], agency: Agency | None = None, **facts) -> ImportBatch:
        """Apply a C12 of these rows; `unit_code` and money are enough, closing is worked out."""
        batch = self.batch(month, "c12", "c12", agency, **facts)
        C12Row.objects.bulk_create(
            C12Row(batch=batch, row_no=place, **self._c12(dict(row))) for place, row in enumerate(rows, 2)
        )
        self.rebuild(month)
        return batch

    def _c12(self, row: dict[str, Any]) -> dict[str, Any]:
        self.employer(row["unit_code"])
        for fund in FUNDS:
            if any(f"{name}_{fund}" in row for name in ("opening", "payable", "adjustment", "paid")):
                for name in ("opening", "payable", "adjustment", "paid"):
                    row.setdefault(f"{name}_{fund}", 0)
                row.setdefault(
                    f"closing_{fund}",
                    row[f"opening_{fund}"] + row[f"payable_{fund}"] + row[f"adjustment_{fund}"] - row[f"paid_{fund}"],
                )
        return {"name": row["unit_code"], "workers": 10} | row

    def b03(self, month: Month, rows: Iterable[dict[str, Any]], office: Agency | None = None, **facts) -> ImportBatch:
        """Apply a B03b, or an office's B03a."""
        batch = self.batch(month, "b03", "b03a" if office else "b03b", office, **facts)
        for row in rows:
            self.employer(row["unit_code"])
        B03Row.objects.bulk_create(
            B03Row(batch=batch, row_no=place, **({"name": row["unit_code"], "workers": 10} | dict(row)))
            for place, row in enumerate(rows, 20)
        )
        self.rebuild(month)
        return batch

    def undo(self, batch: ImportBatch) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.UNDONE)
        self.rebuild(Month.of(batch.month))

    def month(self, month: Month) -> LedgerMonth:
        return LedgerMonth.objects.get_or_create(province=self.province, month=month.first_day)[0]

    def rebuild(self, month: Month) -> LedgerMonth:
        return rebuild_month(self.month(month), by=OPERATOR, at=NOW)

    def close(self, month: Month, at: datetime = NOW) -> LedgerVersion:
        """Close as the operator and do all the jobs but the report's."""
        version = closing.close_month(self.month(month), by=OPERATOR, at=at)
        version = closing.advance_closing(version, by=THE_CLOCK, at=at, until="list")
        LedgerVersion.objects.filter(pk=version.pk, reported_at=None).update(reported_at=at)
        return closing.finish_closing(version, by=THE_CLOCK, at=at)

    def row(self, month: Month, unit_code: str, version: int = 0) -> LedgerRow:
        return LedgerRow.objects.get(month=month.first_day, employer__unit_code=unit_code, version=version)


def each_fund(**amounts: int) -> dict[str, int]:
    """The same amounts in the five funds: `payable=100` becomes payable_odts=100, payable_httt=100, …"""
    return {f"{name}_{fund}": amount for name, amount in amounts.items() for fund in SPLIT_FUNDS}
