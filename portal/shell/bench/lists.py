"""Lists: a page deep inside against the first one, and a search without accents against a scan of all names."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.urls import reverse

from employers.models import Employer
from employers.queries.search import employers_found
from portal.core.paging import END
from portal.shell.bench.measuring import Run, paired, timed, undone
from portal.shell.bench.pages import PEOPLE, InProcess
from portal.shell.bench.users import logged_in

_BACK = re.compile(r'href="(\?[^"]*before=[^"]+)"')
SHOWN = 50


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "deep_page" in asked:
        ground.tell("deep_page")
        found["deep_page"] = deep_page(ground)
    if "search" in asked:
        ground.tell("search")
        found["search"] = search(ground)
    return found


def deep_page(ground) -> dict[str, Any]:
    """The last page but one of the month's ledger and of the register, against the first page of each; the worse counts."""
    portal, cookie = InProcess(), logged_in(ground.large.person(PEOPLE["leader"]))
    month = ground.large.plan.history[-1]
    lists = {"ledger": reverse("ledger", args=[month]), "employers": reverse("employers")}
    figures = {}
    for name, path in lists.items():
        deep = _last_but_one(portal, path, cookie)
        first = _page(portal, path, "", cookie)
        figures[name] = paired(_page(portal, path, deep, cookie), first, runs=3 * ground.effort.runs, goal=1.1)
    worst = max(figures.values(), key=lambda figure: figure["ratio"])
    return worst | {"lists": figures}


def _page(portal: InProcess, path: str, query: str, cookie: str) -> Run:
    return lambda: portal.get(path, cookie, QUERY_STRING=query)[2]


def _last_but_one(portal: InProcess, path: str, cookie: str) -> str:
    """The query of the page before the last; the last page itself where there is one page only."""
    last = f"before={END}"
    links = [unescape(link)[1:] for link in _BACK.findall(portal.body(path, cookie, QUERY_STRING=last).decode())]
    return next((link for link in links if link != last), last)


def search(ground) -> dict[str, Any]:
    """The first page of employers whose names hold a rare word, and one that no name holds, against a scan of the names
    of everybody in the province."""
    leader = ground.large.person(PEOPLE["leader"])
    visible = Employer.objects.visible_to(leader)
    rare = visible.order_by("-sort_key").values_list("folded", flat=True)[0]

    def asked(text: str) -> Run:
        rows = employers_found(visible, text).order_by("sort_key", "id")
        return timed(lambda: list(rows[:SHOWN]))

    figures = {name: paired(asked(text), scan_of_names(ground.large.province.pk), runs=3 * ground.effort.runs, goal=0.2)
               for name, text in (("rare", rare), ("nowhere", "khong co ai ten the nay"))}  # fmt: skip
    return max(figures.values(), key=lambda figure: figure["ratio"]) | {"words": figures}


def scan_of_names(province: int) -> Run:
    """Every name looked at, as a search without an index would."""

    def run() -> float:
        with undone(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
            question = "SELECT count(*) FROM employers_employer WHERE province_id = %s AND folded LIKE %s"
            return timed(lambda: cursor.execute(question, [province, "%khong co ai ten the nay%"]))()

    return run
