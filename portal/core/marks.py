"""Small marks that say a state in a word, a colour and an icon, so that colour is never the only teller."""

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

TONES = ("neutral", "info", "success", "warning", "danger", "dark")


@cache
def asset(name: str) -> str:
    """The address of a file of the bundle; it changes with the file, so that no browser keeps an old one."""
    path = finders.find(name)
    version = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10] if path else "0"
    return f"{static(name)}?v={version}"


@cache
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it speak."""
    extra = f" {css}" if css else ""
    drawing = f'<use href="{asset("icons.svg")}#{escape(name)}"/>'
    return mark_safe(f'<svg class="icon{extra}" aria-hidden="true" focusable="false">{drawing}</svg>')


@dataclass(frozen=True)
class Badge:
    """`tone` is one of TONES, `icon` a name in static/src/icons.json."""

    text: str
    tone: str = "neutral"
    icon: str = ""

    def __html__(self) -> SafeString:
        drawing = icon(self.icon) if self.icon else ""
        return mark_safe(f'<span class="mark mark-{self.tone}">{drawing}{escape(str(self.text))}</span>')

    def __str__(self) -> str:
        return str(self.text)
