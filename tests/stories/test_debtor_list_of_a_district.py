"""Scenario 2 in a province of three tiers (Chỉ thị 000, lines 342-346, before 1 July 2025): the committee of a district
publishes the list of its own employers, because the directive orders it; it sees and names nobody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from agencies.models import AdminUnit, Agency, AgencyTerritory, Post, Province, ProvinceSetting
from agencies.reference_holders import give_holders
from agencies.reference_loading import default_settings
from arrears.models import Edition, LedgerVersion, Publication
from arrears.queries.publication.publishers import publishing_right
from arrears.services.publication.editions import publish_edition
from portal.core.periods import Month
from tests.factories.ledger import LONG_AGO, Ledger, each_fund
from tests.factories.people import make_agency, make_person
from tests.stories.test_three_month_list import at, enters, text

pytestmark = pytest.mark.django_db
MAY = Month(2025, 5)
DRAWN = datetime(2025, 6, 6, 2, tzinfo=UTC)
OVER = DRAWN + timedelta(days=8)
DIRECTIVE = "Chỉ thị của Chủ tịch UBND tỉnh Bắc Giang về lĩnh vực lao động, BHXH, BHYT, BHTN"
ORDERED = "Chỉ thị 000, dòng 342-346: UBND huyện công khai danh sách trên địa bàn"
DISTRICT, OTHER = "220", "218"
"""Huyện Sơn Động, huyện Lục Nam."""

OWED = {  # unit code -> district, months owed, tax code
    "TA000AA": (DISTRICT, "2", "0100109106"),
    "TA000BB": (DISTRICT, "3", "0101243150"),
    "TA000CC": (DISTRICT, "7", "0100686209"),
    "TA000DD": (OTHER, "9", "0100150619"),
}


class ThreeTiers(Ledger):
    """Tỉnh Bắc Giang before the merger: BHXH of the province, two district committees, a commune in each district."""

    def __init__(self) -> None:
        unit = AdminUnit.objects.get(code="24", level=AdminUnit.Level.PROVINCE, valid_to=date(2025, 6, 30))
        self.province = Province.objects.create(slug="bac-giang", name=unit.name, unit=unit)
        ProvinceSetting.objects.bulk_create(
            ProvinceSetting(province=self.province, **values) for values in default_settings(unit.code)
        )
        give_holders([self.province])
        self.bhxh = make_agency(self.province)
        self.districts = {code: self._district(code) for code in (DISTRICT, OTHER)}
        self.communes = [
            AdminUnit.objects.filter(level=3, parent__code=code, parent__level=2).order_by("code")[0]
            for code in (DISTRICT, OTHER)
        ]
        self.offices = [make_agency(self.province, "social_insurance_local", "bhxh-huyen")]
        Agency.objects.filter(province=self.province).update(valid_from=LONG_AGO)

    def _district(self, code: str) -> Agency:
        committee = make_agency(self.province, "district_committee", f"ubnd-huyen-{code}")
        unit = AdminUnit.objects.get(code=code, level=AdminUnit.Level.DISTRICT)
        AgencyTerritory.objects.create(agency=committee, unit=unit, valid_from=LONG_AGO)
        return committee


@pytest.fixture
def ledger() -> ThreeTiers:
    ledger = ThreeTiers()
    for agency, officer, head in (
        (ledger.bhxh, "canbo", "giamdoc"),
        (ledger.districts[DISTRICT], "huyen.canbo", "huyen.chutich"),
        (ledger.districts[OTHER], "khac.canbo", "khac.chutich"),
    ):
        make_person(agency, officer)
        make_person(agency, head, "head")
    Post.objects.update(valid_from=LONG_AGO)
    for code, (district, _months, tax_code) in OWED.items():
        ledger.employer(code, tax_code=tax_code, commune=ledger.communes[district == OTHER])
    owed = each_fund(opening=900, payable=100) | each_fund(paid_through=Month(2024, 10).first_day)
    rows = [
        {"unit_code": code, "name": f"Công ty {code}", "months_owed": months} | owed
        for code, (_district, months, _tax_code) in OWED.items()
    ]
    ledger.c12(MAY, rows)
    ledger.version = ledger.close(MAY)
    LedgerVersion.objects.update(submitted_at=DRAWN)
    return ledger


def ordered(ledger: ThreeTiers, kinds: list[str]) -> None:
    """The province's administrator writes down what the directive orders, from the first day of the settings on."""
    for key, value in (("publication.local_publishers", kinds), ("publication.local_legal_basis", DIRECTIVE)):
        ProvinceSetting.objects.create(
            province=ledger.province, key=key, value=value, valid_from=date(2025, 1, 1), reason=ORDERED
        )


def test_without_the_order_a_district_publishes_nothing(ledger):
    with at(DRAWN):
        assert publishing_right(ledger.districts[DISTRICT], DRAWN.date()) is None
        answer = enters("huyen.canbo").post("/cong-khai-no/lap/", {"what": "debtors", "version": ledger.version.pk})
        assert answer.status_code in (200, 403, 404) and not Publication.objects.exists()


def test_the_district_names_b_and_c_of_its_own_and_nobody_of_another(ledger):
    ordered(ledger, ["commune_committee", "district_committee"])
    with at(DRAWN):
        client = enters("huyen.canbo")
        assert client.post("/cong-khai-no/lap/", {"what": "debtors", "version": ledger.version.pk}).status_code == 302
        own = Publication.objects.get()
        assert sorted(line.unit_code for line in own.lines.all()) == ["TA000BB", "TA000CC"]
        assert own.unit.name == "Huyện Sơn Động" and own.legal_basis == DIRECTIVE
        for stranger in ("khac.canbo", "khac.chutich", "canbo"):
            assert enters(stranger).get(f"/cong-khai-no/{own.pk}/").status_code == 404
        client.post(f"/cong-khai-no/{own.pk}/kiem-tra/")
        client.post(f"/cong-khai-no/{own.pk}/thong-bao/", {"number": "1", "symbol": "TB", "issued_on": "06/06/2025"})
        client.post(f"/cong-khai-no/{own.pk}/ngay-gui/", {"sent_on": "06/06/2025"})
        own.refresh_from_db()
        assert own.state == "noticed"
        assert "TA000CC" not in text(Client().get("/cong-khai/?q=TA000CC"))
    with at(OVER):
        enters("huyen.canbo").post(f"/cong-khai-no/{own.pk}/duyet/")
        own.refresh_from_db()
        assert own.state == "noticed"  # not by the one who drew it up
        enters("huyen.chutich").post(f"/cong-khai-no/{own.pk}/duyet/")
        own.refresh_from_db()
        assert (own.state, own.approved_by.username) == ("approved", "huyen.chutich")
        publish_edition(own, by=own.approved_by, at=OVER, number=1, symbol="DS-UBND")
    edition = Edition.objects.get()
    assert (edition.unit_name, edition.lines_count) == ("Huyện Sơn Động", 2)
    with at(OVER + timedelta(minutes=2)):
        shown = text(Client().get(f"/cong-khai/{edition.code}/"))
    assert "TA000BB" in shown and "TA000CC" in shown and "TA000AA" not in shown and "TA000DD" not in shown
