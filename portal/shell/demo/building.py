"""Building a demo: the province, its people and zones, the closed months, the files of the month that is not in yet.

What was asked for is remembered by the act that began it, so that a build that was killed goes on as it began, and one
that is finished changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Province, UnitSuccession, User
from agencies.queries.territory import communes_of, former_provinces, overseers, province_named
from agencies.services.provinces import open_province
from arrears.models import LegalRule
from arrears.queries.law import RECKONED_WITH, law_of
from arrears.queries.law import book as law_book
from employers.models import Employer, Zone
from employers.services.words import keep_words
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.models import AuditEntry
from portal.core.periods import Month
from portal.shell.demo.cast import COMMUNE_1, COMMUNE_2, COMMUNE_POLICE, LOCAL_OFFICE, add_cast, add_clerks
from portal.shell.demo.duties import live_duties, order_duties
from portal.shell.demo.employers import Place
from portal.shell.demo.history import Historian
from portal.shell.demo.police import open_commune_police
from portal.shell.demo.register import Register
from portal.shell.demo.simulation import Plan, Simulation
from portal.shell.demo.workbooks import write_last_month

EARLIEST_FIRST, EARLIEST_LAST = Month(2025, 1), Month(2025, 7)
"""The settings of a province speak from the first on, the provinces of today are there from the second on."""

Teller = Callable[[str], Any]


def _only_the_operator(by: Any, subject: Any) -> bool:
    return by is OPERATOR and settings.DEMO


def build(plan: Plan, *, folder: Path, tell: Teller) -> str:
    """Build the demo, or go on where a build was stopped. Returns a sentence that says what was done."""
    unit = _refuse_unless_possible(plan)
    begun = begun_plan(plan.province)
    if begun and is_finished(plan.province):
        return _("Dữ liệu mô phỏng của %(province)s đã có, không thay đổi gì.") % {"province": unit.name}
    plan = begun or shortened(plan)
    province = open_province(unit, by=OPERATOR, on=plan.as_of, is_demo=True)
    if not begun:
        facts = {"employers": plan.employers, "months": plan.months, "seed": plan.seed, "as_of": plan.as_of}
        province = begin_demo(province, by=OPERATOR, **facts)
    simulation = simulate(plan, province)
    people = settle(province, simulation)
    order_duties(province, since=plan.first.first_day, as_of=plan.as_of)
    historian = Historian(province, simulation, people)
    for month in historian.missing():
        historian.live(month)
        tell(_("Tháng %(month)s: đã nhập, khóa sổ, báo cáo.") % {"month": month.label})
    Register(province, simulation, people, tell).live()
    done = live_duties(province, seed=plan.seed, as_of=plan.as_of)
    tell(_("Nhiệm vụ theo văn bản chỉ đạo: %(done)s việc đã thực hiện.") % {"done": done})
    paths = write_last_month(simulation, province, folder)
    keep_words(province, by=OPERATOR)
    finish_demo(province, by=OPERATOR, files=[path.name for path in paths])
    for path in paths:
        tell(str(path))
    return _("Đã dựng dữ liệu mô phỏng: %(province)s, %(employers)s đơn vị, %(months)s tháng đã khóa sổ.") % {
        "province": province.name,
        "employers": Employer.objects.filter(province=province).count(),
        "months": len(plan.history),
    }


def _refuse_unless_possible(plan: Plan) -> AdminUnit:
    if not settings.DEMO:
        raise NotPossible(_("DEMO=1 chưa được đặt: không dựng dữ liệu mô phỏng ở đây."))
    if Employer.objects.filter(is_demo=False).exists():
        raise NotPossible(_("Cơ sở dữ liệu này có đơn vị không phải mô phỏng: không dựng dữ liệu mô phỏng ở đây."))
    if not LegalRule.objects.exists():
        raise NotPossible(_("Chưa có dữ liệu tham chiếu: hãy chạy manage.py load_reference trước."))
    unit = province_named(plan.province, plan.as_of) if plan.last >= EARLIEST_LAST else None
    if unit is None:
        raise NotPossible(
            _("Không có %(name)s vào ngày %(day)s; hãy chọn ngày từ 01/8/2025.")
            % {"name": plan.province, "day": f"{plan.as_of:%d/%m/%Y}"}
        )
    return unit


def shortened(plan: Plan) -> Plan:
    """No month is older than what a month is taken in by."""
    return replace(plan, months=min(plan.months, plan.last.index - EARLIEST_FIRST.index + 1))


def begun_plan(slug: str) -> Plan | None:
    """The plan of a demo that was begun."""
    entry = AuditEntry.objects.filter(act="begin_demo", province_code=slug).order_by("id").first()
    if entry is None:
        return None
    facts = entry.detail["facts"]
    as_of = date.fromisoformat(facts["as_of"])
    return Plan(slug, facts["employers"], facts["months"], facts["seed"], as_of)


def is_finished(slug: str) -> bool:
    return AuditEntry.objects.filter(act="finish_demo", province_code=slug).exists()


@act(may=_only_the_operator)
def begin_demo(province: Province, *, by, employers: int, months: int, seed: int, as_of: date) -> Province:
    """Everything of this province is simulated from here on. The audit trail keeps what was asked for."""
    province.is_demo = True
    province.save(update_fields=["is_demo"])
    return province


@act(may=_only_the_operator)
def finish_demo(province: Province, *, by, files: list[str]) -> Province:
    """The demo is whole."""
    return province


def simulate(plan: Plan, province: Province) -> Simulation:
    """The simulation over the province's own communes and offices."""
    laws = partial(law_of, law_book(province, RECKONED_WITH))
    return Simulation(plan, province.name, places_of(province, plan.as_of), laws)


def places_of(province: Province, on: date) -> list[Place]:
    """The communes of the day with their local office and the codes of what they were made of."""
    communes = list(communes_of(province, on).order_by("code"))
    offices = overseers(province, "social_insurance_local", on)
    names = dict(province.agencies.values_list("pk", "name"))
    former: dict[int, list[str]] = {}
    steps = UnitSuccession.objects.filter(
        successor__in=communes, is_main=True, predecessor__level=AdminUnit.Level.COMMUNE
    )
    for successor, code in steps.order_by("predecessor__code").values_list("successor", "predecessor__code"):
        former.setdefault(successor, []).append(code)
    return [
        Place(commune.code, commune.name, tuple(former.get(commune.pk, ())), names.get(offices.get(commune.pk)))
        for commune in communes
    ]


def _two_communes(province: Province, simulation: Simulation, communes: dict[str, AdminUnit]) -> list[Place]:
    """The commune with the most employers of those that a directive binds, and the one with the most of the others."""
    former = former_provinces(province.unit)
    bound = {directive.territory_id for directive in province.directives.exclude(territory=province.unit)}
    places = simulation.busiest_places(len(communes))
    first = next(
        (place for place in places if former.get(communes[place.code].pk, province.unit).pk in bound), places[0]
    )
    return [first, next(place for place in places if place != first)]


@transaction.atomic
def settle(province: Province, simulation: Simulation) -> dict[str, User]:
    """Zones and people, where they are not there yet."""
    on = simulation.plan.as_of
    board = province.agencies.filter(kind="industrial_zone_board", area=None).first()
    communes = {commune.code: commune for commune in communes_of(province, on)}
    for plan in simulation.zones:
        Zone.objects.get_or_create(
            province=province,
            code=plan.code,
            defaults={
                "name": plan.name,
                "is_cluster": plan.is_cluster,
                "board": board,
                "commune": communes[plan.commune.code],
            },
        )
    first, second = _two_communes(province, simulation, communes)
    offices = overseers(province, "social_insurance_local", on)
    codes = dict(province.agencies.values_list("pk", "code"))
    places = {
        LOCAL_OFFICE: codes.get(offices.get(communes[first.code].pk), ""),
        COMMUNE_1: f"ubnd-{first.code}",
        COMMUNE_2: f"ubnd-{second.code}",
        COMMUNE_POLICE: open_commune_police(province, communes[first.code], on=on).code,
    }
    people = add_cast(province, places, on=on)
    add_clerks(province, seed=simulation.plan.seed, on=on)
    return people
