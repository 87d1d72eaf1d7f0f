"""The one box of search, in a register of many times the employers: what the server takes for questions of every sort, as three
people, beside a scan of all names."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from employers.models import Employer
from employers.rules.spelling import one_letter_away
from portal.shell.bench.lists import scan_of_names
from portal.shell.bench.measuring import compared, percentile
from portal.shell.bench.pages import InProcess
from portal.shell.bench.register_province import Registered
from portal.shell.bench.users import logged_in

PEOPLE = {"commune": "xa.canbo1", "leader": "tinh.lanhdao", "tax": "thue.canbo"}
GOAL_MS = 100
COMMON = (
    *("công ty", "cong ty tnhh", "tnhh", "ty", "a", "mai", "thương mại", "san xuat va thuong mai", "ho kinh doanh"),
    *("trường mầm non", "doanh nghiệp tư nhân", "cổ phần đầu tư"),
)
TWO_TONES = ("hoà bình", "hòa bình", "thuỷ sản", "thủy sản", "khoẻ", "khỏe")
OTHER_KINDS = ("sở nội vụ", "bảo hiểm xã hội", "chỉ thị", "báo cáo tháng")
NOWHERE = ("xyzq", "zzzz kkkk", "khong co ai ten the nay")


def questions(place: Registered, samples: int) -> dict[str, list[str]]:
    """By sort; those about an employer are of so many employers drawn from the register."""
    random = Random(place.employers)
    employers = list(
        Employer.objects.filter(province=place.province).order_by("pk").values_list("folded", "tax_code", "unit_code")
    )
    asked: dict[str, list[str]] = {
        "common": list(COMMON),
        "two_tones": list(TWO_TONES),
        "other_kinds": list(OTHER_KINDS),
    }
    asked |= {sort: [] for sort in ("plain", "prefix", "middle", "misspelt", "codes", "codes_begun", "codes_mistyped")}
    for folded, tax_code, unit_code in random.sample(employers, samples):
        words = folded.split()
        wrong = random.choice(sorted(one_letter_away(words[-1])))
        asked["plain"].append(" ".join(words[-2:]))
        asked["prefix"].append(" ".join([*words[-3:-1], words[-1][:2]]))
        asked["middle"].append(" ".join(words[len(words) // 2 :][:2]))
        asked["misspelt"].append(f"{words[-2]} {wrong}")
        asked["codes"] += [tax_code, unit_code]
        asked["codes_begun"].append(tax_code[:7])
        asked["codes_mistyped"].append(f"{tax_code[:4]}{(int(tax_code[4]) + 1) % 10}{tax_code[5:]}")
    return asked | {"nowhere": list(NOWHERE)}


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """The 95th of a hundred, over everybody, against the goal in milliseconds; on a busy machine processor time tells more."""
    place, portal = ground.crowd, InProcess()
    sorts = questions(place, ground.effort.rounds)
    floor = [scan_of_names(place.province.pk)() for _ in range(1 + ground.effort.runs)]
    people = {}
    for person, name in PEOPLE.items():
        cookie = logged_in(place.person(name))
        people[person] = {sort: list(_asked(portal, cookie, texts)) for sort, texts in sorts.items()}
        ground.tell(f"search, {person}: {_facts([one for each in people[person].values() for one in each])}")
    every = [one for sorts in people.values() for each in sorts.values() for one in each]
    figure = compared([seconds for seconds, _cpu in every], floor) | _facts(every)
    return {"register_search": figure | {
        "p95_ratio": round(figure["p95_ms"] / 1000 / median(floor), 3),
        "goal_ms": GOAL_MS,
        "met": figure["p95_ms"] <= GOAL_MS,
        "people": {person: _facts([one for each in found.values() for one in each]) for person, found in people.items()},
        "sorts": {sort: _facts([one for found in people.values() for one in found[sort]]) for sort in sorts},
    }}  # fmt: skip


def _asked(portal: InProcess, cookie: str, texts: list[str]) -> Iterator[tuple[float, float]]:
    """The box's suggestions and the page of everything: seconds, and seconds of processors, of each."""
    for text in texts:
        for name in ("search-suggestions", "search"):
            busy = _busy()
            _status, _headers, seconds = portal.get(reverse(name), cookie, QUERY_STRING=urlencode({"q": text}))
            yield seconds, _busy() - busy


def _busy() -> float:
    """Seconds that this process and the database's own one have worked, where both run on one machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    spent = time.process_time()
    with suppress(OSError, ValueError):
        spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 10**9
    return spent


def _facts(answers: list[tuple[float, float]]) -> dict[str, Any]:
    waits, busy = [1000 * seconds for seconds, _cpu in answers], [1000 * cpu for _seconds, cpu in answers]
    facts = {
        "questions": len(answers),
        "p50_ms": median(waits),
        "p95_ms": percentile(waits, 0.95),
        "max_ms": max(waits),
    }
    facts |= {"cpu_p50_ms": median(busy), "cpu_p95_ms": percentile(busy, 0.95), "cpu_max_ms": max(busy)}
    return {name: round(value, 1) for name, value in facts.items()}
