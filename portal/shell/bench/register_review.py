"""A labour review over a hundred agencies and more: opened in one act, an agency's share shown, and forty people who type at
once. Every cell that was saved is read again: none may be lost."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from random import Random
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from agencies.models import User
from employers.models import LabourReview, ReviewLine, ReviewShare
from employers.services.reviews import COLUMNS, open_labour_review
from portal.core.acts import OPERATOR, NotPossible
from portal.core.copying import copy_rows
from portal.shell.bench.measuring import Run, compared, paired, percentile, timed, undone
from portal.shell.bench.pages import GOAL_MS, GOAL_QUERIES, page
from portal.shell.bench.partition import tidy
from portal.shell.bench.register_province import Registered
from portal.shell.bench.served import NOTE
from portal.shell.bench.users import EMPTY, Site, logged_in, site
from portal.shell.demo.cast import clerks_of

TYPISTS, TOGETHER, GOAL = 40, 2, 10
FIELDS = ("employed", "note")


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    place = ground.reviewed
    ground.tell("register_review, opening")
    opened = _opening(place, ground.effort.runs)
    review = _opened(place)
    tidy()
    biggest = review.shares.order_by("-employers").first()
    clerks = clerks_of(place.province)
    with site() as running:
        path, cookie = reverse("review-share", args=[biggest.pk]), logged_in(clerks[biggest.agency_id])
        shown = page(running, path, [cookie] * ground.effort.users, ground.effort)
        alone = page(running, path, [cookie], ground.effort)
        shown |= {"alone_ms": round(alone["seconds"] * 1000, 1), "lines": biggest.employers}
        shown["met"] = shown["p95_ms"] <= GOAL_MS and shown["queries"] <= GOAL_QUERIES
        ground.tell(f"register_review, share: {shown['p95_ms']} ms, {shown['queries']} queries")
        typing = _typing(running, review, clerks, ground.effort.rounds)
        ground.tell(f"register_review, typing: {typing}")
    return {"register_review": opened, "register_share": shown, "register_typing": typing}


# --- Opening ---------------------------------------------------------------------------------------------------------


def _facts(place: Registered) -> dict[str, Any]:
    year = place.on.year
    return {"title": f"Rà soát {year}", "period": str(year), "as_of": place.on, "due_on": place.on, "at": place.at}


def _opening(place: Registered, runs: int) -> dict[str, Any]:
    """Against its lines copied into a table with the same columns and indexes."""
    done: dict[str, int] = {}

    def act() -> float:
        with undone():
            LabourReview.objects.filter(province=place.province).update(status=LabourReview.Status.CLOSED)
            began = time.perf_counter()
            review = open_labour_review(place.province, by=OPERATOR, **_facts(place))
            spent = time.perf_counter() - began
            done.update(employers=review.employers, agencies=review.shares.count())
            return spent

    act()
    return paired(act, _copied(done["employers"]), runs=runs, goal=GOAL) | done


def _copied(lines: int) -> Run:
    def run() -> float:
        with undone():
            with connection.cursor() as cursor:
                table = ReviewLine._meta.db_table
                cursor.execute(f"CREATE TEMP TABLE bench_lines (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
            rows = ((pk % 130, pk, "commune_government", "{}", "", "", "", 0) for pk in range(lines))
            return timed(lambda: copy_rows("bench_lines", COLUMNS, rows))()

    return run


def _opened(place: Registered) -> LabourReview:
    """One that stays open, for pages and for typing."""
    known = LabourReview.objects.filter(province=place.province, status=LabourReview.Status.OPEN).first()
    return known or open_labour_review(place.province, by=OPERATOR, **_facts(place))


# --- Typing ----------------------------------------------------------------------------------------------------------


@dataclass
class Typist:
    """Somebody at a share: the lines and the one column that he fills in. A second one fills in another column of them."""

    share: int
    cookie: str
    field: str
    lines: list[int]
    present: dict[int, Any]

    def type_in(self, site: Site, turns: int, seed: int) -> list[tuple[float, float]]:
        """Save line by line, over and over; (milliseconds of the server, milliseconds waited) of each save."""
        random, token = Random(seed), token_hex(16)
        head = {
            "Cookie": f"{self.cookie}; {settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
            "Host": "localhost",
        }
        path = reverse("save-review-cells", args=[self.share])
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)) as line:
            return [self._save(line, path, head, pk, random) for _ in range(turns) for pk in self.lines]

    def _save(self, line: http.client.HTTPConnection, path: str, head: dict, pk: int, random: Random) -> tuple:
        was, now = self.present[pk], random.randint(1, 10**6)
        now = now if self.field == "employed" else f"ghi chú {now}"
        began = time.perf_counter()
        line.request("POST", path, json.dumps({"cells": [[pk, self.field, was, now]]}), head)
        response = line.getresponse()
        body = response.read()
        waited = (time.perf_counter() - began) * 1000
        if response.status != http.client.OK or json.loads(body)["saved"] != [[pk, self.field, now]]:
            raise NotPossible(f"{path}: {response.status} {body[:300]!r}")
        self.present[pk] = now
        return json.loads(response.headers[NOTE])[0], waited


def _typing(running: Site, review: LabourReview, clerks: dict[int, User], turns: int) -> dict[str, Any]:
    """Half of them in the biggest share, two to a line; the others two to a share."""
    typists = _typists(review, clerks)
    began = time.perf_counter()
    with ThreadPoolExecutor(len(typists)) as pool:
        saves = list(pool.map(lambda pair: pair[1].type_in(running, turns, pair[0]), enumerate(typists)))
    spent = time.perf_counter() - began
    answers = [answer for one in saves for answer in one]
    empty = running.ask(EMPTY, [typist.cookie for typist in typists], rounds=2)
    lost = sum(_lost(typist) for typist in typists)
    figure = compared([server / 1000 for server, _ in answers], [each.server_ms / 1000 for each in empty])
    return figure | {
        "people": len(typists),
        "cells": len(answers),
        "cells_per_second": round(len(answers) / spent, 1),
        "p95_ms": round(percentile([server for server, _waited in answers], 0.95), 1),
        "waited_p95_ms": round(percentile([waited for _server, waited in answers], 0.95), 1),
        "lost": lost,
        "met": lost == 0,
    }


def _typists(review: LabourReview, clerks: dict[int, User]) -> list[Typist]:
    shares = [share for share in review.shares.order_by("-employers") if share.agency_id in clerks]
    places = [shares[0]] * (TYPISTS // 4) + shares[1 : 1 + TYPISTS // 4]
    places += [shares[0]] * (TYPISTS // 2 - len(places))
    taken: dict[int, int] = {}
    found = []
    for share in places:
        lines = _lines(share, taken)
        for field in FIELDS:
            cookie = logged_in(clerks[share.agency_id])
            found.append(
                Typist(share.pk, cookie, field, list(lines), {pk: facts[field] for pk, facts in lines.items()})
            )
    return found


def _lines(share: ReviewShare, taken: dict[int, int]) -> dict[int, dict[str, Any]]:
    """The next few lines of the share, with what stands there."""
    first = taken.get(share.pk, 0)
    taken[share.pk] = first + TOGETHER
    rows = ReviewLine.objects.filter(share=share).order_by("pk").values("pk", *FIELDS)[first : first + TOGETHER]
    return {row.pop("pk"): row for row in rows}


def _lost(typist: Typist) -> int:
    """Cells that do not stand as they were last saved."""
    stand = dict(ReviewLine.objects.filter(pk__in=typist.lines).values_list("pk", typist.field))
    return sum(stand[pk] != value for pk, value in typist.present.items())
