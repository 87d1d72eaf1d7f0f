"""Pages with eight people at once, and the leader's board asked for again when nothing has changed."""

import time
from collections.abc import Iterator
from io import BytesIO
from statistics import median, mode
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.models import Max
from django.urls import reverse

from arrears.models import DebtorList, LedgerRow
from employers.models import Employer
from portal.shell.bench.measuring import compared, percentile
from portal.shell.bench.province import Built
from portal.shell.bench.users import EMPTY, Answer, Site, logged_in, site
from reports.models import MonthlyReport

PEOPLE = {"commune": "xa.canbo1", "leader": "tinh.lanhdao", "bhxh": "bhxh.canbo"}
GOAL_MS, GOAL_QUERIES = 150, 20
UNCHANGED_SPEED = 0.7
CALLS = 25


def addresses(built: Built, person: str) -> dict[str, str]:
    """The pages that a person of this kind works with, by name."""
    user = built.person(PEOPLE[person])
    month = built.plan.history[-1]
    report = MonthlyReport.objects.visible_to(user).get(version__month=month.first_day)
    rows = LedgerRow.objects.visible_to(user).filter(month=month.first_day, version=1)
    debtor = rows.filter(owed=rows.aggregate(most=Max("owed"))["most"]).values_list("employer_id", flat=True)[0]
    listed = DebtorList.objects.visible_to(user).get(version__month=month.first_day, purpose="report")
    ledger = reverse("ledger", args=[month])
    word = Employer.objects.get(pk=debtor).folded.split()[-1]
    pages = {
        "board": reverse("home"),
        "ledger": ledger,
        "ledger_owing": f"{ledger}?group=owing",
        "ledger_search": f"{ledger}?q={word}",
        "debtor_lists": reverse("debtor-lists"),
        "debtor_list": reverse("debtor-list", args=[listed.pk]),
        "employers": reverse("employers"),
        "employers_search": f"{reverse('employers')}?q={word}",
        "employer": reverse("employer", args=[debtor]),
        "reports": reverse("monthly-reports"),
        "report": reverse("monthly-report", args=[report.pk]),
        "report_lines": reverse("monthly-report-lines", args=[report.pk]),
    }
    if person != "commune":
        pages["rollup"] = reverse("rollup", args=[month, "commune"])
    if person == "bhxh":
        pages |= {"months": reverse("months"), "month": reverse("month", args=[month]), "imports": reverse("imports")}
    return pages


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "board" in asked:
        ground.tell("board")
        found["board"] = board(ground)
    if "pages" in asked:
        with site() as running:
            found["pages"] = dict(_pages(ground, running))
    return found


def _pages(ground, running: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    for person in PEOPLE:
        cookies = [logged_in(ground.large.person(PEOPLE[person])) for _ in range(ground.effort.users)]
        elsewhere = addresses(ground.small, person)
        visitor = [logged_in(ground.small.person(PEOPLE[person]))]
        for name, path in addresses(ground.large, person).items():
            figure = page(running, path, cookies, ground.effort)
            few = running.ask(elsewhere[name], visitor, rounds=2)[-1].queries
            figure |= {"queries_small": few, "met": is_met(figure, few)}
            ground.tell(f"{person}.{name}: {figure['p95_ms']} ms, {figure['queries']} queries")
            yield f"{person}.{name}", figure


def is_met(figure: dict[str, Any], few: int) -> bool:
    return figure["p95_ms"] <= GOAL_MS and figure["queries"] <= GOAL_QUERIES and figure["queries"] == few


def page(running: Site, path: str, cookies: list[str], effort) -> dict[str, Any]:
    """The page and an empty one in turns, everybody at once."""
    running.ask(path, cookies, rounds=1)
    answers: list[Answer] = []
    empty: list[Answer] = []
    turns = min(2, effort.rounds)
    for _ in range(turns):
        answers += running.ask(path, cookies, rounds=effort.rounds // turns)
        empty += running.ask(EMPTY, cookies, rounds=effort.rounds // turns)
    alone = running.ask(path, cookies[:1], rounds=turns)
    figure = compared([each.server_ms / 1000 for each in answers], [each.server_ms / 1000 for each in empty])
    return figure | {
        "p95_ms": round(percentile([each.server_ms for each in answers], 0.95), 1),
        "floor_p95_ms": round(percentile([each.server_ms for each in empty], 0.95), 1),
        "queries": mode(each.queries for each in answers),  # now and then a session notes that somebody is there
        "waited_p95_ms": round(percentile([each.waited_ms for each in answers], 0.95), 1),
        "cpu_ms": round(median(each.cpu_ms for each in answers), 1),
        "alone_ms": round(median(each.server_ms for each in alone), 1),
    }


def board(ground) -> dict[str, Any]:
    """How fast the board answers that it has not changed, against an empty view; and the whole board of a small and of
    a large province."""
    portal = InProcess()
    leader = logged_in(ground.large.person(PEOPLE["leader"]))
    other = logged_in(ground.small.person(PEOPLE["leader"]))
    home = reverse("home")
    _status, headers, _seconds = portal.get(home, leader)
    known = {"HTTP_IF_NONE_MATCH": headers.get("ETag", '"none"')}
    status, _headers, _seconds = portal.get(home, leader, **known)
    again, empty, large, small = [], [], [], []
    for _ in range(ground.effort.runs):
        again.append(portal.many(home, leader, CALLS, **known))
        empty.append(portal.many(EMPTY, leader, CALLS))
        large.append(portal.many(home, leader, 3))
        small.append(portal.many(home, other, 3))
    speed = round(median(empty) / median(again), 3)
    figure = compared(again, empty) | {"ratio": speed, "goal": UNCHANGED_SPEED, "status": status}
    return figure | {
        "met": status == 304 and speed >= UNCHANGED_SPEED,
        "rendered": compared(large, empty),
        "large_against_small": compared(large, small),
    }


class InProcess:
    """The WSGI application asked in this process, so that nothing of the network is measured."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()

    def get(self, path: str, cookie: str, **more: str) -> tuple[int, dict[str, str], float]:
        """Status, headers and seconds."""
        status, headers, _body, seconds = self._answer(path, cookie, more)
        return status, headers, seconds

    def body(self, path: str, cookie: str, **more: str) -> bytes:
        return self._answer(path, cookie, more)[2]

    def _answer(self, path: str, cookie: str, more: dict[str, str]) -> tuple[int, dict[str, str], bytes, float]:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "", "HTTP_COOKIE": cookie,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "wsgi.url_scheme":
            "https" if settings.SECURE_SSL_REDIRECT else "http", **more,
        }  # fmt: skip
        told: list[Any] = []
        began = time.perf_counter()
        response = self.application(environ, lambda status, headers, exc_info=None: told.extend([status, headers]))
        body = b"".join(response)
        response.close()
        return int(told[0].split()[0]), dict(told[1]), body, time.perf_counter() - began

    def many(self, path: str, cookie: str, calls: int, **more: str) -> float:
        """Seconds of one call, over many."""
        return sum(self.get(path, cookie, **more)[2] for _ in range(calls)) / calls
