"""An official form as a workbook on disk for a while: written, handed to whoever keeps it, gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.renderers.official import b03, b04
from reports.renderers.official.b03 import B03Document
from reports.renderers.official.b04 import B04Document


@contextmanager
def written_form(document: B03Document | B04Document) -> Iterator[Path]:
    """The path is good inside the with."""
    with tempfile.TemporaryDirectory(prefix="form-") as folder:
        path = Path(folder) / "form.xlsx"
        if isinstance(document, B03Document):
            b03.write(document, to=path)
        else:
            b04.write(document, to=path)
        yield path
