"""What is counted in the demo: BHXH's participants, other sources, coverage of twelve months, those not in step, exchanges."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from agencies.models import AdminUnit, Denominator
from agencies.queries.territory import communes_of
from agencies.services.targets import record_denominator_method, record_denominators
from arrears.services.participants import record_participants
from employers.models import CoverageFigure, DataExchange, Employer, Source, SyncCount
from employers.services.counts import record_counts
from employers.services.coverage import record_sync_count, verify_sync
from employers.services.exchanges import Side, receive_exchange, record_exchange
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import Job
from portal.core.periods import Month
from portal.shell.demo.road import send

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

MONTHS = 12
MEASURES = CoverageFigure.Measure
COVERAGE = (
    *("Xã, phường", "BHXH bắt buộc", "BHXH tự nguyện", "BHTN", "BHYT"),
    *("Lực lượng lao động trong độ tuổi", "Dân số"),
)
SAID_BY_BHXH = "Số liệu quản lý thu (mô phỏng)"


def participants(register: Register) -> None:
    """BHXH's counts of the closed months, which the jobs of their closings would have written."""
    at = register.at(register.month.plus(1).first_day + timedelta(days=4))
    record_participants(register.province, by=THE_CLOCK, at=at)
    waiting = Job.objects.filter(task="arrears.tasks.record_participants", province_code=register.province.slug)
    waiting.update(state=Job.State.DONE, attempts=1, started_at=at, finished_at=at)


def other_counts(register: Register) -> None:
    """What departments, communes, the tax office's exchanges, the labour authority and employers themselves said of some."""
    random = Random(f"{register.simulation.plan.seed}/counts")
    workers = register.books.workers
    known = Employer.objects.filter(province=register.province, unit_code__in=workers).order_by("unit_code")
    employers = list(known.values_list("pk", "unit_code"))
    name, _first, last = register.quarter
    at = register.at(last + timedelta(days=18))
    for source, share in (
        (Source.TAX_EXCHANGE, 0.1),
        (Source.EMPLOYER, 0.06),
        (Source.LABOUR, 0.04),
        (Source.DEPARTMENT, 0.03),
    ):
        rows = []
        for pk, code in employers:
            if random.random() < share:
                joined, more = workers[code], random.choice((0, 0, 0, 1, 3))
                rows.append((pk, joined + more + random.choice((0, 1)), joined + more, joined, more))
        record_counts(register.province, by=OPERATOR, source=source, period=name, at=at, rows=rows)


def _sizes(register: Register) -> dict[AdminUnit, tuple[int, int]]:
    """Commune -> people and labour force, invented but steady."""
    random = Random(f"{register.simulation.plan.seed}/people")
    communes = communes_of(register.province, register.as_of).order_by("code")
    sizes = {}
    for commune in communes:
        people = random.randint(9, 46) * 1000 + random.randrange(1000)
        sizes[commune] = (people, people * random.randint(50, 58) // 100)
    return sizes


def _figures(random: Random, people: int, force: int, age: int) -> tuple[int, int, int, int]:
    """Compulsory, voluntary, unemployment, health; they grow as the months go by."""
    grown = 1000 - 6 * age
    compulsory = force * random.randint(180, 420) * grown // 1_000_000
    voluntary = force * random.randint(20, 55) * grown // 1_000_000
    return compulsory, voluntary, compulsory * 93 // 100, people * random.randint(905, 962) * (1000 - age) // 1_000_000


def coverage(register: Register) -> None:
    """Twelve months by commune: the newest as BHXH's file, those before as they were written; the denominators by the
    statistics office."""
    sizes, newest = _sizes(register), register.simulation.plan.last
    _denominators(register, sizes)
    rows = []
    for age in range(MONTHS - 1, 0, -1):
        month = newest.plus(-age)
        rows += list(_month(register, sizes, month, age))
    CoverageFigure.objects.bulk_create(rows, batch_size=2000)
    random = Random(f"{register.simulation.plan.seed}/coverage")
    said = [
        (commune.code, *_figures(random, people, force, 0), force, people) for commune, (people, force) in sizes.items()
    ]
    at = register.at(newest.last_day + timedelta(days=6))
    send(
        "coverage", register.person("bhxh.canbo"), period=str(newest), titles=COVERAGE[:5],
        rows=[row[:5] for row in said], at=at,
    )  # fmt: skip


def _month(register: Register, sizes: dict, month: Month, age: int):
    """Figures of a past month in bulk, as record_coverage would leave them."""
    random = Random(f"{register.simulation.plan.seed}/coverage")
    for commune, (people, force) in sizes.items():
        told = _figures(random, people, force, age)
        for measure, value in zip(
            (MEASURES.COMPULSORY, MEASURES.VOLUNTARY, MEASURES.BHTN, MEASURES.BHYT), told, strict=True
        ):
            yield CoverageFigure(
                province=register.province, territory=commune, month=month.first_day, measure=measure, value=value,
                source=SAID_BY_BHXH,
            )  # fmt: skip


WAYS = (
    ("labour_force", "Lực lượng lao động trong độ tuổi, số công bố", []),
    (
        *("labour_force", "Lực lượng lao động trong độ tuổi, tính lại theo văn bản 001, dòng 77"),
        ["đi làm việc ở nước ngoài", "đi làm việc ngoài tỉnh", "đang thực hiện nghĩa vụ quân sự"],
    ),
    ("population", "Dân số, số công bố", []),
)


def _ways(register: Register, day: date) -> None:
    """A province whose directives name no way of counting has two of its labour force and one of its population."""
    if register.province.denominator_methods.exists():
        return
    by = register.person("thongke.canbo")
    for code, name, left_out in WAYS:
        facts = {"code": code, "name": name, "exclusions": left_out, "source": "Thống kê tỉnh (mô phỏng)"}
        record_denominator_method(register.province, by=by, valid_from=day, **facts)


def _denominators(register: Register, sizes: dict) -> None:
    """Of each way of counting that the province has, by commune; the second way leaves some people out."""
    day = date(register.as_of.year, 1, 1)
    _ways(register, day)
    known = Denominator.objects.filter(method__province=register.province, territory__in=list(sizes))
    if known.exists():
        return
    for method in register.province.denominator_methods.order_by("code", "version"):
        people = method.code == "population"
        share = 100 if method.version == 1 else 94
        values = {commune: size[0 if people else 1] * share // 100 for commune, size in sizes.items()}
        by, at = register.person("thongke.canbo"), register.at(day + timedelta(days=40))
        record_denominators(method, by=by, at=at, as_of=day, values=values, source="Thống kê tỉnh (mô phỏng)")


def sync(register: Register) -> None:
    """Those not in step by commune, at the end of a month; police and committee of the first commune verified some."""
    random = Random(f"{register.simulation.plan.seed}/sync")
    month = register.simulation.plan.last
    officer, at = register.person("bhxh.canbo"), register.at(month.last_day + timedelta(days=5))
    for commune in communes_of(register.province, register.as_of).order_by("code"):
        facts = {"as_of": month.last_day, "unsynced": random.randint(8, 140), "source": SAID_BY_BHXH}
        record_sync_count(register.province, by=officer, at=at, territory=commune, **facts)
    police = register.person("congan.xa1")
    count = SyncCount.objects.get(territory__in=police.posting.agency.unit_ids, as_of=month.last_day)
    for days, number in ((9, 5), (13, 3)):
        day = min(month.last_day + timedelta(days=days), register.as_of)
        verify_sync(
            count, by=police, at=register.at(day), number=min(number, 4), on=day, note="Đối chiếu tại xã (mô phỏng)"
        )


def exchanges(register: Register) -> None:
    """Data that went between agencies outside the portal: received, on their way, and from the centre."""
    code = {agency.code: agency for agency in register.province.agencies.filter(area=None)}
    bhxh, tax = register.person("bhxh.canbo"), register.person("thue.canbo")
    name, _first, last = register.quarter
    form = DataExchange.Form
    plans = (
        (tax, "bhxh-tinh", "Danh sách tổ chức trả thu nhập phát sinh khấu trừ thuế TNCN", form.LETTER, 12, 14),
        (tax, "bhxh-tinh", "Danh sách người nộp thuế ngừng hoạt động", form.MAIL, 20, None),
        (bhxh, "cong-an-tinh", "Danh sách chưa đồng bộ với CSDL quốc gia về dân cư (số lượng)", form.SYSTEM, 16, None),
        (bhxh, "so-noi-vu", "Số lao động tham gia BHXH theo đơn vị", form.DEVICE, 18, 19),
    )
    for number, (by, to, subject, how, sent, received) in enumerate(plans):
        day = min(last + timedelta(days=sent), register.as_of)
        exchange = record_exchange(
            by.posting.agency, by=by, at=register.at(day), is_sender=True, other=Side(code[to]), subject=subject,
            form=how, sent_on=day, period=name, document_no=f"{210 + number}/CV-MP", rows=400 + 37 * number,
        )  # fmt: skip
        reader = register.people.get({"bhxh-tinh": "bhxh.canbo2", "so-noi-vu": "noivu.canbo"}.get(to, ""))
        if received and reader:
            on = min(last + timedelta(days=received), register.as_of)
            receive_exchange(exchange, by=register.person(reader.username), at=register.at(on), on=on)
    day = min(last + timedelta(days=25), register.as_of)
    record_exchange(
        bhxh.posting.agency, by=bhxh, at=register.at(day), is_sender=False, other=Side(name="BHXH Việt Nam"),
        subject="Dữ liệu dùng chung với cơ quan Thuế (kết nối ở Trung ương)", form=form.CENTRAL, sent_on=day, period=name,
    )  # fmt: skip
