"""The provinces that are measured: a large one and a small one, built by the demo's simulation and by the portal's acts.

One month is lived through whole, the months before it repeat its rows, the newest is not in yet: it is what is imported.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.models import Province, User
from agencies.queries.territory import province_named
from agencies.services.provinces import open_province
from arrears.models import LedgerVersion
from employers.models import Employer
from portal.core.acts import OPERATOR, NotPossible, act
from portal.core.models import AuditEntry, Notification
from portal.core.periods import Month
from portal.shell.bench.past import write_past
from portal.shell.demo import building
from portal.shell.demo.contributions import Figures
from portal.shell.demo.history import Historian
from portal.shell.demo.simulation import Plan, Simulation

LARGE, SMALL = "bac-ninh", "hai-phong"
SEED = 7
Teller = Callable[[str], Any]


def _only_the_operator(by: Any, subject: Any) -> bool:
    return by is OPERATOR and settings.DEMO


@dataclass
class Built:
    """A province with its history, and the month that is not in yet."""

    province: Province
    plan: Plan

    @property
    def month(self) -> Month:
        return self.plan.last

    @property
    def newest(self) -> LedgerVersion:
        return LedgerVersion.objects.get(province=self.province, month=self.plan.history[-1].first_day)

    @cached_property
    def simulation(self) -> Simulation:
        return building.simulate(self.plan, self.province)

    @cached_property
    def figures(self) -> list[Figures]:
        """What the files of the month that is not in yet say."""
        return list(self.simulation.month(self.month))

    def person(self, name: str) -> User:
        """Somebody of the demo's cast, by the user name that its first province has."""
        return person_of(self.province, name)


def person_of(province: Province, name: str) -> User:
    """Somebody of the demo's cast in this province, by the user name that its first province has."""
    names = (name, f"{name}@{province.slug}")
    return User.objects.filter(is_demo=True, username__in=names, posts__agency__province=province).distinct().get()


def built(slug: str, *, employers: int, months: int, on: date, tell: Teller) -> Built:
    """The province of these figures, built now unless it is there. Never beside anybody's own data."""
    refuse_beside_others()
    plan = _begun(slug)
    if plan is None:
        plan = Plan(slug, employers, months, SEED, on)
        tell(f"{slug}: {employers} employers x {months} months …")
        _build(plan, tell)
    elif (plan.employers, plan.months) != (employers, months):
        raise NotPossible(
            _("Cơ sở dữ liệu này đo %(employers)s đơn vị × %(months)s tháng; đo số khác cần một cơ sở dữ liệu trống.")
            % {"employers": plan.employers, "months": plan.months}
        )
    elif not AuditEntry.objects.filter(act="finish_bench", province_code=slug).exists():
        raise NotPossible(_("Lần dựng trước bị ngắt giữa chừng; hãy dùng một cơ sở dữ liệu trống."))
    return Built(Province.objects.select_related("unit").get(slug=slug), plan)


def refuse_beside_others() -> None:
    if not settings.DEMO:
        raise NotPossible(_("Chỉ đo với DEMO=1, trên một cơ sở dữ liệu riêng."))
    ours = AuditEntry.objects.filter(act="begin_bench").values("province_code")
    if Employer.objects.exclude(province__slug__in=ours).exists():
        raise NotPossible(_("Cơ sở dữ liệu này có đơn vị khác; hãy đo trên một cơ sở dữ liệu trống."))


def _begun(slug: str) -> Plan | None:
    entry = AuditEntry.objects.filter(act="begin_bench", province_code=slug).first()
    if entry is None:
        return None
    facts = entry.detail["facts"]
    return Plan(slug, facts["employers"], facts["months"], SEED, date.fromisoformat(facts["as_of"]))


@act(may=_only_the_operator)
def begin_bench(province: Province, *, by, employers: int, months: int, as_of: date, agencies: int = 0) -> Province:
    """Everything of this province is made to be measured."""
    province.is_demo = True
    province.save(update_fields=["is_demo"])
    return province


@act(may=_only_the_operator)
def finish_bench(province: Province, *, by) -> Province:
    """The province is whole."""
    return province


def _build(plan: Plan, tell: Teller) -> None:
    unit = province_named(plan.province, plan.as_of)
    if unit is None:
        raise NotPossible(_("Chưa có dữ liệu tham chiếu: hãy chạy manage.py load_reference trước."))
    province = open_province(unit, by=OPERATOR, on=plan.as_of, is_demo=True)
    province = begin_bench(province, by=OPERATOR, employers=plan.employers, months=plan.months, as_of=plan.as_of)
    simulation = building.simulate(plan, province)
    people = building.settle(province, simulation)
    newest = plan.history[-1]
    tell(f"{plan.province}: {newest} …")
    Historian(province, simulation, people).live(newest)
    version = LedgerVersion.objects.get(province=province, month=newest.first_day)
    for month in reversed(plan.history[:-1]):
        write_past(version, [month])
        tell(f"{plan.province}: {month}")
    Notification.objects.filter(user__is_demo=True).exclude(user__in=people.values()).delete()
    finish_bench(province, by=OPERATOR)
