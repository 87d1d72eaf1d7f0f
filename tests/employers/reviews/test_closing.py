"""A review ends in two steps: a person's word stands at once, a worker counts, and survives what happens to workers."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from employers.models import LabourCount
from employers.queries.reviews import closing_key
from employers.services.review_cells import save_cells
from employers.services.review_closing import close_labour_review, finish_labour_review
from employers.services.review_shares import accept_share, return_share, submit_share
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import Job
from tests.employers.reviews.conftest import AT, closed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


def accept(share, **found) -> None:
    for line in share.lines.order_by("pk"):
        save_cells(share, by=OPERATOR, at=AT, cells=[(line.pk, *cell) for cell in found["cells"]])
    submit_share(share, by=OPERATOR, at=AT, reason="bận")
    share.refresh_from_db()
    accept_share(share, by=OPERATOR, at=AT)


@pytest.fixture
def review(here):
    """The board has accepted figures, the two communes too; the department says that nobody works there."""
    here.firms = here.several()
    review = here.open()
    typed = (("participating", None, 95), ("not_participating", None, 25))
    accept(review.shares.get(agency=here.board), cells=typed)
    accept(review.shares.get(agency=here.committee(0)), cells=(("employed", None, 7),))
    accept(review.shares.get(agency=here.committee(1)), cells=())
    accept(review.shares.get(agency=here.construction), cells=(("found", "", "no_workers"),))
    return review


def test_each_source_is_written_at_once_with_the_agency_of_each_row(here, review):
    communes = {here.committee(0), here.committee(1)}
    closed(review)
    written = {count.employer.name: count for count in LabourCount.objects.filter(review=review)}
    assert set(written) == {
        "Trong khu",
        "Nhà thầu trong khu",
        "Nhà thầu",
        "Xưởng may",
    }  # of "Xưởng mộc" nothing was said
    assert written["Xưởng may"].agency in communes and written["Xưởng may"].employed == 7
    nobody = written["Nhà thầu"]
    assert (nobody.agency, nobody.employed, nobody.subject, nobody.not_participating) == (here.construction, 0, 0, 0)
    assert {written["Trong khu"].agency, written["Nhà thầu trong khu"].agency} == {here.board}


def test_from_the_click_on_nothing_is_typed_judged_or_opened_and_a_second_click_does_nothing(here, review):
    close_labour_review(review, by=OPERATOR, at=AT)
    review.refresh_from_db()
    assert (review.status, LabourCount.objects.count()) == ("closing", 0)
    share = review.shares.get(agency=here.board)
    with pytest.raises(NotPossible):
        return_share(share, by=OPERATOR, at=AT, reason="sửa")
    with pytest.raises(NotPossible):
        here.open()
    close_labour_review(review, by=OPERATOR, at=AT)
    job = Job.objects.get(key=closing_key(review))
    assert jobs.run(job.pk).result == {"review": review.pk, "status": "closed"}
    assert jobs.run(job.pk).attempts == 1
    with pytest.raises(NotPossible):
        close_labour_review(review, by=OPERATOR, at=AT)
    assert LabourCount.objects.filter(review=review, version=1).count() == LabourCount.objects.count() == 4


def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_one_does_it_whole(here, review):
    close_labour_review(review, by=OPERATOR, at=AT)
    told = []

    def die(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finish_labour_review(review, by=THE_CLOCK, progress=die)
    assert told == [(0, 7), (1, 7), (2, 7)]  # three sources, four shares
    review.refresh_from_db()
    assert (review.status, LabourCount.objects.count()) == ("closing", 0)
    assert closed(review).state == "done"
    assert LabourCount.objects.filter(review=review).count() == 4


def test_who_may_end_a_review_does_not_count_it_for_another_province_or_agency(here, review):
    close_labour_review(review, by=OPERATOR, at=AT)
    with pytest.raises(PermissionDenied):
        finish_labour_review(review, by=here.person(here.board, "head"))


def test_the_page_shows_how_far_it_is_and_offers_what_failed_again(client, here, review):
    client.force_login(here.person(here.coordinator, "head"), BACKEND)
    page = f"/ra-soat/{review.pk}/"
    assert "Kết thúc đợt rà soát?" in client.get(page).content.decode()
    client.post(f"{page}ket-thuc/")
    text = client.get(page).content.decode()
    assert "Kết thúc đợt rà soát?" not in text and "Đang kết thúc" in text and 'id="progress"' in text
    job = Job.objects.get(key=closing_key(review))
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="mất kết nối")
    assert "Kết thúc đợt rà soát?" in client.get(page).content.decode()
    client.post(f"{page}ket-thuc/")
    assert jobs.run(job.pk).state == "done"
    text = client.get(page).content.decode()
    assert "Đã kết thúc" in text and 'id="progress"' not in text
