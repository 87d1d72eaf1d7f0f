"""Whose turn it is at a province's register: a file that changes many employers has it alone, who must find many of them
unchanged shares it. Each takes its turn before it locks the first employer, so that neither waits for what the other holds.

Employers themselves are locked in the order of their numbers.
"""

from django.db import connection

REGISTER = 4213  # advisory locks: (this, the province)


def take_register(province: int) -> None:
    """Have the register alone until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REGISTER, province])


def share_register(province: int) -> None:
    """Keep files that change many employers out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [REGISTER, province])
