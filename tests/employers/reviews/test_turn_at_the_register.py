"""A review that ends waits for its turn at the register before it holds a count: a file that has it writes counts too."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import time_machine
from django.db import connection, connections, transaction

from employers.models import LabourCount, StatusEvent
from employers.services.review_cells import save_cells
from employers.services.review_closing import close_labour_review, finish_labour_review
from employers.services.review_shares import accept_share, submit_share
from employers.turns import REGISTER, take_register
from portal.core.acts import OPERATOR
from tests.employers.reviews.conftest import AT, Reviewed

WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND NOT granted"
SECONDS = 20


def ending():
    """A review that was ended, its counts and events still to be written: in the zone one employer is gone, one has nobody."""
    here = Reviewed()
    firms = here.several()
    review = here.open()
    share = review.shares.get(agency=here.board)
    for line in share.lines.all():
        found = "not_found" if line.employer_id == firms["zone"].pk else "no_workers"
        save_cells(share, by=OPERATOR, at=AT, cells=[(line.pk, "found", "", found)])
    submit_share(share, by=here.person(here.board, "head"), at=AT)
    share.refresh_from_db()
    accept_share(share, by=OPERATOR, at=AT)
    here.said(firms["both"], "zone_board", 5)
    return here, firms, close_labour_review(review, by=OPERATOR, at=AT)


def test_a_review_that_ends_holds_no_count_while_it_waits_for_a_file(own_database):
    with time_machine.travel(AT, tick=False):
        here, firms, review = ending()
    begun, waited = Event(), []

    def let_in() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            take_register(here.province.pk)
            begun.set()
            for _time in range(SECONDS * 10):
                cursor.execute(WAITS, [REGISTER, here.province.pk])
                if cursor.fetchone()[0]:
                    break
                cursor.execute("SELECT pg_sleep(0.1)")
            waited.append(_time)
            LabourCount.objects.filter(employer=firms["both"]).update(is_current=True)
        connections.close_all()

    def finish() -> None:
        begun.wait(SECONDS)
        finish_labour_review(review, by=OPERATOR)
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(let_in), pool.submit(finish)]:
            done.result()
    assert waited[0] < SECONDS * 10 - 1
    review.refresh_from_db()
    assert review.status == "closed"
    assert StatusEvent.objects.get(review=review).employer == firms["zone"]
    assert LabourCount.objects.get(employer=firms["both"], review=review).employed == 0
