"""One-time passwords: sixteen letters and digits that nobody mistakes for another, in groups, for reading aloud."""

import secrets

from agencies.login.second_factor import ALPHABET

GROUPS, LETTERS = 4, 4


def one_time() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS))
