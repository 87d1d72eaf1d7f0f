"""The last look: newer figures, holds, payments, identity and ground are read again up to the last minute."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arrears.models import Publication, UrgingNotice
from arrears.rechecking import changes_of, recheck
from arrears.rules.publication import kind_of
from arrears.services.publication.approving import approve_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.holds import end_hold, expire_holds, record_hold
from arrears.services.publication.lines import pass_stop, strike_line
from arrears.services.publication.payments import record_payment, withdraw_payment
from employers.models import Employer
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import Notification
from tests.arrears.publication.test_drawing import closed, evading, urge
from tests.factories.ledger import each_fund
from tests.factories.publications import APPROVED, DRAWN, OCTOBER, Publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


def states(publication: Publication) -> dict[str, tuple[str, list[str]]]:
    return {line.unit_code: (line.state, line.stops) for line in publication.lines.order_by("unit_code")}


def again(publishing: Publishing, publication: Publication) -> Publication:
    return recheck_publication(publication, by=publishing.person("duyet"), at=APPROVED)


def pay(publishing: Publishing, code: str, amount: int, paid_on: date = date(2026, 11, 10)):
    employer = publishing.ledger.employer(code)
    return record_payment(
        employer, by=publishing.person("lap"), at=APPROVED, amount=amount, paid_on=paid_on, document_no=f"UNC {amount}"
    )


def hold(publishing: Publishing, code: str, **facts):
    facts = {
        "kind": "instalments",
        "reason": "trả dần",
        "begins_on": DRAWN.date(),
        "expires_on": date(2026, 12, 1),
    } | facts
    employer = publishing.ledger.employer(code)
    return record_hold(employer, by=publishing.person("lap"), agency=publishing.ledger.bhxh, on=DRAWN.date(), **facts)


def test_nothing_changed_leaves_an_approval_standing(publishing):
    publication = publishing.approved()
    assert recheck(publication, at=APPROVED) == []
    assert again(publishing, publication).state == "approved"


def test_a_list_is_looked_at_by_as_many_questions_as_a_line_and_reads_of_employers_what_it_compares(publishing):
    publication, asked = publishing.approved(), []
    first = publication.lines.first()
    for only in (None, first.pk):
        with CaptureQueriesContext(connection) as told:
            changes_of(publication, at=APPROVED, only=only)
        asked.append([one["sql"] for one in told])
    assert len(asked[0]) == len(asked[1])
    (held,) = [statement for statement in asked[0] if "FOR NO KEY UPDATE" in statement]
    assert "tax_code" in held and "folded" not in held and "address" not in held


def test_who_has_paid_all_goes_out_and_who_paid_a_part_waits_for_the_approver(publishing):
    publication = publishing.approved()
    pay(publishing, "TA0001A", 5_000_000)
    first = pay(publishing, "TA0002A", 1)

    told = {change.codes[0]: change.becomes for change in recheck(publication, at=APPROVED)}
    assert told == {"paid": "held", f"paid_part:{first.pk}": "stopped"}
    publication = again(publishing, publication)
    assert (publication.state, publication.approved_by) == ("noticed", None)
    assert states(publication)["TA0001A"] == ("held", ["paid"])

    line = publication.lines.get(unit_code="TA0002A")
    pass_stop(publication, by=publishing.person("duyet"), at=APPROVED, line=line.pk, reason="nộp một phần nhỏ")
    assert recheck(publication, at=APPROVED) == []
    pay(publishing, "TA0002A", 2)
    assert len(recheck(publication, at=APPROVED)) == 1


def test_a_payment_taken_back_brings_its_line_back_when_the_draft_is_checked(publishing):
    publication = publishing.drawn()
    payment = pay(publishing, "TA0001A", 5_000_000)
    again(publishing, publication)
    withdraw_payment(payment, by=publishing.person("lap"), at=APPROVED, reason="ghi nhầm")

    assert states(again(publishing, publication))["TA0001A"][0] == "held"
    checked = check_publication(publication, by=publishing.person("lap"), at=APPROVED)
    assert states(checked)["TA0001A"] == ("candidate", [])


def test_a_hold_keeps_out_until_it_ends_or_expires_and_its_people_are_told(publishing):
    publication = publishing.drawn()
    held = hold(publishing, "TA0001A")
    hold(publishing, "TA0002A", kind="criminal", expires_on=date(2026, 11, 8))
    assert states(again(publishing, publication)) == {
        "TA0001A": ("held", ["hold:instalments"]),
        "TA0002A": ("candidate", []),
        "TA0003A": ("candidate", []),
    }
    with pytest.raises(NotPossible):
        hold(publishing, "TA0001A")

    assert expire_holds(publishing.province, by=THE_CLOCK, on=date(2026, 11, 9)) == 1
    assert Notification.objects.filter(user=publishing.approver, text__contains="1 tạm giữ").exists()
    end_hold(held, by=publishing.person("lap"), on=date(2026, 11, 9), reason="đã bỏ kế hoạch")
    assert (
        check_publication(publication, by=publishing.person("lap"), at=APPROVED).lines.filter(state="held").count() == 0
    )


def test_a_restated_month_stops_lines_whose_figures_changed_and_takes_out_who_is_no_longer_listed(publishing):
    publication = publishing.approved()
    restate(publishing, [owing("TA0002A", 7), owing("TA0003A", 3_000_000), owing("TA0001A", 9, days=10)])

    publication = again(publishing, publication)

    assert states(publication) == {
        "TA0001A": ("held", ["settled"]),
        "TA0002A": ("stopped", ["restated:2"]),
        "TA0003A": ("candidate", []),
    }
    line = publication.lines.get(unit_code="TA0002A")
    with pytest.raises(NotPossible, match="phiên bản mới"):  # the old figures are nobody's to let pass
        pass_stop(publication, by=publishing.approver, at=APPROVED, line=line.pk, reason="đã xem")


def test_a_restated_month_stops_a_line_of_which_only_the_parts_or_the_workers_changed(publishing):
    publication = publishing.approved()
    parts = owing("TA0001A", 1_000_000) | {"late_httt": 1_400_000, "late_bhyt": 600_000}
    workers = owing("TA0002A", 2_000_000) | {"workers": 11}
    restate(publishing, [parts, workers, owing("TA0003A", 3_000_000)])

    assert states(again(publishing, publication)) == {
        "TA0001A": ("stopped", ["restated:2"]),
        "TA0002A": ("stopped", ["restated:2"]),
        "TA0003A": ("candidate", []),
    }


def test_a_newer_month_in_which_nothing_is_owed_takes_the_employer_out(publishing):
    publication = publishing.approved()
    november = OCTOBER.plus(1)
    publishing.ledger.b03(november, [owing("TA0001A", 100, days=150), owing("TA0002A", 100, days=150)])
    publishing.ledger.close(november)

    assert {code: state for code, (state, _stops) in states(again(publishing, publication)).items()} == {
        "TA0001A": "candidate",
        "TA0002A": "candidate",
        "TA0003A": "held",
    }


def test_a_changed_name_or_code_stops_the_line_up_to_the_last_minute(publishing):
    publication = publishing.approved()
    Employer.objects.filter(unit_code="TA0001A").update(tax_code="0100109106")

    assert [kind_of(change.codes[0]) for change in recheck(publication, at=APPROVED)] == ["changed_since"]
    with pytest.raises(PermissionDenied):
        pass_stop(
            again(publishing, publication), by=publishing.person("lap"), at=APPROVED, line=line(publication), reason="x"
        )


def line(publication: Publication, code: str = "TA0001A") -> int:
    return publication.lines.get(unit_code=code).pk


def test_who_loses_the_ground_of_evasion_is_named_late_and_somebody_must_see_it(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.drawn("late")
    assert publication.lines.get().named_as == 3
    UrgingNotice.objects.update(state="withdrawn")

    publication = again(publishing, publication)
    found = publication.lines.get()
    assert (found.state, found.named_as, found.ground, found.late, found.evaded) == ("stopped", 2, "", 500, 0)
    assert again(publishing, publication).lines.get().state == "stopped"
    pass_stop(publication, by=publishing.person("duyet"), at=APPROVED, line=found.pk, reason="công khai là chậm đóng")
    assert again(publishing, publication).lines.get().state == "candidate"


def test_a_list_of_evasion_keeps_nobody_who_lost_the_ground(publishing):
    urge(publishing, "E1", date(2026, 10, 15))
    publishing.version = closed(publishing, [evading("E1")])
    publication = publishing.drawn("evasion")
    UrgingNotice.objects.update(state="withdrawn")

    assert again(publishing, publication).lines.get().state == "held"
    with pytest.raises(NotPossible):
        check_publication(publication, by=publishing.person("lap"), at=APPROVED)


def test_approval_is_refused_while_something_changed_and_the_night_tells_the_makers(publishing):
    publication = publishing.approved()
    return_publication(publication, by=publishing.person("duyet"), reason="xem lại")
    publication = check_publication(publication, by=publishing.person("lap"), at=APPROVED)
    Publication.objects.filter(pk=publication.pk).update(state="noticed")
    pay(publishing, "TA0001A", 1)
    with pytest.raises(NotPossible):
        approve_publication(publication, by=publishing.person("duyet"), at=APPROVED + timedelta(days=1))

    recheck_publication(publication, by=THE_CLOCK, at=APPROVED)
    assert Notification.objects.filter(user=publishing.officer, text__contains="1 dòng thay đổi").exists()
    assert "TA0001A" not in Notification.objects.filter(user=publishing.officer).last().text


def test_whoever_is_struck_off_stays_off(publishing):
    publication = publishing.drawn()
    strike_line(publication, by=publishing.person("lap"), line=line(publication), reason="nhầm đơn vị")
    checked = check_publication(publication, by=publishing.person("lap"), at=APPROVED)
    assert states(checked)["TA0001A"][0] == "struck"


def owing(code: str, amount: int, days: int = 124) -> dict:
    return {"unit_code": code, "name": f"Công ty {code}", "days_late": days} | each_fund(late=amount)


def restate(publishing: Publishing, rows: list[dict]) -> None:
    month = publishing.ledger.month(OCTOBER)
    month.status, month.reason = "restating", "sửa"
    month.save()
    publishing.ledger.b03(OCTOBER, rows)
    publishing.ledger.close(OCTOBER)
