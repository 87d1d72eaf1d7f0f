"""Two people at once: numbers are given once, a payment and an approval never both win, one list is drawn up once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from arrears.models import Publication, PublicationNotice
from arrears.rechecking import recheck
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication
from arrears.services.publication.editions import correct_line, delist_paid
from arrears.services.publication.lines import strike_line
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.objections import record_objection
from arrears.services.publication.payments import record_payment
from portal.core.acts import THE_CLOCK, NotPossible
from tests.factories.publications import APPROVED, DRAWN, PUBLISHED, Publishing


def together(*deeds) -> list[bool]:
    """Each in a thread and a connection of its own, begun at one moment; whether each succeeded."""
    barrier = Barrier(len(deeds))

    def run(deed) -> bool:
        try:
            barrier.wait(10)
            deed()
            return True
        except (NotPossible, ValidationError):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def publishing(own_database) -> Publishing:
    return Publishing()


def noticed(publishing: Publishing, what: str = "debtors", number: int = 1) -> Publication:
    officer = publishing.person("lap")
    publication = check_publication(publishing.drawn(what), by=officer, at=DRAWN)
    facts = {"number": number, "symbol": "TB", "issued_on": DRAWN.date()}
    publication = notice_publication(publication, by=officer, at=DRAWN, **facts)
    record_notice_sent(publication, by=officer, at=DRAWN, sent_on=DRAWN.date())
    return publication


def test_one_list_is_drawn_up_once(publishing):
    assert sorted(together(publishing.drawn, publishing.drawn)) == [False, True]
    assert Publication.objects.count() == 1


def test_two_lists_never_take_the_same_numbers(publishing):
    officer = publishing.person("lap")
    lists = [check_publication(publishing.drawn(what), by=officer, at=DRAWN) for what in ("debtors", "late")]
    facts = {"number": 1, "symbol": "TB", "issued_on": DRAWN.date()}

    done = together(*(lambda one=one: notice_publication(one, by=officer, at=DRAWN, **facts) for one in lists))

    assert sorted(done) == [False, True]
    assert sorted(PublicationNotice.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_an_answer_or_a_strike_beside_an_approval_never_leaves_an_approved_list_that_nobody_saw(publishing):
    publication = noticed(publishing)
    officer, approver = publishing.person("lap"), publishing.person("duyet")
    first, second = publication.lines.all()[:2]
    said = {"line": first.pk, "received_on": DRAWN.date(), "text": "Đã nộp"}

    together(
        lambda: approve_publication(publication, by=approver, at=APPROVED),
        lambda: record_objection(publication, by=officer, at=APPROVED, **said),
        lambda: strike_line(publication, by=officer, line=second.pk, reason="nhầm"),
    )

    publication.refresh_from_db()
    states = {line.pk: line.state for line in publication.lines.all()}
    assert (states[first.pk], states[second.pk]) == ("stopped", "struck")
    assert (publication.state, publication.approved_by) == ("noticed", None)


def test_a_payment_beside_an_approval_is_seen_by_it_or_by_the_publishing(publishing):
    publication = noticed(publishing)
    line = publication.lines.first()
    officer, approver = publishing.person("lap"), publishing.person("duyet")
    paid = {"amount": line.owed, "paid_on": APPROVED.date(), "document_no": "UNC 1", "at": APPROVED}

    approved, recorded = together(
        lambda: approve_publication(publication, by=approver, at=APPROVED),
        lambda: record_payment(line.employer, by=officer, **paid),
    )

    assert recorded
    publication.refresh_from_db()
    assert approved == (publication.state == "approved")
    assert [change.line for change in recheck_alone(publication)] == [line.pk]


def recheck_alone(publication: Publication):
    with transaction.atomic():
        return recheck(publication, at=APPROVED)


def test_a_line_that_is_corrected_and_paid_at_once_leaves_once_and_stops_nobody_elses_leaving(publishing):
    edition = publishing.published()
    approver, officer = publishing.person("duyet"), publishing.person("lap")
    for place in (1, 2):
        line = edition.publication.lines.get(place=place)
        paid = {"amount": line.owed, "paid_on": PUBLISHED.date(), "document_no": f"UNC {place}", "at": PUBLISHED}
        record_payment(line.employer, by=officer, **paid)

    together(
        lambda: correct_line(edition.publication, by=approver, place=1, at=PUBLISHED, text="Nêu nhầm"),
        lambda: delist_paid(publishing.province, by=THE_CLOCK, at=PUBLISHED),
    )

    assert sorted(edition.events.values_list("place", flat=True)) == [1, 2]
