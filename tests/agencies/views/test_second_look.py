"""What cannot be taken back easily asks again who is there; addresses that make no sense are no fault of the server."""

import pytest
from django.urls import resolve, reverse

pytestmark = pytest.mark.django_db
DECISIONS = (
    ("approve-draft", [1]),
    ("repeal-directive", ["000"]),
    ("set-in-force", ["000"]),
    ("decide-reorganisation", [1]),
    ("invite", []),
    ("renew-invitation", [1]),
    ("hand-over", [1]),
    ("issue-letter", [1]),
)


@pytest.mark.parametrize(("name", "given"), DECISIONS)
def test_a_decision_asks_again_who_is_there(name, given):
    assert getattr(resolve(reverse(name, args=given)).func, "needs_recent_verification", False)


def long_ago(client) -> None:
    session = client.session
    session["verified_at"] = 0
    session.save()


@pytest.mark.parametrize(("key", "asks"), [("login.failures_per_user", True), ("month_close.remind_day", False)])
def test_who_changes_how_the_door_is_guarded_is_asked_again(small, key, asks):
    client = small.reader("bhxh", "administrator")
    client.get("/tai-khoan/")
    long_ago(client)
    answer = client.post(f"/thiet-lap/{key}/", {"value": "7"})
    assert ("/xac-nhan-lai/" in answer.headers.get("Location", "")) is asks


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("head", "/chi-tieu/?nam=0000"),
        ("head", "/chi-tieu/giao/?thay=abc"),
        ("head", "/ngay-lam-viec/?nam=0000"),
    ],
)
def test_an_address_that_makes_no_sense_is_no_fault_of_the_server(small, role, address):
    assert small.reader("bhxh", role).get(address).status_code in (200, 403, 404)
