"""The page of a pair: what was typed is not lost when the portal refuses to merge."""

import pytest
from django.test import Client
from django.urls import reverse

from employers.models import DuplicatePair, Employer
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
TYPED = "Cùng địa chỉ, cùng người đại diện theo giấy phép"


def firm(ledger: Ledger, name: str, unit_code: str) -> Employer:
    found = Employer(province=ledger.province, commune=ledger.communes[0], unit_code=unit_code)
    found.rename(name)
    found.save()
    return found


def test_a_refused_merge_says_why_and_keeps_the_reason_that_was_typed():
    ledger = Ledger()
    pair = DuplicatePair.objects.create(
        first=firm(ledger, "Hoà Bình", "TA1"), second=firm(ledger, "Hòa Bình", "TA2"), score=80
    )
    browser = Client()
    browser.force_login(make_person(ledger.bhxh, "thanh", "head"), "django.contrib.auth.backends.ModelBackend")
    answer = browser.post(reverse("decide-duplicate", args=[pair.pk]), {"keep": pair.first_id, "note": TYPED})
    shown = answer.content.decode()
    assert answer.status_code == 200 and TYPED in shown and "TA1, TA2" in shown
    pair.refresh_from_db()
    assert pair.state == DuplicatePair.State.OPEN
