"""How the register's work grows: each act over the whole register of one province and over one of many times its employers. The
figure is the time for a thousand employers in the large one over that in the small one; 1 is growth as fast as the rows."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from agencies.models import Agency
from employers.models import Employer, LabourReview, Source
from employers.services import cross_check
from employers.services.counts import record_file_counts
from employers.services.duplicates import find_duplicates
from employers.services.identifiers import keep_identifiers
from employers.services.managing import settle_managing
from employers.services.matching import match_rows
from employers.services.reviews import open_labour_review
from portal.core import files, sql
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import ImportBatch
from portal.core.periods import Month
from portal.shell.bench.measuring import compared, timed, undone
from portal.shell.bench.register_province import Registered

GOAL = 1
Work = Callable[[], Any]


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """By the act that grows fastest."""
    small, large = ground.register, ground.crowd
    figures: dict[str, dict[str, Any]] = {}
    for name, prepare in STEPS.items():
        turns = [(_once(large, prepare), _once(small, prepare)) for _ in range(max(1, ground.effort.runs // 2))]
        figures[name] = compared([large for large, _small in turns], [small for _large, small in turns], goal=GOAL)
        figures[name]["large_seconds"] = round(figures[name]["seconds"] * large.employers / 1000, 3)
        ground.tell(f"growth, {name}: {figures[name]['ratio']} ({figures[name]['large_seconds']} s)")
    worst = max(figures.values(), key=lambda figure: figure["ratio"])
    return {"register_growth": worst | {"rows": large.employers / small.employers, "acts": figures}}


def _once(place: Registered, prepare: Callable[[Registered], Work]) -> float:
    """Seconds for a thousand employers; what prepares the act is not counted, and nothing of it stays."""
    with undone():
        work = prepare(place)
        return timed(work)() * 1000 / place.employers


def _staged(place: Registered) -> ImportBatch:
    """A list of the tax office with everybody in it, its rows staged."""
    file = files.keep([b"x"], name="mo-phong.xlsx", content_type="", province_code=place.province.slug)
    agency = Agency.objects.get(province=place.province, code="thue-tinh", area=None)
    month = Month.of(place.on).plus(-2)
    batch = ImportBatch.objects.create(
        province_code=place.province.slug, agency_code=agency.code, kind="tax-labour", period=str(month),
        month=month.first_day, file=file,
    )  # fmt: skip
    sql.execute("portal.shell", "stage_tax_list", {"batch": batch.pk, "province": place.province.pk})
    return batch


def _match(place: Registered) -> Work:
    batch = _staged(place)
    return lambda: match_rows(batch, by=OPERATOR)


def _counts(place: Registered) -> Work:
    batch = _staged(place)
    match_rows(batch, by=OPERATOR)
    return lambda: record_file_counts(batch, by=OPERATOR, source=Source.TAX_EXCHANGE, at=place.at)


def _cross_check(place: Registered) -> Work:
    """A list that nobody has compared before."""
    batch = _staged(place)
    match_rows(batch, by=OPERATOR)
    record_file_counts(batch, by=OPERATOR, source=Source.TAX_EXCHANGE, at=place.at)
    facts = {"by": THE_CLOCK, "period": batch.period, "source": Source.TAX_EXCHANGE, "at": place.at}
    return lambda: cross_check.run_cross_check(place.province, **facts)


def _not_joined(place: Registered) -> Work:
    """A quarter for which nobody has looked before."""
    quarter = f"{place.on.year - 1}-Q4"
    return lambda: cross_check.find_not_joined(place.province, by=THE_CLOCK, quarter=quarter, at=place.at)


def _managing(place: Registered) -> Work:
    """Everybody's agency is written anew."""
    Employer.objects.filter(province=place.province).update(agency=None)
    return lambda: settle_managing(place.province, by=THE_CLOCK, on=place.on)


def _identifiers(place: Registered) -> Work:
    """Everybody's codes are written anew."""
    with connection.cursor() as cursor:
        employers = "SELECT id FROM employers_employer WHERE province_id = %s"
        cursor.execute(f"DELETE FROM employers_identifier WHERE employer_id IN ({employers})", [place.province.pk])
    return lambda: keep_identifiers(place.province, by=THE_CLOCK, on=place.on, source="mô phỏng")


def _identifiers_again(place: Registered) -> Work:
    return lambda: keep_identifiers(place.province, by=THE_CLOCK, on=place.on, source="mô phỏng")


def _duplicates(place: Registered) -> Work:
    return lambda: find_duplicates(place.province, by=THE_CLOCK)


def _review(place: Registered) -> Work:
    LabourReview.objects.filter(province=place.province).update(status=LabourReview.Status.CLOSED)
    facts = {"title": "Mô phỏng", "period": str(place.on.year), "as_of": place.on, "due_on": place.on}
    return lambda: open_labour_review(place.province, by=OPERATOR, at=place.at, **facts)


STEPS: dict[str, Callable[[Registered], Work]] = {
    "match_rows": _match,
    "counts": _counts,
    "cross_check": _cross_check,
    "not_joined": _not_joined,
    "settle_managing": _managing,
    "keep_identifiers": _identifiers,
    "keep_identifiers_again": _identifiers_again,
    "find_duplicates": _duplicates,
    "open_review": _review,
}
