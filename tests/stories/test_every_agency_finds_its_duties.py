"""Each agency that a directive addresses logs in, on a day on which it stands, and finds what the document orders it: all of
it, nothing of another's, each with the sentence that orders it. What is expected is read from the documents' own rows."""

import html
import re
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
import time_machine
import yaml
from django.test import Client

from agencies.models import Agency, AgencyTerritory, Duty, Obligation, Post
from agencies.queries.territory import former_provinces
from agencies.services.obligations import raise_obligations
from portal.core.acts import THE_CLOCK
from portal.core.files import location
from portal.runtime.processes import ROOT
from tests.agencies.obligations.small_provinces import a_small
from tests.factories.duties import make_evidence
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PACKS = ROOT / "agencies/reference/directives"
BEFORE = date(2025, 1, 20)  # departments and districts as 000, 001 and 002 name them; both ended before July
NOW = date(2026, 7, 6)
HERE = {"000": "Tỉnh Bắc Giang", "001": "Tỉnh Hải Dương"}  # documents of provinces that are a part of another today
KIND_NOW = {"labour_department": "home_affairs"}  # of the letter of 2020, read in 2026
IN_PARTS = ("commune", "district", "local")


class Document:
    """One pack as its file has it, read without the portal's own reader."""

    def __init__(self, code: str) -> None:
        self.code = code
        content = yaml.safe_load((PACKS / f"{code}.yaml").read_text())
        self.parties, self.duties = content["parties"], content["duties"]

    def members(self, slug: str) -> set[str]:
        """The bodies that a slug stands for: itself, or those of the group, of groups in it too."""
        inside = self.parties[slug].get("members")
        return set().union(*(self.members(one) for one in inside)) if inside else {slug}

    def kinds(self, slug: str, *, reports: bool = False) -> set[str]:
        """Kinds of the agencies; of those who report together without the bodies that the text only asks to."""
        inside = [self.parties[one] for one in self.members(slug) if not self.parties[one].get("outside")]
        ordered = [one for one in inside if not one.get("requested")]
        return {one["kind"] for one in (ordered if reports and ordered else inside)}

    def ordered(self, day: date) -> dict[str, set[tuple[str, str]]]:
        """Kind of agency -> (document, duty) of what it bears."""
        found = defaultdict(set)
        for duty in self.duties:
            if not duty.get("same_as"):
                for kind in self.kinds(duty["party"], reports=duty["kind"] == "deliverable"):
                    kind = kind if day < date(2025, 3, 1) else KIND_NOW.get(kind, kind)
                    found[kind].add((self.code, duty["id"]))
        return found


def expected_of(agency: Agency, documents: list[Document], day: date) -> set[tuple[str, str]]:
    orders = [one for one in documents if one.code not in HERE or HERE[one.code] == place_of(agency)]
    return set().union(*(one.ordered(day).get(agency.kind_id, set()) for one in orders))


def place_of(agency: Agency) -> str:
    """The former province that the agency, or the place it is in, belongs to."""
    if agency.area:
        return agency.area.name
    unit = AgencyTerritory.objects.filter(agency=agency).values_list("unit", flat=True).first()
    former = former_provinces(agency.province.unit).get(unit)
    return former.name if former else ""


def found_by(client: Client) -> tuple[set[int], set[int]]:
    """Primary keys of the obligations and of the duties "when it arises" on the pages of "Nhiệm vụ"."""
    mine, arising = (everything(client, path) for path in ("/nhiem-vu/", "/nhiem-vu/phat-sinh/"))
    return (
        {int(pk) for pk in re.findall(r'href="/nhiem-vu/(\d+)/"', mine)},
        {int(pk) for pk in re.findall(r'href="/nhiem-vu/phat-sinh/(\d+)/"', arising)},
    )


def everything(client: Client, path: str) -> str:
    """All pages of a list."""
    text, page = "", 1
    while True:
        answer = client.get(path, {"size": 200, "page": page})
        assert answer.status_code == 200, path
        text += (here := answer.content.decode())
        page += 1
        if f"page={page}" not in here:
            return text


@pytest.mark.parametrize(
    ("slug", "codes", "day", "absent"),
    [
        ("bac-ninh", ("000", "002"), BEFORE, set()),
        ("hai-phong", ("001", "002"), BEFORE, {"commune_committee"}),  # the communes of that time are not in the portal
        ("thai-nguyen", ("003", "002"), NOW, set()),
        ("gia-lai", ("004", "002"), NOW, set()),
    ],
)
def test_each_agency_finds_what_it_owes_and_nothing_of_another(slug, codes, day, absent):
    with time_machine.travel(datetime(day.year, day.month, day.day, 2, tzinfo=UTC), tick=False):
        province = a_small(slug)
        raise_obligations(province, by=THE_CLOCK, on=date(day.year, 1, 1), months=day.month)
        documents = [Document(code) for code in codes]
        clients = {agency: client_of(agency) for agency in addressed(province, documents, day)}
        proofs = {agency: proof for agency in clients if (proof := begun_by(agency))}
        for agency, client in clients.items():
            finds_its_own(agency, client, documents, day)
            keeps_to_itself(agency, client, proofs)
    assert kinds_addressed(documents, day) - {agency.kind_id for agency in clients} == absent


def kinds_addressed(documents: list[Document], day: date) -> set[str]:
    slugs = [(one, slug) for one in documents for slug, body in one.parties.items() if body.get("addressed")]
    kinds = {kind for one, slug in slugs for kind in one.kinds(slug)}
    return {KIND_NOW.get(kind, kind) for kind in kinds} if day == NOW else kinds


def addressed(province, documents: list[Document], day: date) -> list[Agency]:
    agencies = province.agencies.as_of(day).select_related("kind", "area", "province__unit").order_by("code")
    return [agency for agency in agencies if expected_of(agency, documents, day)]


def client_of(agency: Agency) -> Client:
    person = make_person(agency, f"nguoi-{agency.pk}")
    Post.objects.filter(user=person).update(valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(person, BACKEND)
    return client


def begun_by(agency: Agency):
    """A file that the agency has not sent yet, for one thing it owes."""
    one = Obligation.objects.filter(holder=agency).order_by("pk").first()
    if one is None:
        return None
    proof = make_evidence(one, title=f"MINHCHUNG{agency.pk}CHUANOP", on=date(2025, 2, 1))
    path = location(proof.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4")
    return proof


def finds_its_own(agency: Agency, client: Client, documents: list[Document], day: date) -> None:
    owed, arising = found_by(client)
    rows = list(Obligation.objects.filter(pk__in=owed).select_related("duty", "directive"))
    assert {row.holder_id for row in rows} <= {agency.pk}
    found = {(row.directive.code, row.duty.code) for row in rows}
    found |= set(Duty.objects.filter(pk__in=arising).values_list("directive__code", "code"))
    expected = expected_of(agency, documents, day)
    assert found == expected, (
        f"{agency.code} {agency}: missing {sorted(expected - found)}, too many {sorted(found - expected)}"
    )
    if rows:
        page = html.unescape(client.get(f"/nhiem-vu/{rows[-1].pk}/").content.decode())
        assert rows[-1].duty.text.split("\n")[0] in page


def keeps_to_itself(agency: Agency, client: Client, proofs: dict) -> None:
    """Its own file it reads; of another's neither the file nor, where it cooperates, the name."""
    others = [proof for owner, proof in proofs.items() if owner != agency]
    shared = {
        int(pk) for pk in re.findall(r'href="/nhiem-vu/(\d+)/"', client.get("/nhiem-vu/phoi-hop/").content.decode())
    }
    assert not Obligation.objects.filter(pk__in=shared, holder=agency).exists()
    for proof in others[:2]:
        assert client.get(f"/nhiem-vu/minh-chung/{proof.pk}/").status_code == 404
    for proof in [one for one in others if one.obligation_id in shared][:2]:
        assert proof.title not in client.get(f"/nhiem-vu/{proof.obligation_id}/").content.decode()
    if agency in proofs:
        assert client.get(f"/nhiem-vu/minh-chung/{proofs[agency].pk}/").status_code == 200
