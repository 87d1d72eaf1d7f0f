"""The counter of those not in step with the population database (003:107): numbers only, never below zero."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Obligation
from agencies.services.obligations import raise_obligations
from agencies.services.territory import open_commune_police
from employers.models import SyncCount, SyncStep
from employers.queries.sync import newest, sync_trend
from employers.services.coverage import record_sync_count, verify_sync
from portal.core.acts import OPERATOR, NotPossible
from tests.employers.coverage.conftest import AT, TODAY, browser, communes, of_commune, person, text
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
FACTS = {"at": AT, "as_of": date(2026, 11, 1), "source": "Danh sách đồng bộ 01/11"}


@pytest.fixture
def commune(thai_nguyen):
    return communes(thai_nguyen, 1)[0]


@pytest.fixture
def police(thai_nguyen, commune):
    return of_commune(thai_nguyen, commune, "commune_police", "cong-an-xa")


@pytest.fixture
def count(thai_nguyen, commune) -> SyncCount:
    by = person(thai_nguyen, "social_insurance")
    return record_sync_count(thai_nguyen, by=by, territory=commune, unsynced=40, **FACTS)


def test_commune_police_mark_twelve_and_the_counter_falls(count, police):
    """Scenario 13, first half."""
    pages = browser(police)
    shown = text(pages.get("/nguon-du-lieu/dong-bo/"))
    assert count.territory.name in shown and ">40<" in shown
    pages.post(f"/nguon-du-lieu/dong-bo/{count.pk}/xac-minh/", {"number": "12", "on": "20/11/2026", "note": ""})
    count.refresh_from_db()
    assert (count.unsynced, count.verified) == (40, 12)
    assert ">28<" in text(pages.get("/nguon-du-lieu/dong-bo/"))
    step = SyncStep.objects.get()
    assert (step.number, step.agency, step.by) == (12, police.posting.agency, police)


def test_an_administrator_opens_the_police_of_a_commune_and_they_work_on_its_counter(thai_nguyen, commune, count):
    """003:107, from nothing: the agency, its person, twelve marked."""
    officer = person(thai_nguyen, "social_insurance")
    assert browser(officer).get("/co-quan/them/cong-an-xa/").status_code == 403
    head = person(thai_nguyen, "social_insurance", "administrator")
    pages, day = browser(head), TODAY.strftime("%d/%m/%Y")
    assert "/co-quan/them/cong-an-xa/" in text(pages.get("/co-quan/"))
    answer = pages.post("/co-quan/them/cong-an-xa/", {"units": [commune.pk], "on": day}, follow=True)
    assert "Đã thêm 1" in text(answer)
    police = thai_nguyen.agencies.get(kind="commune_police")
    assert police.name == f"Công an {commune.name[:1].lower()}{commune.name[1:]}"
    assert list(police.territories.values_list("unit", "valid_from")) == [(commune.pk, TODAY)]
    assert f'value="{commune.pk}"' not in text(pages.get("/co-quan/them/cong-an-xa/"))
    with pytest.raises(NotPossible):
        open_commune_police(thai_nguyen, by=head, units=[commune], on=TODAY)
    user = make_person(police, "ca.xa")
    browser(user).post(f"/nguon-du-lieu/dong-bo/{count.pk}/xac-minh/", {"number": "12", "on": day, "note": ""})
    count.refresh_from_db()
    assert count.verified == 12


def test_no_page_asks_for_a_person_and_no_table_has_a_place_for_one(count, police):
    fields = {field.name for model in (SyncCount, SyncStep) for field in model._meta.get_fields()}
    assert not {"name", "full_name", "personal_no", "person"} & fields
    shown = text(browser(police).get(f"/nguon-du-lieu/dong-bo/{count.pk}/"))
    assert 'name="number"' in shown and 'name="full_name"' not in shown


def test_it_never_falls_below_zero(count, police):
    facts = {"by": police, "at": AT, "on": TODAY}
    for number in (41, 0, -1):
        with pytest.raises(ValidationError):
            verify_sync(count, number=number, **facts)
    verify_sync(count, number=40, **facts)
    with pytest.raises(ValidationError):
        verify_sync(count, number=1, **facts)


def test_others_than_those_of_the_place_may_not(thai_nguyen, count, police):
    other = communes(thai_nguyen, 2)[1]
    facts = {"at": AT, "on": TODAY, "number": 1}
    for by in (of_commune(thai_nguyen, other, "commune_police", "xa-khac"), person(thai_nguyen, "social_insurance")):
        with pytest.raises(PermissionDenied):
            verify_sync(count, by=by, **facts)
    committee = of_commune(thai_nguyen, count.territory, "commune_committee", "ubnd-xa")
    for by in (committee, person(thai_nguyen, "police"), police):
        verify_sync(count, by=by, **facts)
    count.refresh_from_db()
    assert count.verified == 3


def test_a_commune_sees_its_own_counter_and_the_province_all(thai_nguyen, count, police):
    other = communes(thai_nguyen, 2)[1]
    theirs = record_sync_count(thai_nguyen, by=OPERATOR, territory=other, unsynced=7, **FACTS)
    assert browser(police).get(f"/nguon-du-lieu/dong-bo/{theirs.pk}/").status_code == 404
    assert browser(police).get(f"/nguon-du-lieu/dong-bo/{count.pk}/").status_code == 200
    for kind in ("police", "social_insurance", "home_affairs"):
        assert other.name in text(browser(person(thai_nguyen, kind)).get("/nguon-du-lieu/dong-bo/")), kind
    assert browser(person(thai_nguyen, "tax")).get("/nguon-du-lieu/dong-bo/").status_code == 404


def test_a_newer_count_takes_over_and_the_older_is_closed(thai_nguyen, count, police):
    by = person(thai_nguyen, "social_insurance")
    verify_sync(count, by=police, at=AT, number=10, on=date(2026, 11, 10))
    newer = record_sync_count(
        thai_nguyen, by=by, territory=count.territory, unsynced=25, **FACTS | {"as_of": date(2026, 11, 15)}
    )
    with pytest.raises(NotPossible):
        verify_sync(count, by=police, at=AT, number=1, on=TODAY)
    verify_sync(newer, by=police, at=AT, number=5, on=TODAY)
    assert [(row.pk, row.remaining) for row in newest(SyncCount.objects.all())] == [(newer.pk, 20)]
    points = [(point.day.day, point.remaining) for point in sync_trend(SyncCount.objects.all())]
    assert points == [(1, 40), (10, 30), (15, 25), (20, 20)]


def test_a_corrected_count_of_the_day_keeps_what_was_verified(thai_nguyen, count, police):
    by = person(thai_nguyen, "social_insurance")
    verify_sync(count, by=police, at=AT, number=12, on=TODAY)
    record_sync_count(thai_nguyen, by=by, territory=count.territory, unsynced=45, **FACTS)
    count.refresh_from_db()
    assert (count.unsynced, count.verified) == (45, 12)
    with pytest.raises(NotPossible):
        record_sync_count(thai_nguyen, by=by, territory=count.territory, unsynced=11, **FACTS)


def test_verifying_is_a_line_in_the_log_of_the_police(thai_nguyen, count):
    raise_obligations(thai_nguyen, by=OPERATOR, on=TODAY)
    by = person(thai_nguyen, "police")
    verify_sync(count, by=by, at=AT, number=3, on=TODAY)
    log = Obligation.objects.get(holder=by.posting.agency, duty__lines="107", period="2026")
    assert log.counted == 1


def test_only_counts_of_communes_of_the_province_are_taken(thai_nguyen, bac_ninh):
    by = person(thai_nguyen, "social_insurance")
    for unit in (thai_nguyen.unit, communes(bac_ninh, 1)[0]):
        with pytest.raises(ValidationError):
            record_sync_count(thai_nguyen, by=by, territory=unit, unsynced=1, **FACTS)
