"""A page that calls its own things by a name of the frame's loses the search box, the bell or the menu."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

NAMES = {"links", "navigation", "unread"}
VIEWS = sorted(Path(settings.BASE_DIR).glob("*/**/views/*.py"))


@pytest.mark.parametrize("path", [path for path in VIEWS if ".venv" not in path.parts], ids=str)
def test_no_page_takes_a_name_of_the_frame(path):
    told = ast.walk(ast.parse(path.read_text()))
    keys = [key for node in told if isinstance(node, ast.Dict) for key in node.keys]
    keys += [node.slice for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Subscript)]
    assert not NAMES & {key.value for key in keys if isinstance(key, ast.Constant)}
