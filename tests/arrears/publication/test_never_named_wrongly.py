"""Ways in which somebody could still be named wrongly, each shut: what changed after a stop was passed, after an approval,
after the list was published."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from arrears.models import (
    Edition,
    EditionLine,
    EvasionGround,
    JustifiedReason,
    Publication,
    Reckoning,
    ReckoningRun,
    UrgingNotice,
)
from arrears.services.publication import editions
from arrears.services.publication.approving import approve_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.holds import record_hold
from arrears.services.publication.lines import pass_stop
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.payments import record_payment, withdraw_payment
from arrears.services.urging import withdraw_urging
from employers.models import Employer
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import AuditEntry, Notification
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


def test_a_page_that_was_opened_before_the_list_was_checked_again_approves_nothing(publishing):
    publication = publishing.approved()
    page = publication.checked_mark
    return_publication(publication, by=publishing.person("lap"), reason="thêm dòng")
    check_publication(publication, by=publishing.person("lap"), at=LATER)
    publication = notice_publication(publication, by=publishing.person("lap"), at=LATER)
    with pytest.raises(NotPossible, match="kiểm tra lại"), transaction.atomic():
        approve_publication(publication, by=publishing.person("duyet"), at=LATER, seen=page)
    again_open = Publication.objects.get(pk=publication.pk).checked_mark
    approve_publication(publication, by=publishing.person("duyet"), at=LATER, seen=again_open)


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


def test_who_owes_nothing_by_the_files_of_the_month_under_way_waits_for_the_approver(publishing):
    publication = publishing.approved()
    nothing = {"unit_code": "TA0001A", "name": "Công ty TA0001A"} | each_fund(late=0)
    publishing.ledger.b03(OCTOBER.plus(1), [nothing])
    line = again(publishing, publication).lines.get(unit_code="TA0001A")
    assert (line.state, line.stops) == ("stopped", ["paying:2026-11"])


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
    assert editions.delist_paid(edition.publication, by=THE_CLOCK, at=LATER) == 1


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


def test_who_may_correct_is_told_once_of_evasion_that_nothing_proves_any_more(publishing):
    publication = evading_approved(publishing)
    editions.publish_edition(publication, by=publishing.person("duyet"), at=PUBLISHED, number=1, symbol="DS-BHXH")
    told = Notification.objects.filter(user=publishing.approver, text__contains="không còn đủ căn cứ")
    editions.delist_paid(publication, by=THE_CLOCK, at=LATER)
    assert not told.exists()
    UrgingNotice.objects.update(state="withdrawn")
    for _hour in range(2):
        editions.delist_paid(publication, by=THE_CLOCK, at=LATER)
    assert told.count() == 1 and "E1" not in told.get().text


# --- What the database refuses, whoever asks --------------------------------------------------------------------------


def evading_approved(publishing: Publishing) -> Publication:
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    return publishing.approved("evasion")


def refused(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_the_database_publishes_evasion_only_with_its_notice_after_the_due_day_and_without_a_reason(publishing):
    line = evading_approved(publishing).lines.get()

    def publish() -> bool:
        return refused(lambda: publishing_line().update(state="published"))

    def publishing_line():
        return line.publication.lines.filter(pk=line.pk)

    publishing_line().update(urged_on=date(2026, 8, 30))  # the last day on which nothing was overdue
    UrgingNotice.objects.update(issued_on=date(2026, 8, 30), served_on=date(2026, 8, 30))
    assert publish()
    publishing_line().update(urged_on=line.urged_on)
    assert publish()
    UrgingNotice.objects.update(issued_on=line.urged_on, served_on=line.urged_on)
    reason = JustifiedReason.objects.create(
        employer=line.employer, reason="bão", valid_from=date(2026, 11, 1), recorded_by=publishing.officer,
        accepted_by=publishing.approver, accepted_at=DRAWN,
    )  # fmt: skip
    assert publish()
    reason.delete()
    assert not publish()


def test_the_database_keeps_an_edition_to_what_its_list_says(publishing):
    assert refused(lambda: Edition.objects.create(publication=publishing.drawn(), what="debtors", **HEAD))
    publication = evading_approved(publishing)
    edition = editions.publish_edition(
        publication, by=publishing.person("duyet"), at=PUBLISHED, number=1, symbol="DS-BHXH"
    )
    assert [(line.unit_code, line.named_as) for line in edition.lines.all()] == [("E1", 3)]
    assert refused(lambda: EditionLine.objects.create(edition=edition, place=2, unit_code="TA0001A", named_as=3))
    assert refused(lambda: EditionLine.objects.create(edition=edition, place=2, unit_code="TA9999Z", named_as=2))


HEAD = {
    "code": "x",
    "verify_code": "X",
    "year": 2026,
    "number": 1,
    "month": date(2026, 10, 1),
    "data_on": date(2026, 10, 31),
    "published_at": PUBLISHED,
}


def test_the_database_approves_no_list_whose_maker_nobody_knows(publishing):
    publication = publishing.drawn()
    Publication.objects.filter(pk=publication.pk).update(made_by=None, state="noticed")
    publication.refresh_from_db()
    with pytest.raises(NotPossible, match="không tự"):
        approve_publication(publication, by=publishing.person("duyet"), at=LATER)
    approve = {"state": "approved", "approved_by": publishing.approver, "approved_at": LATER, "rechecked_at": LATER}
    assert refused(lambda: Publication.objects.filter(pk=publication.pk).update(**approve))


def test_the_trail_tells_neither_why_nor_of_what_kind(publishing):
    employer, officer = publishing.ledger.employer("TA0001A"), publishing.person("lap")
    days = {"begins_on": DRAWN.date(), "expires_on": date(2026, 12, 1)}
    hold = {"agency": publishing.ledger.bhxh, "kind": "criminal", "reason": "vì mật", "on": DRAWN.date()}
    record_hold(employer, by=officer, **hold, **days)
    facts = {"amount": 77_000_001, "paid_on": DRAWN.date(), "document_no": "UNC"}
    payment = record_payment(employer, by=officer, at=DRAWN, **facts)
    withdraw_payment(payment, by=officer, at=DRAWN, reason="ghi nhầm đơn vị mật")
    withdraw_urging(urge(publishing, "E1", DRAWN.date()), by=publishing.person("duyet"), at=DRAWN, reason="thư mật")
    told = str(list(AuditEntry.objects.filter(kind="act").values_list("act", "subject", "detail")))
    assert "withdraw_urging" in told and "withdraw_payment" in told and "record_hold" in told
    assert not any(word in told for word in ("mật", "criminal", "77000001"))
