"""Reading a list and taking it away are two powers."""

import pytest
from django.urls import reverse

from agencies.models import Power
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_whoever_reads_the_register_without_the_power_to_export_finds_no_file(client):
    ledger = Ledger()
    ledger.employer("TA1")
    client.force_login(make_person(ledger.bhxh, "lan"))
    address = reverse("status-events")
    assert client.get(address, {"format": "xlsx"}).status_code == 200
    Power.objects.filter(act="export_register").delete()
    assert client.get(address, {"format": "xlsx"}).status_code == 404
    page = client.get(address)
    assert page.status_code == 200 and "format=xlsx" not in page.content.decode()
