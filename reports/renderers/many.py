"""Many short documents one after another: two drawing children stay open for all of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from reports.renderers.pdf import DEMO_MARK, DrawingFailed, PdfDocument, drawing_children, style

Key = TypeVar("Key")
AHEAD = 6
"""So many are drawn before the first of them is taken."""

_NUMBERED = (
    "@page {{ @top-center {{ content: counter(page) '/' counter(pages); font: 13pt Tinos; vertical-align: middle }} }}"
    "@page :first {{ @top-center {{ content: none }} }}{mark}"
    ".addressees {{ margin-top: 12pt }} .foot {{ break-before: avoid }} .text p:last-child {{ break-inside: avoid }}"
)
_MARK = (
    f"@page {{ @bottom-center {{ content: '{DEMO_MARK}'; font: italic 11pt Tinos; color: #a00000;"
    " vertical-align: middle } }"
)


def render_each(
    keys: Iterable[Key], document_of: Callable[[Key], PdfDocument], *, fonts: Path
) -> Iterator[tuple[Key, Path]]:
    """Draw a letter for each key, in their order; the path is good until the next one is taken."""
    with (
        tempfile.TemporaryDirectory(prefix="letters-") as folder,
        drawing_children(AHEAD, fonts) as children,
        ThreadPoolExecutor(max_workers=2) as threads,
    ):
        places = enumerate(keys)

        def started(place: int, key: Key) -> tuple[Key, Path, Future]:
            out, html = Path(folder) / f"{place}.pdf", _html(document_of(key))
            return key, out, threads.submit(_draw, html, out, children)

        waiting = [started(*pair) for pair in islice(places, AHEAD)]
        while waiting:
            key, out, work = waiting.pop(0)
            work.result()
            yield key, out
            out.unlink()
            waiting += [started(*pair) for pair in islice(places, 1)]


def _html(document: PdfDocument) -> str:
    frame = _NUMBERED.format(mark=_MARK if document.is_demo else "")
    title = document.title.replace("&", "&amp;").replace("<", "&lt;")
    head = f"<head><title>{title}</title><style>{frame}</style></head>"
    return f'<html lang="vi">{head}<body>{document.letter}</body></html>'


def _draw(html: str, out: Path, children) -> None:
    child = children.get()
    try:
        child.stdin.write(json.dumps({"html": html, "css": style("decree30.css"), "out": str(out)}) + "\n")
        child.stdin.flush()
        answer = child.stdout.readline()
    except BrokenPipeError:
        answer = ""
    finally:
        children.put(child)
    if not answer:
        raise DrawingFailed(f"the drawing process ended with {child.poll()}")
