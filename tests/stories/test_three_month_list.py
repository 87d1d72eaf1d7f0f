"""Scenario 2 (Chỉ thị 000, lines 101-105, 342-346): A owes 2 months, B exactly 3, C 7. BHXH freezes, approves, publishes and
proves; a committee sees only its own employers and publishes its own list."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from agencies.models import User
from arrears.models import Edition, LedgerVersion, Publication, PublicationLine
from arrears.services.publication.editions import publish_edition, record_proof
from portal.core.files import keep
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
MONTH = Month(2026, 10)
DRAWN = datetime(2026, 11, 6, 2, tzinfo=UTC)
OVER = DRAWN + timedelta(days=8)
MONTHS = {"TA000AA": "2", "TA000BB": "3", "TA000CC": "7", "TA000DD": "9"}
CODES = {"TA000AA": "0100109106", "TA000BB": "0101243150", "TA000CC": "0100686209", "TA000DD": "0100150619"}


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    make_person(ledger.bhxh, "canbo", "officer")
    make_person(ledger.bhxh, "duyet", "approver")
    make_person(ledger.bhxh, "giamdoc", "head")
    make_person(ledger.committees[1], "xa.canbo", "officer")
    make_person(ledger.committees[1], "xa.chutich", "head")
    for code, tax_code in CODES.items():
        ledger.employer(code, tax_code=tax_code, commune=ledger.communes[1 if code == "TA000DD" else 0])
    owed = each_fund(opening=900, payable=100) | each_fund(paid_through=Month(2026, 3).first_day)
    rows = [
        {"unit_code": code, "name": f"Công ty {code}", "months_owed": months} | owed for code, months in MONTHS.items()
    ]
    ledger.c12(MONTH, rows)
    ledger.version = ledger.close(MONTH)
    return ledger


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def enters(username: str) -> Client:
    """Logged in, and the password given a moment ago."""
    client = Client()
    client.force_login(User.objects.get(username=username), BACKEND)
    session = client.session
    session["verified_at"] = datetime.now(UTC).timestamp()
    session.save()
    return client


def text(answer) -> str:
    return answer.content.decode()


def drawn_by(username: str, version: LedgerVersion) -> Publication:
    answer = enters(username).post("/cong-khai-no/lap/", {"what": "debtors", "version": version.pk})
    assert answer.status_code == 302, text(answer)
    return Publication.objects.latest("pk")


def told(username: str, publication: Publication) -> None:
    """Looked through, and every employer told."""
    client, here = enters(username), f"/cong-khai-no/{publication.pk}/"
    client.post(f"{here}kiem-tra/")
    numbered = {"number": "1", "symbol": "TB", "issued_on": "06/11/2026"}
    client.post(f"{here}thong-bao/", numbered)
    client.post(f"{here}ngay-gui/", {"sent_on": "06/11/2026"})
    publication.refresh_from_db()
    assert publication.state == "noticed"


def approved_by(username: str, publication: Publication) -> str:
    answer = enters(username).post(f"/cong-khai-no/{publication.pk}/duyet/", follow=True)
    publication.refresh_from_db()
    return text(answer)


def test_b_and_c_are_named_and_a_is_not(ledger):
    with at(DRAWN):
        publication = drawn_by("canbo", ledger.version)
        listed = [line.unit_code for line in publication.lines.order_by("unit_code")]
        assert listed == ["TA000BB", "TA000CC", "TA000DD"]
        told("canbo", publication)
    with at(OVER):
        assert "không tự duyệt" in approved_by("canbo", publication) or publication.state == "noticed"
        approved_by("duyet", publication)
        assert (publication.state, publication.approved_by.username) == ("approved", "duyet")
        assert Client().get("/cong-khai/").status_code == 200
        assert "TA000CC" not in text(Client().get("/cong-khai/?q=TA000CC"))
        by = publication.approved_by
        edition = publish_edition(publication, by=by, at=OVER, number=1, symbol="DS-BHXH")
        for channel in ("báo tỉnh", "đài phát thanh và truyền hình tỉnh"):
            proof = keep([b"%PDF-1.4"], name="anh.pdf", content_type="application/pdf")
            record_proof(publication, by=by, at=OVER, channel=channel, published_on=OVER.date(), file=proof)
    assert edition.proofs.count() == 2
    with at(OVER + timedelta(minutes=2)):
        shown = text(Client().get(f"/cong-khai/{edition.code}/"))
    assert "TA000BB" in shown and "TA000CC" in shown and "TA000AA" not in shown


def test_a_committee_sees_only_its_employers_and_publishes_its_own_list(ledger):
    with at(DRAWN):
        provincial = drawn_by("canbo", ledger.version)
        commune = enters("xa.canbo")
        assert text(commune.get("/cong-khai-no/")).count("TA000") == 0
        for path in (f"/cong-khai-no/{provincial.pk}/", f"/cong-khai-no/dong/{provincial.lines.first().pk}/"):
            assert commune.get(path).status_code == 404
        assert commune.post("/cong-khai-no/lap/", {"what": "debtors", "version": ledger.version.pk}).status_code == 200
        LedgerVersion.objects.update(submitted_at=DRAWN)
        own = drawn_by("xa.canbo", ledger.version)
        assert [line.unit_code for line in own.lines.all()] == ["TA000DD"]
        assert own.unit == ledger.communes[1] and own.legal_basis.startswith("Chỉ thị của Chủ tịch UBND tỉnh")
        told("xa.canbo", own)
        assert enters("canbo").get(f"/cong-khai-no/{own.pk}/").status_code == 404
    with at(OVER):
        approved_by("xa.chutich", own)
        assert own.state == "approved"
        publish_edition(own, by=own.approved_by, at=OVER, number=1, symbol="DS-UBND")
    edition = Edition.objects.get()
    assert (edition.unit_name, edition.lines_count) == (ledger.communes[1].name, 1)
    assert not PublicationLine.objects.filter(publication=provincial, state="published").exists()
