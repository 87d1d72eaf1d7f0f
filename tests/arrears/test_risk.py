"""Scoring a version: once, by the bands of its day; queued by a closing, caught up by the night, known to duties."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from agencies.models import Duty, Obligation, ProvinceSetting
from arrears.models import LedgerVersion, RiskRun, RiskScore
from arrears.queries import risk as questions
from arrears.services.risk import score_missing, score_version
from arrears.tables.risk_words import said_of
from arrears.tasks import score_risk_everywhere
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import Job
from tests.arrears.risk_world import CLOSED_AT, OCTOBER, RiskWorld
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
OWES = {"owed": 900, "months_computed": 6, "days_late": 200}


@pytest.fixture
def world(settings) -> RiskWorld:
    settings.COMMAND_DOORS = True
    return RiskWorld()


def scored(version: LedgerVersion) -> dict[str, int]:
    return dict(RiskScore.objects.filter(run__version=version).values_list("employer__unit_code", "score"))


def test_a_version_is_scored_once_and_stays_what_it_was(world):
    version = world.closed(OCTOBER, {"TA1": OWES, "TA2": {}})
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    assert (run.scored, set(scored(version))) == (1, {"TA1"})
    ProvinceSetting.objects.filter(key="risk.band_scores").update(value=[1, 2])
    again = score_version(version, by=THE_CLOCK, at=CLOSED_AT.replace(day=20))
    assert (again.pk, again.computed_at, again.bands) == (run.pk, run.computed_at, run.bands)
    assert RiskRun.objects.count() == 1


def test_a_restated_month_is_scored_anew_beside_the_first(world):
    first = world.closed(OCTOBER, {"TA1": OWES})
    score_version(first, by=THE_CLOCK, at=CLOSED_AT)
    second = world.closed(OCTOBER, {"TA1": {}}, version=2)
    assert score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT) == 1
    assert scored(first) and not scored(second)


def test_a_month_that_is_not_whole_is_refused(world):
    version = world.closed(OCTOBER, {"TA1": OWES})
    LedgerVersion.objects.filter(pk=version.pk).update(rolled_up_at=None)
    with pytest.raises(NotPossible, match="10/2026"):
        score_version(version, by=THE_CLOCK, at=CLOSED_AT)


def test_bands_are_the_words_and_scores_of_the_day(world):
    for key, value in (("grades.risk", ["thấp", "vừa", "khá", "cao"]), ("risk.band_scores", [50, 10])):
        ProvinceSetting.objects.filter(province=world.province, key=key).update(value=value)
    version = world.closed(OCTOBER, {"TA1": OWES, "TA2": {"owed": 9, "months_computed": 1}})
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    assert run.bands == [{"word": "thấp", "from": 0}, {"word": "vừa", "from": 10}, {"word": "khá", "from": 50}]
    bands = dict(RiskScore.objects.values_list("employer__unit_code", "band"))
    assert bands == {"TA1": 1, "TA2": 0}


def test_a_closing_puts_the_scoring_on_the_list_and_its_job_does_it(world):
    world.c12(OCTOBER, [{"unit_code": "TA1", "payable_httt": 1}])
    version = world.close(OCTOBER)
    job = Job.objects.get(task="arrears.tasks.score_risk")
    done = jobs.run(job.pk)
    assert done.state == Job.State.DONE, done.error
    assert RiskRun.objects.get().version == version


def test_the_night_scores_what_is_missing_and_the_newest_back_test_takes_it_in(world):
    old, new = world.closed(OCTOBER.plus(-6), {"TA1": OWES}), world.closed(OCTOBER, {"TA1": OWES})
    run = score_version(new, by=THE_CLOCK, at=CLOSED_AT)
    assert run.back_test["months"] == []
    score_risk_everywhere()
    run.refresh_from_db()
    assert [month["month"] for month in run.back_test["months"]] == [str(old.period)]
    assert score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT) == 0


def test_only_bhxh_and_the_clock_may_score(world):
    version = world.closed(OCTOBER, {"TA1": OWES})
    officer = make_person(make_agency(world.province, "home_affairs", "so-noi-vu"), "noi-vu")
    with pytest.raises(PermissionDenied):
        score_version(version, by=officer, at=CLOSED_AT)
    assert not RiskRun.objects.exists()


def test_scoring_does_the_duty_to_assess_the_risk(world):
    directive = make_directive(world.province, "thu", coordinator=world.bhxh)
    duty = make_duty(directive, "danh-gia-rui-ro", bearer=world.bhxh)
    Duty.objects.filter(pk=duty.pk).update(kind=Duty.Kind.STANDING, mode=Duty.Mode.EXECUTED, thing="risk_score")
    duty.refresh_from_db()
    owed = make_obligation(duty, world.bhxh)
    Obligation.objects.filter(pk=owed.pk).update(
        period="2026", period_start=date(2026, 1, 1), period_end=date(2026, 12, 31), opens_on=date(2026, 1, 1)
    )
    score_version(world.closed(OCTOBER, {"TA1": OWES}), by=OPERATOR, at=CLOSED_AT)
    assert "10/2026" in owed.steps.get().text


def test_the_command_scores_a_month_and_says_what_came_of_it(world):
    world.closed(OCTOBER, {"TA1": OWES, "TA2": {}})
    out = StringIO()
    call_command("score_risk", str(OCTOBER), stdout=out)
    said = json.loads(out.getvalue())
    assert (said["month"], said["version"], said["scored"], said["tested_months"]) == ("2026-10", 1, 1, 0)
    assert sum(said["bands"].values()) == 1


def test_the_same_employers_as_the_ledgers_at_the_same_time(world):
    second = world.communes[2]
    world.employer("TA2", commune=second)
    version = world.closed(OCTOBER, {"TA1": OWES, "TA2": OWES})
    score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    people = {
        "bhxh": (make_person(world.bhxh, "bhxh"), {"TA1", "TA2"}, {"TA1", "TA2"}),
        "office": (make_person(world.offices[0], "co-so"), {"TA1"}, {"TA1"}),
        "department": (make_person(make_agency(world.province, "home_affairs", "snv"), "snv"), set(), {"TA1", "TA2"}),
        "commune": (make_person(world.committees[0], "xa"), set(), set()),
        "tax": (make_person(make_agency(world.province, "tax", "thue"), "thue"), set(), set()),
    }
    for told, place in ((False, 1), (True, 2)):
        if told:
            LedgerVersion.objects.filter(pk=version.pk).update(submitted_at=datetime(2026, 11, 9, tzinfo=UTC))
        for name, facts in people.items():
            seen = RiskScore.objects.visible_to(facts[0]).values_list("employer__unit_code", flat=True)
            assert set(seen) == facts[place], (name, told)


def test_who_entered_and_who_left_the_top_band(world):
    before = world.closed(OCTOBER.plus(-1), {"TA1": OWES | {"state": 5}, "TA2": OWES | {"state": 5}, "TA3": {}})
    now = world.closed(OCTOBER, {"TA1": OWES | {"state": 5}, "TA2": {}, "TA3": OWES | {"state": 5}})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    user = make_person(world.bhxh, "bhxh")
    run, last = questions.newest_run(user), questions.newest_run(user, before=OCTOBER)
    assert (run.version, last.version) == (now, before)

    def codes(rows):
        return sorted(rows.values_list("employer__unit_code", flat=True))

    assert codes(questions.watched(user, run, last)) == ["TA1", "TA3"]
    assert codes(questions.entered(user, run, last)) == ["TA3"]
    assert [(row.employer.unit_code, row.score_now) for row in questions.left(user, run, last)] == [("TA2", 0)]
    road = questions.road_of(user, world.employer("TA3"))
    assert [point.score > 0 for point in road] == [False, True]


def test_what_the_tax_office_counted_is_said_only_to_who_sees_every_source(world):
    version = world.closed(OCTOBER, {"TA1": OWES})
    gap = world.gap("TA1", 4321, date(2026, 9, 1), period=OCTOBER.plus(-4))
    world.step(gap, "demanded", date(2026, 9, 2), answer_by=date(2026, 9, 20))
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    score = RiskScore.objects.get()
    told, kept = (" ".join(one.why for one in said_of(run, score, counts=counts)) for counts in (True, False))
    assert "4.321" in told and "1 văn bản yêu cầu" in told
    assert "4.321" not in kept and "Có chênh lệch chưa xử lý" in kept
    assert "chưa có số liệu của yếu tố này" in told
