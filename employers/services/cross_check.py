"""The cross-check: what a source counted beside BHXH's participants. Each difference beyond the tolerance is one gap with its
agency and its day; run again, it finds the same ones, ends those that are over and opens those that came back."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from agencies.models.settings import setting
from agencies.queries.functions import holders
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import Gap, LabourCount, Source
from employers.queries.gaps import lists_to_compare, quarters_waiting, tolerance_of
from employers.queries.managing import Facts, ManagingBook
from employers.rules.count_periods import first_day
from employers.rules.gaps import quarter_of
from employers.services.gap_owners import hand_over_gaps
from portal.core import sql
from portal.core.acts import THE_CLOCK, NotPossible, act
from portal.core.notifications import tell
from portal.core.periods import Month

MOVES = ("new", "over", "again", "grown", "not_seen", "figures")
RECENT = timedelta(days=730)
"""How old a count may be that makes an employer one that works without having joined."""
THING = "cross_check"


@act(may=permissions.run_cross_check)
def run_cross_check(province: Province, *, by, period: str, source: str, at: datetime) -> dict[str, int]:
    """Compare a source's counts of a period with BHXH's newest participants. Returns what happened to how many gaps."""
    on = localdate(at)
    as_of = _participants_as_of(province)
    if as_of is None:
        raise NotPossible(_("BHXH chưa có số đang tham gia nào trên cổng nên chưa đối chiếu được."))
    hand_over_gaps(province, by=by, on=on)
    tolerance = tolerance_of(province, on)
    facts = _facts(province, at) | {"workers": tolerance.workers, "percent": tolerance.percent, "as_of": as_of}
    facts |= {"kind": Gap.Kind.SHORT, "period": period, "starts_on": first_day(period), "source": source}
    moved = _judge("gaps_of_period", facts)
    _fulfil(province, period, at)
    return moved


@act(may=permissions.run_cross_check)
def find_not_joined(province: Province, *, by, quarter: str, at: datetime, is_over: bool = False) -> dict[str, int]:
    """Find the employers that operate without anybody in insurance, for a quarter ("2026-Q2"). Safe to repeat. Of a quarter
    that is over only those found then, and still waiting, are looked at again."""
    on = localdate(at)
    as_of = _participants_as_of(province)
    join_days = timedelta(days=setting(province, "new_employer.join_days", on=on))
    facts = _facts(province, at) | {"has_counts": as_of is not None, "as_of": as_of or on, "since": on - RECENT}
    facts |= {
        "kind": Gap.Kind.NOT_JOINED,
        "period": quarter,
        "starts_on": first_day(quarter),
        "source": "",
        "is_over": is_over,
    }
    return _judge("gaps_not_joined", facts | {"workers": 0, "joined_by": on - join_days})


@act(may=permissions.run_cross_check)
def compare_all(province: Province, *, by, at: datetime) -> dict[str, int]:
    """Every night: the newest list of each source, the lists with gaps that wait, and who has not joined this quarter."""
    lists = lists_to_compare(province)
    done = dict.fromkeys(MOVES, 0)
    if _participants_as_of(province) is not None:
        for period, source in lists:
            for move, number in run_cross_check(province, by=by, period=period, source=source, at=at).items():
                done[move] += number
    if lists or LabourCount.objects.filter(employer__province=province).exists():
        now = quarter_of(localdate(at))
        for quarter in quarters_waiting(province):
            if quarter != now:
                find_not_joined(province, by=by, quarter=quarter, at=at, is_over=True)
        outside = find_not_joined(province, by=by, quarter=now, at=at)
        done |= {f"outside_{move}": number for move, number in outside.items()}
    return done


def _participants_as_of(province: Province) -> date | None:
    """The newest month of which BHXH's participants are known."""
    rows = LabourCount.objects.current().filter(source=Source.SOCIAL_INSURANCE, employer__province=province)
    return rows.aggregate(last=Max("starts_on"))["last"]


def _facts(province: Province, at: datetime) -> dict[str, Any]:
    on = localdate(at)
    return {
        "province": province.pk,
        "on": on,
        "at": at,
        "due_on": on + timedelta(days=setting(province, "cross_check.due_days", on=on)),
        "fallback": ManagingBook(province, on).by(Facts(None, None)).agency_id,
        "note_new": _("Phát hiện khi đối chiếu."),
        "note_over": _("Đối chiếu lại: không còn chênh lệch vượt ngưỡng."),
        "note_again": _("Đối chiếu lại: chênh lệch xuất hiện trở lại."),
        "note_grown": _("Đối chiếu lại: chênh lệch tăng so với số đã giải trình."),
        "note_not_seen": _("Số tham gia tháng sau của BHXH chưa thể hiện việc tham gia đã ghi."),
    }


def _judge(question: str, facts: dict[str, Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        # many rows against many: looked up one by one they would take minutes
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off")
        cursor.execute(sql.text("employers", question), facts)
        cursor.execute(sql.text("employers", "gaps_judge"), facts)
        cursor.execute("SELECT move, count(*) FROM gap_move GROUP BY move")
        moved = dict(cursor.fetchall())
        cursor.execute(
            "SELECT agency_id, count(*), sum(size) FROM gap_move WHERE move IN ('new', 'again', 'grown', 'not_seen')"
            " GROUP BY agency_id ORDER BY agency_id"
        )
        _tell(cursor.fetchall(), facts)
        cursor.execute("DROP TABLE gap_said, gap_move; RESET work_mem; RESET enable_nestloop")
    return {move: moved.get(move, 0) for move in MOVES}


def _tell(waiting: list[tuple[int, int, int]], facts: dict[str, Any]) -> None:
    """One line for the people of each agency that has something new to answer for."""
    agencies = Agency.objects.in_bulk([agency for agency, _number, _size in waiting])
    for agency, number, size in waiting:
        text = _("%(number)d đơn vị có chênh lệch lao động cần xử lý, khoảng %(size)d người chưa tham gia") % {
            "number": number,
            "size": size,
        }
        people = User.objects.holding(facts["on"], agency=agencies[agency], power="decide_gap")
        key = f"gaps:{facts['kind']}:{facts['period']}:{facts['source']}:{facts['on']}"
        tell(people, key=key, text=text, url=reverse("gaps"))


def _fulfil(province: Province, period: str, at: datetime) -> None:
    """Those whose standing duty it is to compare have compared: a line in their log of the day."""
    on = localdate(at)
    told = _("Đối chiếu số lao động kỳ %(period)s") % {"period": period}
    for function in ("labour_management", "social_insurance", "tax"):
        for agency in holders(function, province.unit, province, on):
            _log(agency, told, on, at)


def _log(agency: Agency, told: str, on: date, at: datetime) -> None:
    fulfil_by_execution(
        agency, by=THE_CLOCK, thing=THING, on_period=Month.of(on), at=at, label=told, url=reverse("gaps"), is_part=True
    )
