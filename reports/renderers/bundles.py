"""All letters of a bundle as one PDF to print and one ZIP to send, put together from the kept files."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pypdf import PdfWriter

from portal.core.files import location
from reports.models import DemandBundle


@contextmanager
def bundled(bundle: DemandBundle) -> Iterator[tuple[Path, Path]]:
    """The merged PDF and the archive; the paths are good inside the with."""
    letters = list(bundle.demands.order_by("number").select_related("pdf", "docx"))
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        merged, archive = Path(folder) / "merged.pdf", Path(folder) / "archive.zip"
        writer = PdfWriter()
        for letter in letters:
            writer.append(str(location(letter.pdf)), import_outline=False)
        writer.compress_identical_objects(remove_unreferenced=True)  # the fonts are the same in every letter
        writer.add_metadata({"/Title": str(bundle), "/Author": letters[0].agency_name})
        writer.write(merged)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
            for letter in letters:
                for stored in (letter.pdf, letter.docx):
                    out.write(location(stored), stored.name)
        yield merged, archive
