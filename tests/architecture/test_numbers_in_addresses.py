"""A number in an address or an id is never grouped: "1.234" is for readers, ?nam=2.026 finds nothing."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
ATTRIBUTE = re.compile(r'="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\}|\{)*)"')
BARE_NUMBER = re.compile(r"\{\{ *((?:[a-z_]+\.)*(?:pk|id|year)) *\}\}")
WORDS = ("indicator.pk", "clause.id", "duty.id", "function.pk", "kind.pk")  # keys that are words


def offences(text: str) -> list[str]:
    """The numbers that stand in attributes without a filter that keeps them as they are."""
    found = (name for value in ATTRIBUTE.findall(text) for name in BARE_NUMBER.findall(value))
    return [name for name in found if not name.endswith(WORDS)]


def test_no_template_groups_a_number_in_an_attribute():
    found = {
        str(path.relative_to(TEMPLATES)): names
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (names := offences(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_law_is_a_law():
    assert offences('<a href="?nam={{ year }}&amp;x={{ own.pk }}">') == ["year", "own.pk"]
    assert not offences('<a href="?nam={{ year|stringformat:"d" }}"><b>{{ year }}</b>')
