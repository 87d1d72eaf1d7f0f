"""Who is listed and who would be named: the debtor list of a closed month, the rows of a publication, and drawing it up.

Floor of the first two: a scan of that month's rows, alone in their table; of the third: the same lines written once more by one
plain statement into a table with the same columns and indexes.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from agencies.models import Agency
from arrears.models import DebtorList, LedgerVersion, Publication, PublicationLine
from arrears.queries.debtors import list_rules
from arrears.queries.publication.candidates import candidates
from arrears.queries.publication.publishers import publishing_right
from arrears.rules.debtor_lists import ListRule
from arrears.services.debtors import make_debtor_list
from arrears.services.publication.drawing import draw_lines, draw_up_publication
from portal.core.acts import THE_CLOCK
from portal.shell.bench.measuring import Run, paired, timed, undone
from portal.shell.bench.partition import month_scan, partition_of, tidy

KEYS = ("debtors", "candidates")
GOAL = 33
LINES = PublicationLine._meta.db_table
PURPOSE = DebtorList.Purpose.REPORT


def measure(ground, asked: frozenset[str]) -> dict[str, Any]:
    """Of the newest closed month; nothing is left behind."""
    found, bench = {}, NamingBench(ground)
    with partition_of(bench.version):
        for key in KEYS:
            if key in asked:
                tidy()
                ground.tell(key)
                found[key] = getattr(bench, key)()
    return found


class NamingBench:
    """BHXH's own lists of the newest closed month."""

    def __init__(self, ground) -> None:
        self.runs, self.at = ground.effort.runs, timezone.now()
        self.version: LedgerVersion = ground.large.newest
        self.agency = Agency.objects.select_related("province").get(province=self.version.province, code="bhxh-tinh")
        self.officer = ground.large.person("bhxh.canbo")

    def debtors(self) -> dict[str, Any]:
        """One list, chosen and kept; at a threshold of which there is none yet."""
        rule = list_rules(self.version.province, self.version.period.last_day)[PURPOSE]
        taken = set(self.version.debtor_lists.filter(purpose=PURPOSE).values_list("threshold", flat=True))
        free = replace(rule, threshold=next(months for months in range(1, 99) if months not in taken))
        facts = {part.name: getattr(free, part.name) for part in fields(ListRule)} | {"kinds": list(free.kinds)}
        done: dict[str, int] = {}

        def made() -> None:
            listed = make_debtor_list(self.version, by=THE_CLOCK, at=self.at, purpose=PURPOSE, **facts)
            done["entries"] = listed.entries_count

        return paired(_whole(made), month_scan(), runs=self.runs, goal=GOAL) | done

    def candidates(self) -> dict[str, Any]:
        """Whose rows they are, with their names; beside it the whole act, per line."""
        right = publishing_right(self.agency, timezone.localdate(self.at), None)
        found: dict[str, int] = {}

        def listed() -> None:
            found["lines"] = len(candidates(self.version, Publication.What.LATE, right, {}))

        figure = paired(timed(listed), month_scan(), runs=self.runs, goal=GOAL)
        return figure | found | {"drawing": self._drawing()}

    def _drawing(self) -> dict[str, Any]:
        done: dict[str, Any] = {}

        def drawn() -> None:
            done["publication"] = self._draw(self.at)

        figure = paired(_whole(drawn), self._written(), runs=max(1, self.runs // 2))
        lines = done["publication"].candidates
        return figure | {"lines": lines, "ms_per_line": round(1000 * figure["seconds"] / max(1, lines), 3)}

    def _draw(self, at: datetime) -> Publication:
        """What the officer asks for, and what the job of a long list does."""
        drawn = draw_up_publication(
            self.agency, by=self.officer, at=at, what=Publication.What.LATE, version=self.version
        )
        return draw_lines(drawn, by=THE_CLOCK, at=at)

    def _written(self) -> Run:
        """The lines as they were drawn, once more."""

        def run() -> float:
            with undone(), connection.cursor() as cursor:
                drawn = self._draw(self.at)
                cursor.execute(f"CREATE TEMP TABLE bench_lines (LIKE {LINES} INCLUDING ALL) ON COMMIT DROP")
                question = f"INSERT INTO bench_lines SELECT * FROM {LINES} WHERE publication_id = %s"
                return timed(lambda: cursor.execute(question, [drawn.pk]))()

        return run


def _whole(work: Callable[[], None]) -> Run:
    """The work with all that the database would check at its end; undone."""

    def whole() -> None:
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def run() -> float:
        with undone():
            return timed(whole)()

    return run
