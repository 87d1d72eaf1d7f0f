"""Two officers mark the same counter at the same moment: it never falls below zero."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connections

from employers.services.coverage import record_sync_count, verify_sync
from portal.core.acts import OPERATOR
from tests.employers.coverage.conftest import AT, TODAY, communes
from tests.factories.cast import opened_province


def test_four_at_once_take_no_more_than_there_are(own_database):
    province = opened_province("thai-nguyen")
    unit = communes(province, 1)[0]
    facts = {"at": AT, "as_of": date(2026, 11, 1), "source": "Danh sách"}
    count = record_sync_count(province, by=OPERATOR, territory=unit, unsynced=10, **facts)

    def mark(number: int) -> bool:
        try:
            verify_sync(count, by=OPERATOR, at=AT, number=number, on=TODAY)
            return True
        except ValidationError:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(mark, [4, 4, 4, 4]))
    count.refresh_from_db()
    assert done.count(True) == 2 and count.verified == 8
