"""Ways in which somebody could still be named wrongly, each shut: what changed after a stop was passed, after an approval,
after the list was published."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from arrears.models import EvasionGround, Publication, Reckoning, ReckoningRun, UrgingNotice
from arrears.services.publication import editions
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.lines import pass_stop
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.payments import record_payment
from employers.models import Employer
from portal.core.acts import THE_CLOCK, NotPossible
from portal.shell.demo.codes import tax_codes
from tests.arrears.publication.test_drawing import closed, evading, urge
from tests.factories.ledger import each_fund
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, PUBLISHED, Publishing

pytestmark = pytest.mark.django_db
LATER = APPROVED + timedelta(days=30)


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


def again(publishing: Publishing, publication: Publication, at=APPROVED) -> Publication:
    return recheck_publication(publication, by=publishing.person("duyet"), at=at)


def let_pass(publishing: Publishing, publication: Publication, code: str = "TA0001A", at=APPROVED):
    line = publication.lines.get(unit_code=code)
    return pass_stop(publication, by=publishing.person("duyet"), at=at, line=line.pk, reason="đã xác minh")


def rename(name: str, code: str = "TA0001A") -> None:
    Employer.objects.filter(unit_code=code).update(name=name)


def test_a_second_change_of_name_stops_a_line_that_was_passed_after_the_first(publishing):
    publication = publishing.drawn()
    rename("Công ty Một")
    let_pass(publishing, again(publishing, publication))
    assert again(publishing, publication).lines.get(unit_code="TA0001A").state == "candidate"

    rename("Công ty Hai")
    assert again(publishing, publication).lines.get(unit_code="TA0001A").state == "stopped"


def test_another_state_of_the_unit_stops_a_line_that_was_passed_for_the_first(publishing):
    publication = publishing.drawn()
    Employer.objects.filter(unit_code="TA0001A").update(status="dissolving")
    let_pass(publishing, again(publishing, publication))

    Employer.objects.filter(unit_code="TA0001A").update(status="dissolved")
    assert again(publishing, publication).lines.get(unit_code="TA0001A").state == "stopped"


def test_who_lets_a_line_pass_lets_pass_only_what_stood_there_to_see(publishing):
    publication = publishing.drawn()
    rename("Công ty Một")
    publication = again(publishing, publication)
    Employer.objects.filter(unit_code="TA0001A").update(status="dissolving")

    with pytest.raises(NotPossible), transaction.atomic():
        let_pass(publishing, publication)
    assert let_pass(publishing, again(publishing, publication)).state == "candidate"


def test_evasion_by_another_ground_than_the_line_says_is_not_published(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    ground = EvasionGround.objects.create(
        employer=publishing.ledger.employer("E1"), ground="a", document_no="1", document_on=date(2026, 10, 1),
        valid_from=date(2026, 10, 1),
    )  # fmt: skip
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.drawn("late")
    assert publication.lines.get().ground == "a"

    ground.valid_to = date(2026, 10, 20)
    ground.save()
    line = again(publishing, publication).lines.get()
    assert (line.state, line.ground) == ("stopped", "")


def test_evasion_of_unemployment_insurance_falls_with_its_urging(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    row = evading("E1") | each_fund(evaded=0) | {"evaded_bhtn": 100}
    publishing.version = closed(publishing, [row])
    run, _new = ReckoningRun.objects.update_or_create(
        version=publishing.version, defaults={"as_of": date(2026, 11, 30), "computed_at": DRAWN}
    )
    Reckoning.objects.filter(run=run).delete()
    Reckoning.objects.create(
        run=run, employer=publishing.ledger.employer("E1"), worst=3, ground="e", age_evaded=90,
        urged_on=date(2026, 10, 15), is_justified=False,
    )  # fmt: skip
    publication = publishing.drawn("late")
    assert (publication.lines.get().named_as, publication.lines.get().ground) == (3, "e")

    UrgingNotice.objects.update(state="withdrawn")
    assert again(publishing, publication).lines.get().named_as == 2


def test_who_evades_no_longer_by_the_newest_month_is_not_published_as_evading(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.drawn("late")
    assert publication.lines.get().named_as == 3

    late = {"unit_code": "E1", "name": "Công ty E1", "days_late": 30} | each_fund(late=100)
    closed(publishing, [late], OCTOBER.plus(2))
    line = again(publishing, publication).lines.get()
    assert (line.state, line.named_as) == ("stopped", 2)


def test_letters_do_not_leave_before_they_are_drawn_up(publishing):
    officer, late = publishing.person("lap"), DRAWN + timedelta(days=9)
    publication = check_publication(publishing.drawn(), by=officer, at=late)
    publication = notice_publication(
        publication, by=officer, at=late, number=1, symbol="TB-BHXH", issued_on=DRAWN.date()
    )
    with pytest.raises(ValidationError):
        record_notice_sent(publication, by=officer, at=late, sent_on=DRAWN.date())


def test_a_payment_told_after_the_month_was_closed_leaves_the_edition_whenever_it_was_made(publishing):
    edition = publishing.published()
    line = edition.lines.first()
    employer = Employer.objects.get(unit_code=line.unit_code)
    record_payment(
        employer, by=publishing.person("lap"), at=LATER, amount=line.owed, paid_on=date(2026, 10, 30), document_no="UNC"
    )
    assert editions.delist_paid(publishing.province, by=THE_CLOCK, at=LATER) == 1


def test_a_line_that_left_an_edition_stops_in_the_next_list_of_the_same_figures(publishing):
    edition = publishing.published()
    approver = publishing.person("duyet")
    editions.correct_line(edition.publication, by=approver, place=1, at=PUBLISHED, text="Nêu nhầm")
    editions.withdraw_edition(edition.publication, by=approver, at=PUBLISHED, reason="lập lại")

    publication = publishing.drawn()
    assert {line.unit_code: line.state for line in publication.lines.all()} == {
        "TA0003A": "stopped",
        "TA0002A": "candidate",
        "TA0001A": "candidate",
    }
    assert tax_codes
