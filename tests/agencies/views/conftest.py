"""Gia Lai in small, told as Bắc Ninh: who coordinates, who owes, who cooperates, who receives, and strangers."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import AdminUnit, Agency, AgencyTerritory, Duty, Obligation, User
from portal.core.periods import Month
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_agency, make_person, make_province

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Small:
    """One province with a directive that BHXH coordinates; the tax office owes, the department cooperates and so on."""

    def __init__(self, slug: str = "bac-ninh") -> None:
        self.province = make_province(slug)
        self.agencies: dict[str, Agency] = {
            name: make_agency(self.province, kind, name)
            for name, kind in (
                ("bhxh", "social_insurance"),
                ("tax", "tax"),
                ("health", "health"),
                ("chair", "provincial_chair"),
                ("press", "culture_and_press"),
                ("xa-a", "commune_committee"),
                ("xa-b", "commune_committee"),
            )
        }
        units = AdminUnit.objects.filter(province=self.province.unit, level=3, valid_to=None).order_by("code")[:2]
        for name, unit in zip(("xa-a", "xa-b"), units, strict=True):
            AgencyTerritory.objects.create(agency=self.agencies[name], unit=unit, valid_from=date(2025, 7, 1))
        self.directive = make_directive(self.province, coordinator=self.agencies["bhxh"])
        self.month = Month.of(timezone.localdate())

    def duty(self, bearer: str = "tax", **facts) -> Duty:
        """A monthly report of the bearer to the chair, with the health department's help."""
        facts = {"cooperating": (self.agencies["health"],), "recipients": (self.agencies["chair"],)} | facts
        return make_duty(self.directive, bearer=self.agencies[bearer], **facts)

    def owed(self, duty: Duty, bearer: str = "tax", *, due_in: int = 3, **columns) -> Obligation:
        """What the bearer owes for this month, due so many days from today."""
        columns.setdefault("due_on", timezone.localdate() + timedelta(days=due_in))
        month = columns.pop("month", self.month)
        return make_obligation(duty, self.agencies[bearer], month, **columns)

    def person(self, agency: str, role: str = "officer") -> User:
        return make_person(self.agencies[agency], f"{agency}.{role}.{self.province.slug}", role)

    def reader(self, agency: str, role: str = "officer") -> Client:
        """The browser of somebody of the agency, signed in."""
        client = Client()
        client.force_login(self.person(agency, role), BACKEND)
        return client


@pytest.fixture
def small(db) -> Small:
    return Small()
