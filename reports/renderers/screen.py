"""The style of a letter on a screen: the same sheets as in print, with the sheet's edges drawn."""

from functools import cache

from django.templatetags.static import static

from reports.renderers.pdf import style


@cache
def screen_css() -> str:
    """Style of the page that shows a letter; holds nothing from outside."""
    return style("decree30.css", "screen.css").replace("/static/fonts/", static("fonts/"))
