"""Lists on their way to the public and editions, made by the acts a person would press, for tests that begin after them."""

from datetime import UTC, datetime, timedelta

from agencies.models import User
from arrears.models import Edition, LedgerVersion, Publication
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication
from arrears.services.publication.drawing import draw_up_publication
from arrears.services.publication.editions import publish_edition
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from portal.core.periods import Month
from portal.shell.demo.codes import tax_codes
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person

OCTOBER = Month(2026, 10)
DRAWN = datetime(2026, 11, 6, 2, tzinfo=UTC)
APPROVED = DRAWN + timedelta(days=10)
PUBLISHED = APPROVED + timedelta(hours=1)


class Publishing:
    """A province whose October is closed with debtors, and the two people of its BHXH who publish."""

    def __init__(self, owing: int = 3, **columns) -> None:
        self.ledger = Ledger()
        self.province = self.ledger.province
        self.officer = make_person(self.ledger.bhxh, "lap", "officer")
        self.approver = make_person(self.ledger.bhxh, "duyet", "approver")
        self.version = self.closed(owing, **columns)

    @classmethod
    def beside_a_commune(cls) -> "Publishing":
        """The commune in which all employers stand may publish too."""
        made = cls()
        make_person(made.ledger.committees[0], "xa.lap", "officer")
        make_person(made.ledger.committees[0], "xa.duyet", "approver")
        LedgerVersion.objects.update(submitted_at=DRAWN)
        return made

    def closed(self, owing: int, month: Month = OCTOBER, **columns) -> LedgerVersion:
        names = [f"TA{place:04d}A" for place in range(1, owing + 1)]
        for place, (code, tax_code) in enumerate(zip(names, tax_codes(self.province.slug), strict=False), 1):
            facts = {"tax_code": tax_code, "address": f"Số {place}, xã Đông, tỉnh Bắc Ninh"} | columns
            self.ledger.employer(code, **facts)
        rows = [{"unit_code": code, "name": f"Công ty {code}", **owes(place)} for place, code in enumerate(names, 1)]
        self.ledger.b03(month, rows)
        return self.ledger.close(month)

    def drawn(self, what: str = "debtors", **facts) -> Publication:
        return draw_up_publication(
            self.ledger.bhxh, by=self.person("lap"), at=DRAWN, what=what, version=self.version, **facts
        )

    def approved(self, what: str = "debtors", number: int = 1) -> Publication:
        officer = self.person("lap")
        publication = check_publication(self.drawn(what), by=officer, at=DRAWN)
        publication = notice_publication(
            publication, by=officer, at=DRAWN, number=number, symbol="TB-BHXH", issued_on=DRAWN.date()
        )
        record_notice_sent(publication, by=officer, at=DRAWN, sent_on=DRAWN.date())
        return approve_publication(publication, by=self.person("duyet"), at=APPROVED)

    def published(self, what: str = "debtors", *, at: datetime = PUBLISHED, number: int = 1) -> Edition:
        return publish_edition(self.approved(what), by=self.person("duyet"), at=at, number=number, symbol="DS-BHXH")

    def person(self, username: str) -> User:
        """Read anew: powers and post are remembered on the instance."""
        return User.objects.get(username=username)


def owes(place: int) -> dict:
    """Four months late in a B03b row."""
    return {"days_late": 124} | each_fund(late=1_000_000 * place)
