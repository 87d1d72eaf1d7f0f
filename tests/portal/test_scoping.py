"""The one door to rows: a model that says nothing shows nothing, and nobody without a post today sees anything."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from agencies.models import Agency, Post, Power, User
from arrears.models import LedgerRow
from employers.models import Employer
from portal.core.models import Job
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet, get_visible_or_404
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    ledger.employer("TA1")
    return ledger


def again(user: User) -> User:
    """Read anew: powers and post are remembered on the instance."""
    return User.objects.get(pk=user.pk)


def sees(user) -> bool:
    return Employer.objects.visible_to(user).exists()


def test_a_queryset_that_does_not_say_who_may_see_shows_nothing(ledger):
    officer = make_person(ledger.bhxh, "lan")
    assert not ScopedQuerySet(Agency).visible_to(officer).exists()
    assert Agency.objects.visible_to(officer).exists()


def test_every_model_with_an_owner_is_scoped():
    """Whatever points at a province, an agency, an employer or a report is read through visible_to, or by no door."""
    through_another = {
        *("AgencyTerritory", "Post", "Power", "ProvinceSetting", "StagedError", "RowMatch", "C12Row", "B03Row"),
        *("EmployerChange", "Zone", "AdminUnit", "AgencyName", "RegisterChange", "Match", "GapStep", "SyncStep"),
    }
    owners = {"province", "agency", "employer", "report", "debtor_list"}
    for model in apps.get_models():
        is_ours = model._meta.app_label in ("core", "agencies", "employers", "arrears", "reports", "inspections")
        if is_ours and owners & {field.name for field in model._meta.fields} and model.__name__ not in through_another:
            assert hasattr(model.objects.all(), "visible_to"), model


def test_the_stranger_the_disabled_and_whoever_has_no_post_today_see_nothing(ledger):
    officer, today = make_person(ledger.bhxh, "lan"), timezone.localdate()
    assert sees(officer)
    assert not sees(AnonymousUser()) and not sees(None)
    posts = Post.objects.filter(user=officer)
    posts.update(valid_from=today + timedelta(days=1))
    assert not sees(again(officer))
    posts.update(valid_from=today, valid_to=today)
    assert sees(again(officer))
    posts.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
    assert not sees(again(officer))
    posts.update(valid_to=None)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert not sees(again(officer))


def test_a_post_in_an_agency_that_is_no_more_opens_nothing(ledger):
    officer = make_person(ledger.bhxh, "lan")
    Agency.objects.filter(pk=ledger.bhxh.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert again(officer).posting is None
    assert not sees(again(officer))


def test_a_kind_of_agency_that_no_rule_names_sees_no_employer_whatever_powers_it_is_given(ledger):
    clerk = make_person(make_agency(ledger.province, "justice", "so-tu-phap"), "tu")
    for act in ("see_employer_arrears", "see_register"):
        Power.objects.create(agency_kind_id="justice", role="officer", act=act)
        assert again(clerk).may(act)
    assert not sees(again(clerk))


def test_the_register_is_open_to_who_keeps_it_and_what_is_owed_is_not(ledger):
    ledger.c12(Month(2026, 10), [{"unit_code": "TA1", **each_fund(payable=100)}])
    clerk = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    assert sees(clerk) and not LedgerRow.objects.visible_to(clerk).exists()
    assert LedgerRow.objects.visible_to(make_person(ledger.bhxh, "lan")).exists()


def test_what_is_not_visible_does_not_exist(ledger):
    clerk = make_person(make_agency(ledger.province, "justice", "so-tu-phap"), "tu")
    with pytest.raises(Http404):
        get_visible_or_404(Employer.objects, clerk, unit_code="TA1")


def test_work_is_followed_by_the_agency_that_asked_for_it_and_by_no_other_province(ledger):
    officer = make_person(ledger.bhxh, "lan")
    clerk = make_person(make_agency(ledger.province, "tax", "thue-tinh"), "thue")
    place = {"task": "x.tasks.y", "agency_code": ledger.bhxh.code}
    Job.objects.create(key="ours", province_code=ledger.province.slug, **place)
    Job.objects.create(key="theirs", province_code="hai-phong", **place)
    assert [job.key for job in Job.objects.visible_to(officer)] == ["ours"]
    assert not Job.objects.visible_to(clerk).exists()


def test_those_are_told_who_hold_the_power_today_in_one_of_the_agencies(ledger):
    today = timezone.localdate()
    officer, approver = make_person(ledger.bhxh, "lan"), make_person(ledger.bhxh, "minh", "approver")
    make_person(ledger.bhxh, "quan", "administrator")
    told = User.objects.holding(today, agencies=[ledger.bhxh], power="see_employer_arrears")
    assert set(told) == {officer, approver}
    assert set(User.objects.holding(today, agency=ledger.bhxh, power="close_month")) == {approver}
    assert not User.objects.holding(today, agencies=[], power="see_employer_arrears").exists()
