"""Embedded data as a first start leaves them, made once: each test works on a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import remove, short_folder
from tests.runtime.starting import Run


@pytest.fixture(scope="session")
def prepared_data() -> Iterator[Path]:
    folder = short_folder()
    folder.chmod(0o711)
    first = Run(folder / "var")
    first.start()
    assert first.end() == 0
    yield folder / "var"
    remove(folder)
