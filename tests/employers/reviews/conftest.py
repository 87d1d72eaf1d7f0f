"""Hải Phòng (with what was Hải Dương) and some employers of every scope: in a zone, of a sector, of nobody but their place."""

from datetime import UTC, date, datetime

import pytest

from agencies.models import AdminUnit, Agency, AgencyTerritory, Post, User
from employers.models import Employer, LabourCount, Zone
from employers.queries.reviews import closing_key
from employers.services.review_closing import close_labour_review
from employers.services.reviews import open_labour_review
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.models import Job
from tests.factories.cast import opened_province

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


class Reviewed:
    """A province under review. `employer` makes one, `person` somebody of an agency, `open` the review."""

    def __init__(self) -> None:
        self.province = opened_province("hai-phong")
        self.communes = list(
            AdminUnit.objects.filter(
                pk__in=AgencyTerritory.objects.filter(
                    agency__province=self.province, agency__kind="commune_committee", valid_to=None
                ).values("unit")
            ).order_by("code")
        )
        self.board = self.agency("industrial_zone_board")
        self.construction = self.agency("construction")
        self.coordinator = self.agency("home_affairs")
        self.zone = Zone.objects.create(province=self.province, code="KCN1", name="KCN Một", board=self.board)
        self.made = 0

    def agency(self, kind: str, on: date | None = None, **more) -> Agency:
        found = Agency.objects.as_of(on or AT.date()).filter(province=self.province, kind=kind, **more).order_by("code")
        return found[0]

    def committee(self, place: int = 0) -> Agency:
        return Agency.objects.get(
            province=self.province, kind="commune_committee", territories__unit=self.communes[place], valid_to=None
        )

    def employer(self, name: str = "", **columns) -> Employer:
        self.made += 1
        columns = {"commune": self.communes[0], "kind": 3, "vsic_version": "2018"} | columns
        made = Employer(province=self.province, unit_code=f"RS{self.made:05d}", **columns)
        made.rename(name or f"Công ty {self.made}")
        made.save()
        return made

    def several(self) -> dict[str, Employer]:
        return {
            "zone": self.employer("Trong khu", zone=self.zone, sector="C"),
            "both": self.employer("Nhà thầu trong khu", zone=self.zone, sector="F"),
            "contractor": self.employer("Nhà thầu", sector="F"),
            "other": self.employer("Xưởng may", sector="C"),
            "elsewhere": self.employer("Xưởng mộc", sector="C", commune=self.communes[1]),
            "nowhere": self.employer("Chưa rõ nơi", sector="C", commune=None),
        }

    def person(self, agency: Agency, role: str = "officer", name: str = "") -> User:
        user = User.objects.create(username=name or f"{agency.code}.{role}", full_name=name or f"{role} {agency.code}")
        Post.objects.create(user=user, agency=agency, role=role, valid_from=date(2020, 1, 1))
        return user

    def open(self, by=OPERATOR, at: datetime = AT, **facts):
        facts = {
            "title": "Rà soát 2026",
            "period": "2026",
            "as_of": date(2026, 11, 1),
            "due_on": date(2026, 12, 15),
        } | facts
        return open_labour_review(self.province, by=by, at=at, **facts)

    def said(self, employer: Employer, source: str, number: int, period: str = "2026") -> None:
        column = "participating" if source == "social_insurance" else "employed"
        LabourCount.objects.create(
            employer=employer, source=source, period=period, starts_on=date(int(period[:4]), 1, 1), **{column: number}
        )


def closed(review, by=OPERATOR, at: datetime = AT):
    """End a review and do the worker's part. Returns its job."""
    close_labour_review(review, by=by, at=at)
    job = jobs.run(Job.objects.get(key=closing_key(review)).pk)
    assert job.state == "done", job.error
    review.refresh_from_db()
    return job


@pytest.fixture
def here(db):
    return Reviewed()
