"""Urging in the demo: notices that BHXH's own software sent, bundles of the portal served, issued and waiting, reasons and
grounds; then every closed month is reckoned."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from agencies.models import Agency
from arrears.models import LedgerRow, UrgingBundle, UrgingNotice
from arrears.queries.urging import newest_version, to_urge, with_urging
from arrears.services.reasons import accept_justified_reason, record_evasion_ground, record_justified_reason
from arrears.services.reckoning import reckon_missing
from arrears.services.urging import draft_urging, issue_urging, record_services
from employers.models import Employer
from portal.core import files
from portal.core.acts import THE_CLOCK
from portal.core.models import StoredFile
from portal.shell.demo.duties import blank_page
from portal.shell.demo.month_road import send
from portal.shell.demo.odd import Oddity
from portal.shell.demo.road import as_csv

if TYPE_CHECKING:
    from portal.shell.demo.register import Register
    from portal.shell.demo.simulation import Simulation

TITLES = ("Mã đơn vị", "Tên đơn vị", "Số 01-ĐĐ", "Ngày ban hành", "Ngày tống đạt", "Cách tống đạt")
LISTED_BY = timedelta(days=5)
"""A list of a month is drawn up so long after it."""

BUNDLE, LOCAL_BUNDLE, WAITING = 8, 5, 6
SERVED = 6
SYMBOL, LOCAL_SYMBOL, LIST_SYMBOL = "BHXH-QLT", "BHXHCS-QLT", "BHXH-TST"


def _owing(register: Register):
    version = newest_version(register.province)
    rows = LedgerRow.objects.of(version).owing().filter(employer__merged_into=None)
    return with_urging(rows, version).order_by("-owed", "employer_id")


def brought_in(register: Register) -> None:
    """A list of the 01-ĐĐ that BHXH's own software sent up to then, but for a few that the portal is not told of, or without
    the day on which they arrived."""
    month, at = register.month, register.at(register.month.plus(1).first_day + LISTED_BY)
    rows = notices_of(register.simulation, until=at.date())
    if rows:
        name = f"danh-sach-01-DD-{month}.csv"
        send("urging-list", register.person("bhxh.canbo"), month=month, name=name, content=as_csv(TITLES, rows), at=at)


def notices_of(simulation: Simulation, *, until: date, since: date = date.min) -> list[list[str]]:
    """The lines of the list, by the day on which a notice arrived, in the order in which they left."""
    for _each in simulation.month(simulation.plan.last):
        pass  # what is urged in a month shows once it is walked through
    told = [(day, account) for account in simulation.accounts for day in account.urged if since <= day <= until]
    keep_back = simulation.odd_ones(Oddity.NOT_TOLD)
    not_told, unproven = keep_back[::2], keep_back[1::2]
    rows, numbers = [], Counter[int]()
    for place, (served, account) in enumerate(sorted(told, key=lambda pair: (pair[0], pair[1].unit.unit_code))):
        code, issued = account.unit.unit_code, served - timedelta(days=3 + place % 4)
        arrived = ["", ""] if code in unproven else [f"{served:%d/%m/%Y}", ("Bưu điện", "Trực tiếp")[place % 2]]
        if code not in not_told:
            numbers[issued.year] += 1
            number = f"{numbers[issued.year] + 1000 * (since > date.min)}/{LIST_SYMBOL}"
            rows.append([code, account.unit.name, number, f"{issued:%d/%m/%Y}", *arrived])
    return rows


def last_list(simulation: Simulation) -> list[list[str]]:
    """The lines of the list that lies beside the two files of the month that is not in yet."""
    last = simulation.plan.last
    return notices_of(simulation, since=last.first_day + LISTED_BY + timedelta(days=1), until=last.last_day)


def bundles(register: Register) -> None:
    """One bundle issued and served, with one paper from the post; one of a local office issued; one draft that waits."""
    officer, signer = "bhxh.canbo", "bhxh.pheduyet"
    bhxh, local = (register.person(name).posting.agency for name in (officer, "bhxh.coso"))
    sent = _drawn(register, officer, bhxh, BUNDLE, days_ago=32)
    if sent is not None:
        _issue(register, sent, signer, number=301, symbol=SYMBOL, days_ago=31)
        waiting = list(sent.notices.order_by("place").values_list("pk", flat=True)[:SERVED])
        served = register.at(register.as_of - timedelta(days=26))
        facts = {"notices": waiting, "served_on": served.date(), "means": UrgingNotice.Means.POST}
        record_services(sent, by=register.person(officer), at=served, proof=_paper(register, "giay-bao-phat"), **facts)
    own = _drawn(register, "bhxh.coso", local, LOCAL_BUNDLE, days_ago=18)
    if own is not None:
        _issue(register, own, signer, number=41, symbol=LOCAL_SYMBOL, days_ago=17)
    _drawn(register, "bhxh.canbo2", bhxh, WAITING, days_ago=1)


def _drawn(register: Register, officer: str, agency: Agency, count: int, *, days_ago: int) -> UrgingBundle | None:
    rows = to_urge(_owing(register))
    if agency.kind_id == "social_insurance_local":
        rows = rows.filter(employer__office=agency)
    employers = list(rows.values_list("employer_id", flat=True)[:count])
    if not employers:
        return None
    at, version = register.at(register.as_of - timedelta(days=days_ago)), newest_version(register.province)
    return draft_urging(version, by=register.person(officer), agency=agency, employers=employers, at=at)


def _issue(register: Register, bundle: UrgingBundle, by: str, *, number: int, symbol: str, days_ago: int) -> None:
    at = register.at(register.as_of - timedelta(days=days_ago), 14)
    issue_urging(bundle, by=register.person(by), at=at, number=number, symbol=symbol, issued_on=at.date())


def _paper(register: Register, name: str) -> StoredFile:
    """What proves something, without a word on it."""
    facts = {"name": f"{name}-mo-phong.pdf", "content_type": "application/pdf"}
    return files.keep([blank_page()], province_code=register.province.slug, **facts)


def reasons(register: Register) -> None:
    """Of those late for long: one reason accepted, one put forward; and one ground that BHXH's inspection found. Some of those
    whom BHXH's figures hold to evade have a reason since, or do it by another ground."""
    late = list(
        _owing(register).filter(worst=LedgerRow.Class.LATE).select_related("employer").order_by("-days_late")[:3]
    )
    day = register.as_of - timedelta(days=40)
    for place, row in enumerate(late[:2]):
        _reason(register, row.employer, day, place, is_accepted=place == 0)
    for row in late[2:]:
        _ground(register, row.employer, register.as_of - timedelta(days=50))
    for employer in _odd(register, Oddity.JUSTIFIED):
        _reason(register, employer, register.month.last_day - timedelta(days=20), 0, is_accepted=True)
    for employer in _odd(register, Oddity.GROUND):
        _ground(register, employer, max(register.simulation.plan.first.first_day, date(2025, 8, 1)))


def _odd(register: Register, oddity: Oddity) -> QuerySet[Employer]:
    codes = register.simulation.odd_ones(oddity)
    return Employer.objects.filter(province=register.province, unit_code__in=codes).order_by("unit_code")


def _reason(register: Register, employer: Employer, day: date, place: int, *, is_accepted: bool) -> None:
    told = record_justified_reason(
        employer, by=register.person("bhxh.canbo"), reason=REASONS[place], document_no=f"{118 + place}/XN-UBND",
        valid_from=day, valid_to=register.as_of + timedelta(days=140),
    )  # fmt: skip
    if is_accepted:
        at = register.at(day + timedelta(days=4))
        accept_justified_reason(told, by=register.person("bhxh.pheduyet"), at=at)


REASONS = (
    "Nhà xưởng bị ngập sau bão, ngừng sản xuất; UBND xã xác nhận thiệt hại (mô phỏng).",
    "Cháy kho nguyên liệu, đang chờ cơ quan chức năng kết luận (mô phỏng).",
)


def _ground(register: Register, employer: Employer, on: date) -> None:
    record_evasion_ground(
        employer, by=register.person("bhxh.canbo"), at=register.at(on + timedelta(days=2)), ground="c",
        document_no="27/KL-BHXH", document_on=on, valid_from=on,
    )  # fmt: skip


def reckoned(register: Register) -> None:
    """Every closed month, as the nights after their closing would have."""
    reckon_missing(register.province, by=THE_CLOCK, at=register.at(register.as_of))
