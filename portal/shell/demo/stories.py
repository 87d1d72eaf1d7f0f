"""How an employer pays: through which month it has paid at each month's end, and what happens to it meanwhile.

Every story is two ascending rows of numbers, the last month fully paid and the thousandths of the next one, so that
payments, arrears and their age all follow from it and nothing can contradict.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from portal.shell.demo.employers import KIND_SHARES, PRONE, Unit

ACTIVE, PAUSED, LATE_NOT_EVADING, BANKRUPTCY_PENDING, DISSOLUTION_PENDING = 1, 2, 4, 6, 7
NOT_AT_ADDRESS, LICENCE_REVOKED, NO_REPRESENTATIVE, DISSOLVED = 8, 9, 10, 11
NEVER = 10**6

PUNCTUAL = ("ahead", "prompt", "next_month")
"""Stories of employers that are never late."""

# Of a hundred employers: always a month or two behind, now and then late, long in arrears.
CHRONIC, SLIPPING, LONG = 6.6, 24.0, 5.0


@dataclass(slots=True)
class Story:
    """Months are counted 12 x year + month - 1; `cover[0]` stands for the month before `first`."""

    name: str
    first: int
    cover: list[int]
    part: list[int]
    health: list[int] | None = None
    """Through which month health insurance is paid, where the employer keeps its people's cards alive first."""
    opened: int = -NEVER
    gone: int = NEVER
    idle_from: int = NEVER
    """From here on nobody works and nothing new falls due."""
    idle_until: int = NEVER
    urged_from: int = NEVER
    states: list[tuple[int, int]] = field(default_factory=list)
    """From which month which state, ascending."""

    def state(self, month: int) -> int:
        return max(((since, state) for since, state in self.states if since <= month), default=(0, ACTIVE))[1]

    def is_listed(self, month: int) -> bool:
        return self.opened <= month < self.gone

    def is_idle(self, month: int) -> bool:
        return self.idle_from <= month < self.idle_until


def period_floor(month: int, cycle: int) -> int:
    """The last month that ends a period of the cycle.

    >>> period_floor(12 * 2026 + 4, 3) == 12 * 2026 + 2, period_floor(12 * 2026 + 5, 6) == 12 * 2026 + 5
    (True, True)
    """
    return (month + 1) // cycle * cycle - 1


def tell(unit: Unit, random: Random, first: int, last: int) -> Story:
    """The story of one employer over the months first to last."""
    months = range(first - 1, last + 1)
    prone = PRONE.get(unit.kind, 0) * _SCALE
    lot = random.random() * 100
    if lot < LONG * prone:
        return _long(unit, random, months)
    if lot < (LONG + CHRONIC) * prone:
        return _chronic(unit, random, months)
    if lot < (LONG + CHRONIC + SLIPPING) * prone:
        return _slipping(unit, random, months)
    return _newcomer(random, _regular(unit, random, months), last)


_SCALE = sum(KIND_SHARES.values()) / sum(share * PRONE.get(kind, 0) for kind, share in KIND_SHARES.items())


def _plain(name: str, unit: Unit, months: range, behind: int, credit: int = 0) -> Story:
    cover = [period_floor(month - behind, unit.cycle) for month in months]
    return Story(name, months[1], cover, [credit] * len(cover))


def _regular(unit: Unit, random: Random, months: range) -> Story:
    """In the month itself, in the month after, or a little ahead."""
    lot = random.random()
    if lot < 0.02 and unit.cycle == 1:
        return _plain("ahead", unit, months, 0, credit=random.randint(4, 60))
    return _plain("prompt", unit, months, 0) if lot < 0.66 else _plain("next_month", unit, months, 1)


def _newcomer(random: Random, story: Story, last: int) -> Story:
    """One in twenty opens during the history, a few in its last month."""
    if random.random() < 0.06:
        months = last - story.first + 1
        story.opened = last - int(months * random.random())
        story.cover = [max(cover, story.opened - 1) for cover in story.cover]
        story.part = [part if story.cover[n] >= story.opened else 0 for n, part in enumerate(story.part)]
    elif random.random() < 0.008:
        story.gone = random.randint(story.first + 2, last + 8)
    return story


def _chronic(unit: Unit, random: Random, months: range) -> Story:
    """Always behind, by one or two months more than the law allows; now and then it catches up."""
    usual = random.choice((3, 3, 4))
    behind = [usual if random.random() > 0.1 else 2 for _month in months]
    return Story("chronic", months[1], _ascending(unit, months, behind), [0] * len(behind), urged_from=NEVER)


def _slipping(unit: Unit, random: Random, months: range) -> Story:
    """Pays in the month after; sometimes two or three months are left until they are paid at once."""
    cover, waits, held = [], 0, 0
    for month in months:
        if waits == 0 and random.random() < 0.085:
            waits, held = random.choice((2, 2, 3)), month - 2
        if waits:
            waits -= 1
            cover.append(held)
        else:
            cover.append(month - 1)
    return Story("slipping", months[1], _floored(unit, cover), [0] * len(cover))


def _ascending(unit: Unit, months: range, behind: list[int]) -> list[int]:
    reached, cover = -NEVER, []
    for month, back in zip(months, behind, strict=True):
        reached = max(reached, month - back)
        cover.append(reached)
    return _floored(unit, cover)


def _floored(unit: Unit, cover: list[int]) -> list[int]:
    return [period_floor(month, unit.cycle) for month in cover] if unit.cycle > 1 else cover


def _long(unit: Unit, random: Random, months: range) -> Story:
    """Stopped paying one day, before or during the history; what follows differs."""
    first, last = months[1], months[-1]
    early = random.random() < 0.5
    stopped = random.randint(first - 16, first - 6) if early else random.randint(first - 5, max(first - 5, last - 2))
    story = Story("", first, [], [], health=None)
    ending = random.choices(_ENDINGS, _ENDING_WEIGHTS)[0]
    ending(story, random, months, stopped)
    story.cover = _floored(unit, story.cover)
    if unit.cycle > 1:
        story.part = [0] * len(story.cover)
    if random.random() < 0.45 and story.name in ("stopped", "sliding", "recovering"):
        story.health = _floored(unit, [max(month - 1, cover) for month, cover in zip(months, story.cover, strict=True)])
    if random.random() < 0.62:
        story.urged_from = stopped + random.randint(4, 7)
    elif random.random() < 0.15:
        story.states.append((stopped + 5, LATE_NOT_EVADING))
    return story


def _stopped(story: Story, random: Random, months: range, stopped: int) -> None:
    story.name = "stopped"
    story.cover = [min(month - 1, stopped) for month in months]
    share = random.randint(0, 700)
    story.part = [share if cover == stopped and share else 0 for cover in story.cover]


def _sliding(story: Story, random: Random, months: range, stopped: int) -> None:
    """Pays half of what falls due: the debt grows and grows older."""
    story.name = "sliding"
    for month in months:
        steps = max(0, month - 1 - stopped)
        cover = min(month - 1, stopped + steps // 2)
        story.cover.append(cover)
        story.part.append(500 if steps % 2 and cover < month - 1 else 0)


def _recovering(story: Story, random: Random, months: range, stopped: int) -> None:
    """Agrees to pay by instalments: two or three months' worth each month until it is in time again."""
    story.name = "recovering"
    begins, pace = max(stopped + random.randint(6, 12), months[1] + random.randint(1, 7)), random.choice((2, 3))
    reached = min(months[0] - 1, stopped)
    for month in months:
        reached = min(month - 1, reached + pace) if month >= begins else min(month - 1, stopped)
        story.cover.append(reached)
        story.part.append(0)


def _absconded(story: Story, random: Random, months: range, stopped: int) -> None:
    """The owner has gone: nobody at the address, nothing new falls due, the debt stays."""
    _stopped(story, random, months, stopped)
    story.name = "absconded"
    story.idle_from = stopped + random.randint(3, 5)
    state = random.choice((NOT_AT_ADDRESS, NOT_AT_ADDRESS, NO_REPRESENTATIVE, LICENCE_REVOKED))
    story.states = [(story.idle_from + 2, state)]


def _dissolving(story: Story, random: Random, months: range, stopped: int) -> None:
    """Closes down; some settle and disappear from the files, others stay for years."""
    _stopped(story, random, months, stopped)
    story.name = "dissolving"
    story.idle_from = stopped + random.randint(4, 7)
    story.states = [(stopped + 4, random.choice((DISSOLUTION_PENDING, DISSOLUTION_PENDING, BANKRUPTCY_PENDING)))]
    if random.random() < 0.4:
        settled = max(stopped + random.randint(9, 14), months[1] + 1)
        story.cover = [month if month >= settled else cover for month, cover in zip(months, story.cover, strict=True)]
        story.part = [0 if month >= settled else part for month, part in zip(months, story.part, strict=True)]
        story.states.append((settled, DISSOLVED))
        story.gone = settled + 2


def _paused(story: Story, random: Random, months: range, stopped: int) -> None:
    """Out of orders: work stops for some months and begins again, the old debt stays."""
    _stopped(story, random, months, stopped)
    story.name = "paused"
    story.idle_from = stopped + 3
    story.idle_until = story.idle_from + random.randint(5, 10)
    story.states = [(story.idle_from, PAUSED), (story.idle_until, ACTIVE)]


Ending = Callable[[Story, Random, range, int], None]
_ENDINGS: list[Ending] = [_stopped, _sliding, _recovering, _absconded, _dissolving, _paused]
_ENDING_WEIGHTS = (34, 22, 18, 13, 7, 6)
