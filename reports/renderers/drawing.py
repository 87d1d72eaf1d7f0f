"""The child process that draws: HTML in, PDF out, one JSON line each way.

It knows no database and no secret, its memory and time are capped, and nothing outside the document is fetched: `data:`
and the four font faces, and no more (a report holds text that people typed).
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FACES = {
    "400Regular": ("400", "normal"),
    "400Regular_Italic": ("400", "italic"),
    "700Bold": ("700", "normal"),
    "700Bold_Italic": ("700", "italic"),
}
MEMORY = 1536 * 1024 * 1024
SECONDS = 900


class FontsAndData(URLFetcher):
    """Gives the faces under their own scheme, `data:` as it stands, and refuses every other address."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._fonts = {f"tinos:{face}": fonts / f"Tinos_{face}.ttf" for face in FACES}

    def fetch(self, url, headers=None):
        if url in self._fonts:
            return URLFetcherResponse(url, self._fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def font_faces() -> str:
    return "".join(
        f"@font-face {{ font-family: Tinos; src: url(tinos:{face}); font-weight: {weight}; font-style: {style}; }}"
        for face, (weight, style) in FACES.items()
    )


class Drawer:
    """Draws documents one after another; fonts and style sheets are read once."""

    def __init__(self, fonts: Path) -> None:
        self._fetcher = FontsAndData(fonts)
        self._font_config = FontConfiguration()
        self._sheets = {"": self._css(font_faces())}

    def _css(self, text: str) -> CSS:
        return CSS(string=text, font_config=self._font_config, url_fetcher=self._fetcher)

    def draw(self, *, html: str, css: str, out: str) -> int:
        """Write the PDF to `out` and return its number of pages."""
        sheet = self._sheets.setdefault(css, None) or self._css(css)
        self._sheets[css] = sheet
        document = HTML(string=html, url_fetcher=self._fetcher).render(
            stylesheets=[self._sheets[""], sheet], font_config=self._font_config
        )
        document.write_pdf(out)
        pages = len(document.pages)
        del document
        gc.collect()  # a laid-out page is a web of cycles: do not wait for them to pile up
        return pages


def main(fonts: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    drawer = Drawer(Path(fonts))
    for line in sys.stdin:
        pages = drawer.draw(**json.loads(line))
        sys.stdout.write(json.dumps({"pages": pages}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
