"""Each law, broken once: a law that nothing can break is no law."""

import ast
from pathlib import Path

import pytest

from tests.architecture import laws

BREACHES = [
    (
        laws.public_functions_in_services_are_acts,
        "arrears/services/debtors.py",
        "def quietly_publish(x):\n    return x\n",
    ),
    (laws.doors_read_through_visible_to, "arrears/views/debtors.py", "rows = DebtorList.objects.all()\n"),
    (laws.ceilings_hold, "arrears/rules.py", "x = 1\n" * 401),
    (laws.ceilings_hold, "arrears/tasks.py", "def late():\n" + "    x = 1\n" * 13),
    (laws.modules_have_names_of_their_own, "arrears/utils.py", ""),
    (laws.modules_say_what_is_in_them, "arrears/rules.py", "x = 1\n"),
    (laws.imports_stand_on_top_and_are_absolute, "arrears/rules.py", "from . import models\n"),
    (laws.imports_stand_on_top_and_are_absolute, "arrears/rules.py", "def f():\n    import os\n"),
    (laws.no_signals_and_no_generic_keys, "arrears/rules.py", "from django.db.models.signals import post_save\n"),
    (laws.money_is_never_a_float, "arrears/models/x.py", "amount = models.FloatField()\n"),
    (laws.domain_never_asks_the_clock, "arrears/services/x.py", "def f():\n    return timezone.now()\n"),
]


@pytest.mark.parametrize(("law", "path", "text"), BREACHES, ids=lambda value: getattr(value, "__name__", None))
def test_a_breach_is_seen(law, path, text):
    assert list(law(Path(path), ast.parse(text), text))


def test_a_scoped_read_is_no_breach():
    text = "rows = DebtorList.objects.visible_to(user).filter(x=1)\n"
    assert not list(laws.doors_read_through_visible_to(Path("arrears/views/x.py"), ast.parse(text), text))
