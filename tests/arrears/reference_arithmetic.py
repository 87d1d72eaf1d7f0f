"""The ledger, months owed and rollups once more: slow, obvious, in plain Python, from what the files say. No SQL, no model.

A month's files are lists of dictionaries as the staging tables hold them. Whoever doubts the portal's figures reads this.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

FUNDS = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn", "unsplit")
SPLIT = FUNDS[:5]
NONE, NOT_DUE, LATE, EVASION = range(4)


def index(day: date) -> int:
    return 12 * day.year + day.month - 1


def first_day(at: int) -> date:
    return date(at // 12, at % 12 + 1, 1)


def last_day(at: int) -> date:
    return first_day(at + 1) - timedelta(days=1)


def due(contribution: int, cycle: int) -> date:
    """Until 6/2025 the last day of the period, since then the last day of the month after it."""
    end = contribution
    while (end % 12 + 1) % cycle:
        end += 1
    return last_day(end + 1 if contribution >= index(date(2025, 7, 1)) else end)


def is_overdue(contribution: int, cycle: int, month: int) -> bool:
    """What is due on the month's last day is not late at the end of that day."""
    return due(contribution, cycle) < last_day(month)


@dataclass
class Unit:
    """An employer as the register has it."""

    code: str
    commune: int | None
    zone: int | None
    kind: int | None = 3
    cycle: int = 1
    sector: str = ""


@dataclass
class File:
    """One applied file. `office` None: it speaks for the province."""

    kind: str
    order: int
    rows: list[dict[str, Any]]
    office: int | None = None


@dataclass
class Row:
    """One employer's month: money by fund, and what goes with it."""

    unit: Unit
    workers: int = 0
    c12: dict[str, Any] | None = None
    not_due: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    evaded: dict[str, int] = field(default_factory=dict)
    charge: dict[str, int] = field(default_factory=dict)
    prior: dict[str, int] = field(default_factory=dict)
    due_on: date | None = None
    months: int | None = None
    is_absent: bool = False

    def owes(self, fund: str) -> int:
        return self.late[fund] + self.evaded[fund]

    @property
    def owed(self) -> int:
        return sum(self.owes(fund) for fund in FUNDS)

    def in_class(self, funds) -> int:
        for number, money in ((EVASION, self.evaded), (LATE, self.late), (NOT_DUE, self.not_due)):
            if any(money[fund] > 0 for fund in funds):
                return number
        return NONE


@dataclass
class Province:
    """What the arithmetic needs to know besides the files: who stands where, and which office has which communes."""

    units: dict[str, Unit]
    office_of: dict[int, int]
    committee_of: dict[int, int]
    board_of: dict[int, int]
    closed: dict[int, dict[str, Row]] = field(default_factory=dict)

    def office(self, unit: Unit) -> int | None:
        return self.office_of.get(unit.commune)

    def agency(self, unit: Unit) -> int | None:
        return self.board_of[unit.zone] if unit.zone is not None else self.committee_of.get(unit.commune)

    def last_close(self, month: int) -> int | None:
        return max((closed for closed in self.closed if closed < month), default=None)

    def merge(self, month: int, files: list[File]) -> dict[str, Row]:
        """Every employer's row of the month."""
        before = self.last_close(month)
        last = self.closed[before] if before is not None else {}
        found = {}
        for unit in self.units.values():
            row = Merging(self, month, files, unit, last.get(unit.code)).row()
            if row is not None:
                found[unit.code] = row
        return found


@dataclass
class Merging:
    """One employer's row in the making."""

    province: Province
    month: int
    files: list[File]
    unit: Unit
    last: Row | None

    def row(self) -> Row | None:
        c12 = self.newest_c12()
        listed, speaks = self.newest_b03()
        prior = {fund: self.last.owes(fund) if self.last else 0 for fund in FUNDS}
        if c12 is None and listed is None and not (sum(prior.values()) > 0 and self.is_spoken_for()):
            return None
        said = c12[1] if c12 else None
        row = Row(self.unit, c12=said, prior=prior, is_absent=c12 is None and listed is None)
        row.workers = self.workers(c12, listed)
        for fund in FUNDS:
            self.fill(row, fund, listed[1] if listed else None, listed is None and speaks)
        self.date(row, listed[1] if listed else None, listed is None and speaks)
        return row

    def newest_c12(self):
        rows = [
            (file.order, said)
            for file in self.files
            if file.kind == "c12"
            for said in file.rows
            if said["unit_code"] == self.unit.code
        ]
        return max(rows, key=lambda pair: pair[0], default=None)

    def newest_b03(self):
        """The newest B03 that speaks for this employer: its row there (or None), and whether any speaks."""
        files = [file for file in self.files if file.kind == "b03"]
        newest = {file.office: file for file in sorted(files, key=lambda file: file.order)}
        whole = newest.get(None)
        counted = [file for file in newest.values() if whole is None or file.order >= whole.order]
        speaking = [file for file in counted if file.office in (None, self.province.office(self.unit))]
        heard = max((file.order for file in speaking), default=None)
        rows = [
            (file.order, said)
            for file in counted
            for said in file.rows
            if said["unit_code"] == self.unit.code and (heard is None or file.order >= heard)
        ]
        return max(rows, key=lambda pair: pair[0], default=None), heard is not None

    def is_spoken_for(self) -> bool:
        newest_b03 = {}
        for file in sorted(self.files, key=lambda file: file.order):
            if file.kind == "b03":
                newest_b03[file.office] = file
        speaking = [file for file in self.files if file.kind == "c12"] + list(newest_b03.values())
        return any(file.office in (None, self.province.office(self.unit)) for file in speaking)

    def workers(self, c12, listed) -> int:
        given = [pair for pair in (c12, listed) if pair]
        if given:
            return max(given, key=lambda pair: pair[0])[1]["workers"]
        return self.last.workers if self.last else 0

    @property
    def cycle(self) -> int:
        c12 = self.newest_c12()
        return (c12[1].get("cycle") if c12 else None) or self.unit.cycle

    def fill(self, row: Row, fund: str, b03: dict | None, is_omitted: bool) -> None:
        """Not due, late, evaded and charge of one fund."""
        said = row.c12 or {}
        outstanding = max(said.get(f"closing_{fund}") or 0, 0)
        given = {name: said.get(f"{name}_{fund}") for name in ("not_due", "late", "evaded", "charge")}
        if b03 is not None:
            self.fill_from_b03(row, fund, b03, outstanding)
            return
        if is_omitted:
            late = evaded = charge = 0
        else:
            evaded, charge = given["evaded"] or 0, given["charge"] or 0
            late = given["late"]
            if late is None and given["not_due"] is not None:
                late = max(outstanding - given["not_due"] - evaded, 0)
            if late is None:
                late = max(self.aged(said, fund, outstanding) - evaded, 0)
        not_due = given["not_due"] if given["not_due"] is not None else max(outstanding - late - evaded, 0)
        row.not_due[fund], row.late[fund], row.evaded[fund], row.charge[fund] = not_due, late, evaded, charge

    def fill_from_b03(self, row: Row, fund: str, b03: dict, outstanding: int) -> None:
        if fund == "unsplit":
            split = sum(b03.get(f"{name}_{of}") or 0 for name in ("not_due", "late", "evaded") for of in SPLIT)
            row.not_due[fund], row.late[fund], row.evaded[fund], row.charge[fund] = max(outstanding - split, 0), 0, 0, 0
            return
        for name in ("not_due", "late", "evaded"):
            getattr(row, name)[fund] = b03.get(f"{name}_{fund}") or 0
        row.charge[fund] = (b03.get(f"charge_late_{fund}") or 0) + (b03.get(f"charge_evaded_{fund}") or 0)

    def obligation(self, month: int, fund: str) -> int | None:
        """What became payable for the month, upward adjustments with it; None where no closed file says."""
        said = self.newest_c12()[1] if month == self.month else None
        if month < self.month and month in self.province.closed and self.unit.code in self.province.closed[month]:
            said = self.province.closed[month][self.unit.code].c12
        if not said or said.get(f"payable_{fund}") is None:
            return None
        return max(said[f"payable_{fund}"] + max(said.get(f"adjustment_{fund}") or 0, 0), 0)

    def aged(self, said: dict, fund: str, outstanding: int) -> int:
        """First in, first out: payments settle the oldest, so what is open is the newest months' obligations. Those not
        yet overdue are taken off the top, the rest is late. Without history or paid-through month nothing is dated."""
        if not said:
            return 0
        has_history = self.last is not None and self.last.c12 is not None
        has_history = has_history and self.last.c12.get(f"closing_{fund}") is not None
        through = said.get(f"paid_through_{fund}") or said.get("paid_through_unsplit")
        if not has_history and (through is None or not is_overdue(index(through) + 1, self.cycle, self.month)):
            return 0
        rest = outstanding
        month = self.month
        while not is_overdue(month, self.cycle, self.month):
            obligation = self.obligation(month, fund)
            rest -= obligation if obligation is not None else max(said.get(f"payable_{fund}") or 0, 0)
            month -= 1
        return max(rest, 0)

    def date(self, row: Row, b03: dict | None, is_omitted: bool) -> None:
        """Since when the oldest late BHXH money has been due, and how many calendar months that makes."""
        owing = [fund for fund in ("odts", "httt") if row.owes(fund) > 0]
        if not owing:
            return
        said = row.c12 or {}
        through = [said.get(f"paid_through_{fund}") or said.get("paid_through_unsplit") for fund in owing]
        through = [month for month in through if month is not None]
        days = [(b03 or {} if b03 else {} if is_omitted else said).get(name) for name in ("days_late", "days_evaded")]
        days = [number for number in days if number is not None]
        if through:
            row.due_on = due(index(min(through)) + 1, self.cycle)
        elif days:
            row.due_on = last_day(self.month) - timedelta(days=max(days))
        else:
            oldest = [self.oldest(fund, row.owes(fund)) for fund in owing]
            oldest = [month for month in oldest if month is not None]
            row.due_on = due(min(oldest), self.cycle) if oldest else None
        if row.due_on is not None:
            row.months = max(0, self.month - index(row.due_on))

    def oldest(self, fund: str, owed: int) -> int | None:
        """The oldest of the newest overdue months that together make up what is owed."""
        known = sorted(month for month in self.province.closed if month < self.month and self.known(month, fund))
        if not known:
            return None
        newest_overdue = self.month
        while not is_overdue(newest_overdue, self.cycle, self.month):
            newest_overdue -= 1
        for month in range(newest_overdue, known[0] - 1, -1):
            if month in known:
                owed -= self.obligation(month, fund) or 0
                if owed <= 0:
                    return month
        return self.before_history(fund, owed, known[0], min(known[0] - 1, newest_overdue))

    def before_history(self, fund: str, owed: int, first_month: int, month: int) -> int:
        """What the history does not reach lies before it: after its first paid-through month, at its first payable each."""
        first = self.province.closed[first_month][self.unit.code].c12
        through = first.get(f"paid_through_{fund}") or first.get("paid_through_unsplit")
        while through is not None and month > index(through) + 1:
            owed -= max(first[f"payable_{fund}"], 0)
            if owed <= 0:
                break
            month -= 1
        return month

    def known(self, month: int, fund: str) -> bool:
        return self.unit.code in self.province.closed[month] and self.obligation(month, fund) is not None


def rollups(province: Province, rows: dict[str, Row]) -> dict[tuple[str, str, str], dict[str, int]]:
    """(dimension, key, fund) -> figures, employer by employer."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in rows.values():
        unit = row.unit
        members = {
            "province": "",
            "commune": unit.commune,
            "zone": unit.zone,
            "agency": province.agency(unit),
            "office": province.office(unit),
            "sector": unit.sector,
            "kind": unit.kind,
        }
        for fund in (*FUNDS, "all"):
            funds = FUNDS if fund == "all" else (fund,)
            figures = figures_of(row, funds)
            for dimension, key in members.items():
                add(found, (dimension, "" if key is None else str(key), fund), figures)
            add_classes(found, row, funds, fund, figures)
    return found


def figures_of(row: Row, funds) -> dict[str, int]:
    owes = sum(row.owes(fund) for fund in funds)
    owed_before = sum(row.prior[fund] for fund in funds)
    recovered = estimated = 0
    for fund in funds:
        paid = row.c12.get(f"paid_{fund}") if row.c12 else None
        recovered += (
            max(0, min(paid, row.prior[fund])) if paid is not None else max(0, row.prior[fund] - row.owes(fund))
        )
        estimated = max(estimated, int(paid is None and row.prior[fund] > 0))
    return {
        "employers": 1,
        "owing": int(owes > 0),
        "workers": row.workers if owes > 0 else 0,
        "not_due": sum(row.not_due[fund] for fund in funds),
        "late": sum(row.late[fund] for fund in funds),
        "evaded": sum(row.evaded[fund] for fund in funds),
        "charge": sum(row.charge[fund] for fund in funds),
        "newly_owing": int(owes > 0 and owed_before <= 0),
        "cleared": int(owed_before > 0 and owes <= 0),
        "recovered": recovered,
        "estimated": estimated,
    }


def add(found: dict, place: tuple[str, str, str], figures: dict[str, int]) -> None:
    sums = found.setdefault(place, dict.fromkeys(figures, 0))
    for name, figure in figures.items():
        sums[name] += figure


def add_classes(found: dict, row: Row, funds, fund: str, figures: dict[str, int]) -> None:
    """The employer stands in its worst class; its money in the class that each dong is in."""
    money = {NOT_DUE: "not_due", LATE: "late", EVASION: "evaded"}
    standing = row.in_class(funds)
    for number in range(4):
        own = figures if number == standing else dict.fromkeys(figures, 0)
        own = own | dict.fromkeys(money.values(), 0)
        if number in money:
            own[money[number]] = figures[money[number]]
        add(found, ("class", str(number), fund), own)
