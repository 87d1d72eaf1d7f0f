"""What a person reads before letting a file in: counts, control totals beside last month's, the units it would add."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from arrears.models.old_statements import OLD_LABELS
from arrears.queries.imports import MODELS, last_totals
from employers.models import Employer
from portal.core.folding import fold
from portal.core.models import ImportBatch
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.periods import Month

TOTALS: dict[str, tuple[str, ...]] = {
    "c12": ("opening", "payable", "adjustment", "paid", "closing"),
    "b03": ("not_due", "late", "evaded", "charge_late", "charge_evaded"),
    "b03-595": ("owed",),
}
_SHOWN = 200


@dataclass
class FundTotals:
    """One fund's control totals: (now, last month) per column; None where one of them does not say."""

    fund: str
    label: str
    figures: list[tuple[int | None, int | None]]


@dataclass
class Preview:
    """The preview of one batch."""

    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    columns: tuple[str, ...]
    totals: list[FundTotals]
    newcomers: list[dict[str, Any]] = field(default_factory=list)
    newcomers_count: int = 0
    people: dict[str, Any] = field(default_factory=dict)
    last_month: str = ""

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Errors first, each kind from the top of the sheet down."""
        told = (("error", self.errors), ("warning", self.warnings))
        return [
            problem | {"level": level}
            for level, found in told
            for problem in sorted(found, key=lambda one: one.get("row") or 0)
        ]


def preview_of(batch: ImportBatch, user) -> Preview:
    """Read from the batch's outcome; newcomers are looked up only while the file still waits."""
    agency = Agency.objects.select_related("province").get(province__slug=batch.province_code, code=batch.agency_code)
    outcome = batch.outcome
    columns = TOTALS.get(batch.kind, ())
    last = last_totals(batch, agency) if columns else {}
    preview = Preview(
        errors=outcome.get("errors", []),
        warnings=outcome.get("warnings", []),
        columns=columns,
        totals=[
            _fund_totals(fund, batch.kind, outcome.get("totals", {}), last)
            for fund in dict.fromkeys((*FUNDS, *OLD_LABELS))
            if fund in outcome.get("totals", {})
        ],
        people=outcome.get("control", {}).get("people", {}),
        last_month=Month.of(batch.month).plus(-1).label if last else "",
    )
    if columns and batch.status == ImportBatch.Status.STAGED:
        _add_newcomers(preview, batch, agency, Employer.objects.visible_to(user))
    return preview


def _fund_totals(fund: str, kind: str, now: dict, last: dict) -> FundTotals:
    figures = [(now[fund].get(column), last.get(fund, {}).get(column)) for column in TOTALS[kind]]
    return FundTotals(fund, str(FUND_LABELS.get(fund) or OLD_LABELS[fund]), figures)


def _add_newcomers(preview: Preview, batch: ImportBatch, agency: Agency, ours: QuerySet) -> None:
    """Units that would enter the register, each beside employers of the same folded name: perhaps one of them."""
    model = MODELS[batch.kind]
    known = Employer.objects.filter(province=agency.province)
    staged = model.objects.filter(batch=batch).exclude(unit_code__in=known.values("unit_code"))
    staged = staged.exclude(row_no__in=batch.matches.values("row_no"))
    preview.newcomers_count = staged.count()
    rows = list(staged.order_by("row_no").values("row_no", "unit_code", "name", "address", "workers")[:_SHOWN])
    names = {fold(row["name"]) for row in rows}
    similar: dict[str, list[str]] = {}
    for folded, code in ours.filter(folded__in=names).values_list("folded", "unit_code"):
        similar.setdefault(folded, []).append(code)
    preview.newcomers = [row | {"similar": ", ".join(similar.get(fold(row["name"]), []))} for row in rows]


def speakers_for(user) -> list[Agency]:
    """For whom may this user bring a file: the own agency; the province's BHXH also for its local offices."""
    mine = user.posting.agency
    if mine.kind_id != "social_insurance":
        return [mine]
    offices = Agency.objects.filter(province=mine.province, kind="social_insurance_local", valid_to=None)
    return [mine, *offices.order_by("name")]
