"""All letters of a bundle as one PDF to print and one ZIP to send, put together from the kept files."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from portal.core.files import location
from reports.models import DemandBundle


@contextmanager
def bundled(bundle: DemandBundle) -> Iterator[tuple[Path, Path]]:
    """Of a bundle of demand letters."""
    letters = list(bundle.demands.order_by("number").select_related("pdf", "docx"))
    with put_together(letters, title=str(bundle), author=letters[0].agency_name) as paths:
        yield paths


@contextmanager
def put_together(letters: Sequence[Any], *, title: str, author: str) -> Iterator[tuple[Path, Path]]:
    """The merged PDF and the archive of letters with kept files; the paths are good inside the with."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        merged, archive = Path(folder) / "merged.pdf", Path(folder) / "archive.zip"
        writer = PdfWriter()
        for letter in letters:
            writer.append(str(location(letter.pdf)), import_outline=False)
        writer.compress_identical_objects(remove_unreferenced=True)  # the fonts are the same in every letter
        writer.add_metadata({"/Title": title, "/Author": author})
        writer.write(merged)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
            for letter in letters:
                for stored in (letter.pdf, letter.docx):
                    out.write(location(stored), stored.name)
        yield merged, archive
