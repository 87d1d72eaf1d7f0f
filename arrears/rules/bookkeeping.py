"""From the months of form C12-TS to the entries of an account: what became payable, what was paid, what was taken back.

The file gives no day of payment: the last day of the month counts. What it does not explain is read in the employer's favour:
an opening that is higher than the balance carried became payable as late as it can have, one that is lower was paid as early
as it can have been. So after each month the account holds what the file says, and no debt is older than what is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from arrears.rules.law import Entry, Kind
from arrears.rules.months import EARLIEST
from portal.core.periods import Month


@dataclass(frozen=True)
class Line:
    """One fund in one month of the file, whole dong. `through`: paid through which month at its end, where the file says.
    `cycle`: by which its months are paid, 0 = as now."""

    month: Month
    opening: int = 0
    payable: int = 0
    adjustment: int = 0
    paid: int = 0
    closing: int | None = None
    through: Month | None = None
    cycle: int = 0

    @property
    def left(self) -> int:
        return self.opening + self.payable + self.adjustment - self.paid if self.closing is None else self.closing

    @property
    def corrected(self) -> int:
        """The adjustment, with what the file itself owns to be off by."""
        return self.left - self.opening - self.payable + self.paid

    @property
    def settles(self) -> int:
        """What the month pays: money, and whatever lowers the debt."""
        return max(self.paid, 0) + max(-self.corrected, 0) + max(-self.payable, 0)


@dataclass
class Book:
    """The entries of one fund. `undated`: the months that carry openings of which nobody says what months they are of."""

    fund: str
    entries: list[Entry] = field(default_factory=list)
    undated: set[Month] = field(default_factory=set)
    has_less: bool = False
    """Something was lowered or taken back."""

    @property
    def has_reversal(self) -> bool:
        return any(entry.kind == Kind.REVERSAL for entry in self.entries)

    def payable(self, month: Month, amount: int, cycle: int) -> None:
        if amount > 0:
            self.entries.append(Entry(Kind.PAYABLE, amount, month.first_day, self.fund, month, cycle))

    def payment(self, month: Month, amount: int, kind: Kind = Kind.PAYMENT) -> None:
        if amount > 0:
            self.entries.append(Entry(kind, amount, month.last_day, self.fund))


def book_of(fund: str, lines: Sequence[Line]) -> Book:
    """The fund's entries from its months, oldest first.

    Two months unpaid at the first opening, one of them settled in the month itself:

    >>> june = Line(Month(2026, 6), opening=200, payable=100, paid=100, through=Month(2026, 4))
    >>> [(one.kind.value, str(one.month or one.on), one.amount) for one in book_of("httt", [june]).entries]
    [('payable', '2026-04', 100), ('payable', '2026-05', 100), ('payable', '2026-06', 100), ('payment', '2026-06-30', 100)]
    """
    book, carried, last = Book(fund), 0, None
    for line in lines:
        _open(book, line, line.opening - carried, last)
        book.payable(line.month, max(line.payable, 0) + max(line.corrected, 0), line.cycle)
        book.payment(line.month, line.settles)
        book.payment(line.month, -line.paid, Kind.REVERSAL)
        book.has_less |= min(line.paid, line.corrected, line.payable) < 0
        carried, last = line.left, line.month
    return book


def _open(book: Book, line: Line, unexplained: int, last: Month | None) -> None:
    """The opening against the balance carried: 0 before the first month."""
    if unexplained < 0:
        before = line.month.plus(-1)
        book.payment(before if last is None else min(last.plus(1), before), -unexplained)
    elif unexplained > 0:
        for month, amount in _spread(line, unexplained, last):
            book.payable(month, amount, line.cycle)
        if line.through is None:
            book.undated.add(line.month.plus(-1))


def _spread(line: Line, amount: int, last: Month | None) -> Iterator[tuple[Month, int]]:
    """The months that an opening is of: those after the one paid through, none older than the last month known."""
    newest = line.month.plus(-1)
    oldest = newest if line.through is None else max(line.through.plus(1), EARLIEST)
    if last is not None:
        oldest = max(oldest, last.plus(1))
    if line.through is None or oldest > newest:
        yield newest, amount
        return
    cleared = min(amount, line.settles) if last is None else 0
    yield max(oldest.plus(-1), EARLIEST), cleared  # settled in the month itself: of the one paid through, at the latest
    rest, months = amount - cleared, newest.index - oldest.index + 1
    share = share_of(rest, months, line.payable)
    yield oldest, rest - (months - 1) * share
    for later in range(1, months):
        yield oldest.plus(later), share


def share_of(amount: int, months: int, payable: int) -> int:
    """What each month but the oldest has of the amount: a month's payable where it fits, else equal shares.

    >>> share_of(250, 3, 100), share_of(350, 3, 100), share_of(90, 3, 100)
    (100, 116, 30)
    """
    return payable if (months - 1) * payable < amount <= months * payable else amount // months
