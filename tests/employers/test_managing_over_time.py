"""Exactly one agency answers for every employer on every date, whatever was reorganised: departments and boards merged and
split, functions handed on, communes united, employers moved, the rule itself changed. A slow second telling of it agrees."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils.timezone import get_current_timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agencies.models import AdminUnit, Agency, Province, ProvinceSetting, UnitSuccession
from agencies.services.reorganisations import (
    carry_out_reorganisations,
    decide_reorganisation,
    draft_reorganisation,
)
from employers.models import Employer, PastPlace, Zone
from employers.queries.managing import ManagingBook
from employers.services.following import follow_agencies
from employers.services.managing import settle_managing
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.folding import fold, sort_key
from tests.employers.slow_managing import SlowRule, stands
from tests.factories.cast import opened_province

FUNCTIONS = ["zone_management", "construction", "transport", "industry_trade", "agriculture", "commune_government"]
FUNCTIONS += ["cluster_management", "district_government", "labour_management", "education"]
STEPS = ["merge", "split", "hand", "hand_district", "order", "unite", "divide", "move", "sector"]
EXAMPLES = 12
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # a story takes a second to tell
LONG_AGO, LATER = date(2020, 1, 1), date(2040, 1, 1)
FIXED = [LONG_AGO, date(2025, 2, 28), date(2025, 3, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 20), LATER]


class Story:
    """A province with some employers and what happens to them, day after day."""

    def __init__(self, province: Province, random: Random) -> None:
        self.province, self.random = province, random
        self.day, self.days, self.number = date(2026, 11, 21), list(FIXED), 0
        self.communes = list(
            AdminUnit.objects.communes().filter(province=province.unit, valid_to=None).order_by("code")
        )
        random.shuffle(self.communes)
        board = province.agencies.get(code="bql-kcn")
        facts = {"province": province, "commune": self.communes[0]}
        self.zones = [
            Zone.objects.create(code="KCN", name="KCN", board=board, **facts),
            Zone.objects.create(code="CCN", name="CCN", is_cluster=True, **facts),
            Zone.objects.create(code="KHONG", name="Khu chưa rõ ban", **facts),
        ]
        self.employers = [self._employer(number) for number in range(5)]

    def _employer(self, number: int) -> Employer:
        commune = self.random.choice([*self.communes[:5], None])
        version, sector = self.random.choice(
            [("2018", "F"), ("2025", "H"), ("", "P"), ("2025", "A"), ("", ""), ("", "C")]
        )
        zone = self.random.choice([None, None, *self.zones])
        employer = Employer(province=self.province, unit_code=f"TA{number}", commune=commune, zone=zone, kind=3)
        employer.sector, employer.vsic_version = sector, version
        employer.rename(f"Công ty {number}")
        employer.save()
        return employer

    def happen(self, step: str) -> None:
        self.day += timedelta(days=self.random.choice([1, 30, 400]))
        self.days += [self.day - timedelta(days=1), self.day]
        self.number += 1
        try:
            with transaction.atomic():
                getattr(self, f"_{step}")()
        except NotPossible:
            return
        if self.random.random() < 0.6:
            follow_agencies(self.province, by=THE_CLOCK, on=self.day)

    def _standing(self, *kinds: str) -> list[Agency]:
        found = self.province.agencies.as_of(self.day).filter(area=None).order_by("code")
        return list(found.filter(kind__in=kinds) if kinds else found.exclude(kind__tier__in=("local", "commune")))

    def _reorganise(self, kind: str, plan: dict) -> None:
        eve = datetime.combine(self.day - timedelta(days=1), time(9), get_current_timezone())
        facts = {"kind": kind, "effective_on": self.day, "source": "Quyết định", "plan": plan}
        decide_reorganisation(draft_reorganisation(self.province, by=OPERATOR, **facts), by=OPERATOR, at=eve)
        done = carry_out_reorganisations(self.province, by=THE_CLOCK, on=self.day)
        assert not done["stuck"]

    def _merge(self) -> None:
        kinds = self.random.choice(
            [(), ("commune_committee",), ("industrial_zone_board", "construction", "industry_trade")]
        )
        there = self._standing(*kinds)
        if len(there) > 1:
            first, second = self.random.sample(there, 2)
            into = {"into": second.pk} if self.random.random() < 0.5 else {"new": self._named()}
            self._reorganise("merge", {"agencies": [first.pk, second.pk], **into})

    def _named(self) -> dict:
        return {"code": f"moi-{self.number}", "name": f"Cơ quan mới {self.number}", "short_name": f"CQ {self.number}"}

    def _split(self) -> None:
        agency = self.random.choice(self._standing("industrial_zone_board", "construction", "home_affairs") or [None])
        if agency:
            held = ["construction", "transport", "labour_management", "zone_management"]
            part = {**self._named(), "functions": self.random.sample(held, 2)}
            self._reorganise("split", {"agency": agency.pk, "ends": self.random.random() < 0.5, "parts": [part]})

    def _hand(self) -> None:
        to = self.random.choice(self._standing())
        self._reorganise("hand_function", {"function": self.random.choice(FUNCTIONS), "agency": to.pk})

    def _hand_district(self) -> None:
        self._reorganise("hand_function", {"function": "district_government", "kind": "commune_committee"})

    def _order(self) -> None:
        value = self.random.sample(FUNCTIONS, self.random.randint(1, 6))
        facts = {"province": self.province, "key": "labour_review.managing_order", "reason": "Quyết định"}
        ProvinceSetting.objects.create(value=value, valid_from=self.day, **facts)

    def _unit(self, name: str) -> AdminUnit:
        facts = {"level": AdminUnit.Level.COMMUNE, "parent": self.province.unit, "province": self.province.unit}
        keys = {"folded": fold(name), "sort_key": sort_key(name)}
        return AdminUnit.objects.create(code=f"9{self.number:04}", name=name, valid_from=self.day, **facts, **keys)

    def _unite(self) -> None:
        """Two communes become one; its committee is opened, or not yet."""
        old = [unit for unit in self.communes if unit.valid_to is None][:2]
        new = self._unit(f"Xã hợp nhất {self.number}")
        for unit in old:
            self._pass(unit, new, is_main=True, is_partial=False)
        self.communes.insert(0, new)
        self._committee(new)

    def _divide(self) -> None:
        old = next(unit for unit in self.communes if unit.valid_to is None)
        new = self._unit(f"Xã tách {self.number}")
        other = next(unit for unit in self.communes if unit.valid_to is None and unit != old)
        self._pass(old, new, is_main=False, is_partial=True)
        self._pass(old, other, is_main=True, is_partial=True)
        self.communes.insert(0, new)
        self._committee(new)

    def _pass(self, old: AdminUnit, new: AdminUnit, **facts) -> None:
        UnitSuccession.objects.create(predecessor=old, successor=new, effective_on=self.day, **facts)
        old.valid_to = self.day - timedelta(days=1)
        old.save(update_fields=["valid_to"])

    def _committee(self, unit: AdminUnit) -> None:
        if self.random.random() < 0.7:
            facts = {"kind_id": "commune_committee", "name": unit.name, "short_name": unit.name, "folded": unit.folded}
            agency = Agency.objects.create(
                province=self.province, code=f"ubnd-{unit.code}", valid_from=self.day, **facts
            )
            agency.territories.create(unit=unit, valid_from=self.day)

    def _move(self) -> None:
        """To another place, from the day or from some day long past."""
        employer = self.random.choice(self.employers)
        since = self.random.choice([self.day, date(2024, 5, 1), date(2025, 7, 1)])
        self._keep(employer, since)
        employer.commune = self.random.choice(self.communes[:6])
        employer.zone = self.random.choice([None, *self.zones])
        employer.save()

    def _sector(self) -> None:
        employer = self.random.choice(self.employers)
        self._keep(employer, self.day)
        employer.sector, employer.vsic_version = self.random.choice([("F", "2025"), ("G", "2018"), ("Q", "2025")])
        employer.save()

    def _keep(self, employer: Employer, since: date) -> None:
        self.days += [since - timedelta(days=1), since]
        if not employer.past_places.filter(valid_to__gte=since - timedelta(days=1)).exists():
            facts = {name: getattr(employer, name) for name in ("commune", "zone", "sector", "vsic_version")}
            PastPlace.objects.create(employer=employer, valid_to=since - timedelta(days=1), **facts)


@pytest.fixture
def bac_ninh() -> Province:
    return opened_province()


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=NO_SHRINKING,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(STEPS), max_size=6))
def test_exactly_one_agency_answers_for_every_employer_on_every_date(bac_ninh, random, steps):
    with transaction.atomic():
        story = Story(bac_ninh, random)
        for step in steps:
            story.happen(step)
        mine = Employer.objects.filter(province=bac_ninh)
        some = random.sample(sorted(set(story.days)), min(8, len(set(story.days))))
        for day in [*some, LONG_AGO + timedelta(days=random.randint(0, 7000))]:
            book = ManagingBook(bac_ninh, day)
            answers = dict(book.bulk(mine))
            assert sorted(answers) == sorted(mine.values_list("pk", flat=True))
            for employer in story.employers:
                said = answers[employer.pk]
                agency = Agency.objects.get(pk=said.agency_id)
                assert agency.province == bac_ninh and stands(agency, day), day
                assert said.agency_id not in said.readers and len(set(said.readers)) == len(said.readers)
                assert (said.agency_id, said.ground) == SlowRule(bac_ninh, day).answer(employer), (day, employer)
        settle_managing(bac_ninh, by=THE_CLOCK, on=story.day)
        book = ManagingBook(bac_ninh, story.day)
        for employer in Employer.objects.filter(province=bac_ninh):
            assert employer.agency_id == book.of(employer).agency_id
        assert settle_managing(bac_ninh, by=THE_CLOCK, on=story.day) == 0
        transaction.set_rollback(True)
