"""One-time passwords: sixteen letters and digits that nobody mistakes for another, in groups, for reading aloud; and how long
a password of one's own has to be, said in Vietnamese."""

import secrets

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

from agencies.login.second_factor import ALPHABET

GROUPS, LETTERS = 4, 4


def one_time() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS))


class LongEnough(MinimumLengthValidator):
    """Django says this sentence in English only."""

    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn: cần ít nhất %(count)d ký tự.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("Ít nhất %(count)d ký tự.") % {"count": self.min_length}
