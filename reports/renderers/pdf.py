"""A document as one PDF: the letter in portrait, then a table of any length, pages numbered through.

The parts are drawn by at most two child processes (drawing.py) and put together here with pypdf.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from pypdf import PdfReader, PdfWriter

from reports.renderers import long_table
from reports.renderers.long_table import LongTable

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHILDREN = 2
DEMO_MARK = "Dữ liệu mô phỏng"

Progress = Callable[[int, int], None]


class DrawingFailed(Exception):
    """The child process gave up: too much memory or time, or a fault of the renderer."""


@dataclass(frozen=True)
class PdfDocument:
    """What becomes one PDF: the letter's HTML body, the annex, the title kept in the file, the mark of a demo."""

    title: str
    author: str
    letter: str = ""
    annex: LongTable | None = None
    is_demo: bool = False


@dataclass
class _Piece:
    """One document to draw and what came of it."""

    html: str
    css: str
    planned: int = 1
    rows: int = 0
    out: Path = field(default_factory=Path)
    pages: int = 0


def render_pdf(document: PdfDocument, *, to: Path, fonts: Path, progress: Progress | None = None) -> int:
    """Write the PDF to `to` and return its number of pages. `progress(done, total)` counts rows of the annex."""
    pieces = [_Piece(document.letter, style("decree30.css"))] if document.letter else []
    for part in long_table.parts(document.annex, fonts) if document.annex else []:
        pieces.append(_Piece(part.html, style("annex.css"), part.pages, part.rows))
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder, drawing_children(len(pieces), fonts) as children:
        for number, piece in enumerate(pieces):
            piece.out = Path(folder) / f"{number}.pdf"
        sheaf = _Sheaf(pieces, document, children)
        if document.letter:  # only now is it known how many pages the letter takes
            sheaf.draw(pieces[:1])
            sheaf.settle()
        sheaf.draw(pieces, progress)
        if not sheaf.settle():  # a character that the measure did not know moved a page: number anew
            sheaf.draw(pieces, progress)
        return _put_together([piece.out for piece in pieces], document, to)


def style(*names: str) -> str:
    """The frame of every document, then what is this page's own."""
    return "".join((HERE / file).read_text(encoding="utf-8") for file in ("frame.css", *names))


def _page_frame(document: PdfDocument, first: int, total: int) -> str:
    """Page numbers in the middle of the top margin, none on page 1 (Decree 30/2020); the demo's mark at the foot."""
    number = f'content: counter(page) "/{total}"; font: 13pt Tinos; vertical-align: middle'
    rules = [f"@page {{ @top-center {{ {number} }} }}", f"@page :first {{ counter-reset: page {first} }}"]
    if first == 1:
        rules.append("@page :first { @top-center { content: none } }")
    if document.is_demo:
        mark = f'content: "{DEMO_MARK}"; font: italic 11pt Tinos; color: #a00000; vertical-align: middle'
        rules.append(f"@page {{ @bottom-center {{ {mark} }} }}")
    return "".join(rules)


@dataclass
class _Sheaf:
    """The pieces of one document in their order, which gives every piece the number of its first page."""

    pieces: Sequence[_Piece]
    document: PdfDocument
    children: SimpleQueue

    def settle(self) -> bool:
        """Make what was drawn the plan; False where it differed from the plan."""
        differing = [piece for piece in self.pieces if piece.pages and piece.pages != piece.planned]
        for piece in differing:
            piece.planned = piece.pages
        return not differing

    def draw(self, pieces: Sequence[_Piece], progress: Progress | None = None) -> None:
        """Draw some of the pieces, side by side."""
        rows, done = sum(piece.rows for piece in pieces), 0
        frames = self._frames()
        with ThreadPoolExecutor(max_workers=CHILDREN) as threads:
            work = {threads.submit(_draw_one, piece, frames[id(piece)], self.children): piece for piece in pieces}
            for finished in as_completed(work):
                finished.result()
                done += work[finished].rows
                if progress and rows:
                    progress(done, rows)

    def _frames(self) -> dict[int, str]:
        total = sum(piece.planned for piece in self.pieces)
        frames, first = {}, 1
        for piece in self.pieces:
            frames[id(piece)] = _page_frame(self.document, first, total)
            first += piece.planned
        return frames


def _draw_one(piece: _Piece, frame: str, children: SimpleQueue) -> None:
    child = children.get()
    try:
        html = f'<html lang="vi"><head><style>{frame}</style></head><body>{piece.html}</body></html>'
        child.stdin.write(json.dumps({"html": html, "css": piece.css, "out": str(piece.out)}) + "\n")
        child.stdin.flush()
        answer = child.stdout.readline()
    except BrokenPipeError:
        answer = ""
    finally:
        children.put(child)
    if not answer:
        raise DrawingFailed(f"the drawing process ended with {child.poll()}")
    piece.pages = json.loads(answer)["pages"]


@contextmanager
def drawing_children(parts: int, fonts: Path) -> Iterator[SimpleQueue]:
    """A queue of waiting children. They get no secrets: their environment names only where libraries lie."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
    count = min(CHILDREN, max(1, parts // 2), os.cpu_count() or 1)
    command = [sys.executable, "-m", "reports.renderers.drawing", str(fonts)]
    running = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _number in range(count)
    ]
    queue: SimpleQueue = SimpleQueue()
    try:
        for child in running:
            queue.put(child)
        yield queue
    finally:
        for child in running:
            child.kill()
            child.communicate()


def _put_together(files: Sequence[Path], document: PdfDocument, to: Path) -> int:
    writer = PdfWriter()
    for file in files:
        for page in PdfReader(file).pages:
            writer.add_page(page)
    writer.add_metadata({"/Title": document.title, "/Author": document.author})
    writer.write(to)
    return len(writer.pages)
