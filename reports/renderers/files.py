"""A document as a file on disk for a while: drawn, handed to whoever keeps it, gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from reports.renderers.docx import write_docx
from reports.renderers.pdf import Progress, render_pdf
from reports.renderers.review_sheets import write_review_book
from reports.renderers.urging import UrgingDocument
from reports.renderers.workbook import write_workbook


@contextmanager
def made_file(document: Any, kind: str, progress: Progress | None = None) -> Iterator[Path]:
    """Draw a document (one with .pdf() and .workbook(), or a .letter for DOCX) as `kind`; the path is good inside the with."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        path = Path(folder) / f"document.{kind}"
        if kind == "pdf":
            render_pdf(document.pdf(), to=path, fonts=settings.FONTS_ROOT, progress=progress)
        elif kind == "docx" and isinstance(document, UrgingDocument):
            document.write_docx(path)
        elif kind == "docx":
            write_docx(document.letter, to=path, is_demo=document.is_demo)
        elif hasattr(document, "book"):
            write_review_book(document.book, to=path)
        else:
            write_workbook(document.workbook(), to=path)
        yield path
