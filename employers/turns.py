"""Whose turn it is at a province's register: who changes many employers has it alone, who must find them unchanged or writes
one that files write too shares it. Each takes its turn before it locks the first row, so that neither waits for what the
other holds; an act says so by `first=`.

Employers themselves are locked in the order of their numbers. A person waits for a while and is then told to try again; jobs
and the clock wait for as long as it takes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from agencies.models import Province
from portal.core.acts import NotPossible

REGISTER = 4213  # advisory locks: (this, the province)
TURN = "10s"
"""How long a person waits for a file that is being let into the register."""

WAITED = ("55P03", "40P01")  # lock_not_available, deadlock_detected


class Busy(NotPossible):
    """Somebody else is changing these employers: to be tried again."""


def take_register(province: int) -> None:
    """Have the register alone until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REGISTER, province])


def share_register(province: int) -> None:
    """Keep files that change many employers out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [REGISTER, province])


def alone(province: str, *, span: str = "") -> Callable[[Any], None]:
    """Before an act: have the register alone. `province` says where the subject names it, by key or by `province_code`;
    `span`: how long to wait."""
    return _before(take_register, province, span)


def beside_others(province: str) -> Callable[[Any], None]:
    """Before an act of a person about one employer: no file comes in meanwhile."""
    return _before(share_register, province, TURN)


def _before(turn: Callable[[int], None], province: str, span: str) -> Callable[[Any], None]:
    def first(subject: Any) -> None:
        told = attrgetter(province)(subject)
        number = told if isinstance(told, int) else Province.objects.values_list("pk", flat=True).get(slug=told)
        if span:
            with patience(span):
                turn(number)
        else:
            turn(number)

    return first


@contextmanager
def patience(span: str) -> Iterator[None]:
    """Wait so long for a lock, then say so instead of hanging."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{span}'")
            yield
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as waited:
        if getattr(waited.__cause__, "pgcode", "") not in WAITED:
            raise
        raise Busy(_("Hồ sơ đơn vị đang được cập nhật từ tệp hoặc người khác; hãy thử lại sau ít phút.")) from waited
