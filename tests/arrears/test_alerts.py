"""The same night: who stops while it owes. BHXH is told at once, the managing agency when the report is submitted; nobody
else ever reads of it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrears.models import LedgerVersion
from arrears.queries.alerts import alerts_panel, alerts_shown
from arrears.services.alerts import raise_dissolving_owing
from employers.models import Alert, Employer
from employers.services.alerts import answer_alert
from employers.services.events import record_status_event
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import Notification
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
TODAY, OCTOBER = date(2026, 11, 5), Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    paid = {"unit_code": "TA2", **each_fund(payable=100, paid=100)}
    ledger.b03(OCTOBER, [{"unit_code": "TA1", "late_httt": 500}, {"unit_code": "TA3", "late_httt": 700}])
    ledger.c12(OCTOBER, [paid, {"unit_code": "TA1"}, {"unit_code": "TA3"}])
    Employer.objects.update(agency=ledger.committees[0])
    return ledger


def firm(code: str) -> Employer:
    return Employer.objects.get(unit_code=code)


def stop(ledger: Ledger, code: str, kind: str = "dissolving", on: date = TODAY) -> None:
    record_status_event(firm(code), by=OPERATOR, agency=ledger.bhxh, kind=kind, happened_on=on, on=TODAY)


def night(ledger: Ledger) -> dict[str, int]:
    return raise_dissolving_owing(ledger.province, by=THE_CLOCK, on=TODAY)


def submit(version: LedgerVersion) -> None:
    LedgerVersion.objects.filter(pk=version.pk).update(submitted_at=NOW)


def test_only_who_stops_and_owes_is_alerted_and_only_once(ledger):
    ledger.close(OCTOBER)
    stop(ledger, "TA1")
    stop(ledger, "TA2")
    lan = make_person(ledger.bhxh, "lan")
    assert night(ledger)["raised"] == 1
    assert night(ledger)["raised"] == 0
    assert Alert.objects.get().employer.unit_code == "TA1"
    assert Notification.objects.filter(user=lan).count() == 1


def test_before_a_month_is_closed_nothing_is_known(ledger):
    stop(ledger, "TA1")
    assert night(ledger) == {"raised": 0, "over": 0, "told": 0}


def test_it_is_told_and_shown_by_the_ledger_s_own_rule(ledger):
    version = ledger.close(OCTOBER)
    stop(ledger, "TA1")
    readers = {
        "bhxh": make_person(ledger.bhxh, "lan"),
        "managing": make_person(ledger.committees[0], "mai"),
        "other commune": make_person(ledger.committees[1], "hoa"),
        "tax": make_person(make_agency(ledger.province, "tax", "thue"), "thue"),
        "finance": make_person(make_agency(ledger.province, "finance", "tc"), "tc"),
        "leader": make_person(make_agency(ledger.province, "provincial_chair", "ubnd"), "chu", "leader"),
    }
    night(ledger)
    seen = {name for name, person in readers.items() if alerts_shown(person).exists()}
    told = {line.user.username for line in Notification.objects.filter(key__startswith="dissolving-owing")}
    assert (seen, told) == ({"bhxh"}, {"lan"})
    submit(version)
    night(ledger)
    seen = {name for name, person in readers.items() if alerts_shown(person).exists()}
    told = {line.user.username for line in Notification.objects.filter(key__startswith="dissolving-owing")}
    assert (seen, told) == ({"bhxh", "managing", "leader"}, {"lan", "mai"})
    assert alerts_panel(readers["managing"], firm("TA1")) and alerts_panel(readers["tax"], firm("TA1")) is None
    assert not Alert.objects.visible_to(readers["bhxh"]).exists()  # only the ledger's storey tells


def test_it_is_over_when_the_employer_has_paid_or_operates_again(ledger):
    ledger.close(OCTOBER)
    stop(ledger, "TA1")
    stop(ledger, "TA3", "suspended", date(2026, 11, 1))
    night(ledger)
    stop(ledger, "TA3", "resumed")  # another day's word lifts it
    november = Month(2026, 11)
    paid = [{"unit_code": "TA1", **each_fund(payable=100, paid=100)}, {"unit_code": "TA3", "late_httt": 9}]
    assert night(ledger)["over"] == 1
    ledger.c12(november, paid[:1])
    ledger.b03(november, [{"unit_code": "TA3", "late_httt": 9}])
    ledger.close(november)
    assert night(ledger)["over"] == 1
    assert set(Alert.objects.values_list("state", flat=True)) == {"over"}


def test_a_graver_word_is_a_new_alert_and_ends_the_old_one(ledger):
    ledger.close(OCTOBER)
    stop(ledger, "TA1", "suspended")
    night(ledger)
    stop(ledger, "TA1", "dissolved")
    assert night(ledger)["raised"] == 1
    assert list(Alert.objects.order_by("pk").values_list("state", flat=True)) == ["over", "open"]


def test_it_is_answered_once_by_bhxh_or_the_managing_agency(ledger):
    ledger.close(OCTOBER)
    stop(ledger, "TA1")
    night(ledger)
    alert = Alert.objects.get()
    for person in (make_person(ledger.committees[1], "hoa"), make_person(ledger.offices[1], "kim")):
        with pytest.raises(PermissionDenied):
            answer_alert(alert, by=person, answer="x", at=NOW)
    mai = make_person(ledger.committees[0], "mai")
    with pytest.raises(ValidationError):
        answer_alert(alert, by=mai, answer="  ", at=NOW)
    assert answer_alert(alert, by=mai, answer="Đã làm việc với đơn vị", at=NOW).state == "seen"
    with pytest.raises(NotPossible):
        answer_alert(alert, by=mai, answer="x", at=NOW)


def test_the_pages_tell_what_is_owed_to_those_who_may_read_it(ledger, client):
    version = ledger.close(OCTOBER)
    stop(ledger, "TA1")
    night(ledger)
    pk = Alert.objects.get().pk
    people = {"lan": ledger.bhxh, "mai": ledger.committees[0], "thue": make_agency(ledger.province, "tax", "thue")}
    people = {name: make_person(agency, name) for name, agency in people.items()}
    for submitted, statuses in ((False, (200, 404, 404)), (True, (200, 200, 404))):
        if submitted:
            submit(version)
        for person, status in zip(people.values(), statuses, strict=True):
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
            assert client.get(f"/don-vi/canh-bao/{pk}/").status_code == status
            assert ("TA1" in client.get("/don-vi/canh-bao/").content.decode()) is (status == 200)
