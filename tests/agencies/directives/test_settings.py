"""What the texts leave open: each of the 27 points has its place, and a value is changed from a day on with a reason."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import ProvinceSetting
from agencies.models.settings import setting
from agencies.queries import settings as queries
from agencies.reference_files import rows
from agencies.reference_loading import default_settings
from agencies.rules.settings import mistakes_in
from agencies.services.settings import change_setting
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry, Job
from tests.factories.duties import make_directive, make_duty
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = date(2026, 11, 20), date(2027, 1, 1)
# The 27 things that the five documents leave open or answer differently, by the keys that hold them.
OPEN_POINTS = {
    1: ("debtor_list.publication.threshold_months", "debtor_list.inspection.threshold_months"),
    2: ("vocabulary.arrears",),
    3: ("report.funds", "classification.funds", "review.funds"),
    4: ("monthly_report.recipients_whole",),
    5: ("report.between_quarters",),
    6: ("due.before_is_exclusive",),
    7: (),
    8: ("debtor_list.publication.every",),
    9: ("report.requested_bodies_must",),
    10: ("inspection.plan_lead", "inspection.inspect_lead", "inspection.check_lead"),
    11: ("police_referral.precondition",),
    12: ("lawsuit.lead", "lawsuit.authorisation_required"),
    13: ("enforcement.bank",),
    14: ("coverage.denominator_source",),
    15: ("targets.shown",),
    16: ("tax_list.individuals_offered",),
    17: ("status_events.recipients",),
    18: ("labour_review.partners",),
    19: ("labour_review.managing_order",),
    20: ("grades.compliance", "grades.poor_steps", "grades.risk"),
    21: (
        "gate.commendation.any_arrears",
        "gate.commendation.scope",
        "gate.investment.effect",
        "gate.dissolution.effect",
    ),
    22: ("recipients.local_report", "recipients.difficulties", "recipients.inspection_request"),
    23: (),
    24: ("publication.channels",),
    25: ("employer.payment_day", "employer.self_service"),
    26: ("ministry_letter.report_back",),
    27: (),
}


@pytest.fixture
def own(province):
    """The rows that an open province has."""
    values = default_settings(province.unit.code)
    ProvinceSetting.objects.bulk_create(ProvinceSetting(province=province, **row) for row in values)
    return province


def changed(province, by, key="debtor_list.publication.threshold_months", value=4, **facts):
    given = {"valid_from": NEW_YEAR, "reason": "Công văn 12", "on": TODAY} | facts
    return change_setting(province, by=by, key=key, value=value, **given)


class TestOpenPoints:
    def test_each_of_the_27_is_a_setting_or_says_where_the_portal_holds_it(self):
        points = {point.number: point for point in queries.open_points()}
        assert list(points) == list(OPEN_POINTS) == list(range(1, 28))
        for number, keys in OPEN_POINTS.items():
            assert set(keys) <= set(points[number].keys), number
            assert points[number].keys or points[number].elsewhere, number

    def test_every_key_named_is_a_setting_with_a_reason(self):
        known = queries.definitions()
        for point in queries.open_points():
            assert set(point.keys) <= set(known)
        assert all(definition.reason and definition.title for definition in known.values())

    def test_every_default_and_every_value_of_a_province_is_one_that_the_form_would_take(self):
        known = queries.definitions()
        for code in ("24", "31", "19", "52"):
            for row in default_settings(code):
                assert mistakes_in(known[row["key"]], row["value"]) == [], row["key"]

    def test_no_key_is_given_twice(self):
        keys = [row["key"] for row in rows("agencies", "settings")]
        assert len(keys) == len(set(keys))

    @pytest.mark.parametrize(
        ("code", "key", "value"),
        [
            ("19", "tax_list.individuals_offered", False),
            ("24", "tax_list.individuals_offered", True),
            ("24", "police_referral.precondition", "penalised"),
            ("52", "lawsuit.authorisation_required", True),
            ("24", "lawsuit.authorisation_required", False),
            ("24", "enforcement.bank", "state_bank"),
            ("52", "status_events.recipients", ["social_insurance"]),
        ],
    )
    def test_provinces_begin_with_what_their_own_texts_say(self, code, key, value):
        assert [row["value"] for row in default_settings(code) if row["key"] == key][-1] == value


class TestChanging:
    def test_a_value_counts_from_its_day_on(self, own, quan):
        row = changed(own, quan)
        assert (row.changed_by, row.reason) == (quan, "Công văn 12")
        key = "debtor_list.publication.threshold_months"
        assert [setting(own, key, on=day) for day in (TODAY, date(2026, 12, 31), NEW_YEAR)] == [3, 3, 4]

    def test_it_is_remembered(self, own, quan):
        changed(own, quan)
        assert AuditEntry.objects.get(act="change_setting").detail["facts"]["value"] == 4

    def test_only_whoever_may_changes_it(self, own, lan, minh):
        there = make_person(make_agency(make_province("hai-phong")), "hai", "administrator")
        for by in (lan, minh, there):
            with pytest.raises(PermissionDenied):
                changed(own, by)

    def test_a_key_that_nobody_knows_is_refused(self, own, quan):
        for key in ("khong.co", "due.000.khong-co", "due."):
            with pytest.raises(NotPossible):
                changed(own, quan, key=key)

    def test_not_without_a_reason_and_not_in_the_past(self, own, quan):
        with pytest.raises(ValidationError):
            changed(own, quan, reason="  ")
        with pytest.raises(ValidationError):
            changed(own, quan, valid_from=date(2026, 11, 19))
        changed(own, quan, valid_from=TODAY)

    @pytest.mark.parametrize(
        ("key", "wrong"),
        [
            ("debtor_list.publication.threshold_months", 0),
            ("debtor_list.publication.threshold_months", 61),
            ("debtor_list.publication.threshold_months", "ba"),
            ("debtor_list.publication.threshold_months", True),
            ("debtor_list.publication.kinds", [1, 16]),
            ("debtor_list.publication.kinds", [1, 1]),
            ("debtor_list.publication.kinds", []),
            ("tax_list.individuals_offered", "có"),
            ("enforcement.bank", "ngan-hang-khac"),
            ("report.funds", ["bhxh", "khac"]),
            ("publication.channels", [" "]),
            ("publication.channels", "báo"),
            ("monthly_report.legal_basis", " "),
            ("monthly_report.legal_basis", "x" * 501),
            ("session.idle_minutes", 16),
        ],
    )
    def test_a_value_out_of_type_or_bounds_is_refused(self, own, quan, key, wrong):
        before = ProvinceSetting.objects.count()
        with pytest.raises(ValidationError):
            changed(own, quan, key=key, value=wrong)
        assert ProvinceSetting.objects.count() == before


class TestDueRules:
    @pytest.fixture
    def duty(self, own):
        directive = make_directive(own, "thu-1")
        assumed = [{"every": "month", "day": 10, "offset": 1, "assumed": True, "why": "Văn bản không nêu ngày"}]
        return make_duty(directive, "mot", due=assumed)

    def test_assumed_rules_are_listed_with_why(self, own, duty):
        (held,) = queries.due_settings_of(own, on=TODAY)
        assert (held.definition.key, held.reason) == ("due.thu-1.mot", "Văn bản không nêu ngày")
        assert "10" in held.words

    def test_a_province_decides_another_day_and_what_is_owed_is_counted_anew(self, own, duty, quan):
        rule = [{"every": "month", "day": 20, "offset": 1, "inclusive": True}]
        changed(own, quan, key="due.thu-1.mot", value=rule)
        assert setting(own, "due.thu-1.mot", on=NEW_YEAR) == rule
        assert Job.objects.get(task="agencies.tasks.raise_obligations").province_code == own.slug
        (held,) = queries.due_settings_of(own, on=TODAY)
        assert "20" in held.coming_words

    @pytest.mark.parametrize(
        "rules",
        [
            [],
            [{"every": "fortnight"}],
            [{"every": "month"}],
            [{"every": "month", "day": 40}],
            [{"every": "month", "day": 5, "assumed": True}],
            "mỗi tháng",
        ],
    )
    def test_a_rule_that_cannot_be_is_refused(self, own, duty, quan, rules):
        with pytest.raises(ValidationError):
            changed(own, quan, key="due.thu-1.mot", value=rules)


def test_every_number_has_bounds_so_that_no_slip_of_the_finger_stops_the_night():
    numbers = [definition for definition in queries.definitions().values() if definition.kind == "int"]
    assert [one.key for one in numbers if one.minimum is None or one.maximum is None] == []
    assert queries.definitions()["month_import.max_rows"].words(400_000) == "400.000"
