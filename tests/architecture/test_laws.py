"""The house's own laws, read off the source. Each has been proved by breaking it once (test_laws_are_laws.py)."""

from pathlib import Path

import pytest

from tests.architecture import laws

ROOT = Path(__file__).resolve().parents[2]
SOURCES = laws.sources(ROOT)


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_house_keeps(law):
    broken = [f"{path.relative_to(ROOT)}: {told}" for path, tree, text in SOURCES for told in law(path, tree, text)]
    assert not broken, "\n".join(broken)


def test_there_is_something_to_judge():
    assert len(SOURCES) > 60
