"""A figure of matplotlib as SVG that stands in a page: its colours, its fonts, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["BAD", "GOOD", "INK", "WIDTH", "Picture", "draw", "logarithmic", "printable"]

INK = "#010203"
"""Stands for the colour of the page's text: it becomes `currentColor`, dark on light or light on dark."""

GOOD, BAD = "#2a8fbd", "#d1495b"
"""A derivative, and what is wrong: told apart without colour vision as well, and seen on light and dark."""

WIDTH = 7.2
"""Of a picture, in inches; at 10 points, text in it is as large as beside it."""

Margins = tuple[float, float, float, float]

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'(<svg [^>]*?)width="([\d.]+)pt" height="([\d.]+)pt"')
_IDS = re.compile(r'(id="|url\(#|href="#)')
_FAMILY = re.compile(r"font: ([\d.]+px) [^;\"]*|font-family: [^;\"]*")
"""The font, as older and newer versions of matplotlib write it."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # Text stays text: it can be read out, searched and copied.
    "font.size": 10,
    "figure.facecolor": "none",  # The page's own colour shows through.
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "text.parse_math": False,  # A dollar sign in a layer's name begins no formula; no label may need one.
    "legend.frameon": False,
}


@dataclass(frozen=True)
class Picture:
    """A picture for the page.

    Args:
        title: what it shows, in a line; it is read out in place of the picture.
        caption: what to see in it.
        svg: the drawing, safe to be put into HTML.
    """

    title: str
    caption: str
    svg: str


def draw(name: str, height: float, margins: Margins, paint: Callable[[Figure], Any]) -> str:
    """The SVG of a figure as wide as a page.

    Args:
        name: keeps the ids of one picture apart from those of others in the page.
        height: in inches.
        margins: left, right, bottom and top, in inches. (matplotlib could find them out by drawing twice.)
        paint: draws on the figure.
    """
    import matplotlib
    from markupsafe import Markup
    from matplotlib.figure import Figure

    prefix = f"p{hashlib.sha256(name.encode(errors='backslashreplace')).hexdigest()[:8]}-"
    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": prefix}):
        figure = Figure(figsize=(WIDTH, height))
        left, right, bottom, top = margins
        figure.subplots_adjust(left / WIDTH, bottom / height, 1 - right / WIDTH, 1 - top / height)
        paint(figure)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    svg = _METADATA.sub("", _HEAD.sub("", stream.getvalue()))
    svg = _SIZE.sub(r'\1style="max-width: \2pt" aria-hidden="true" focusable="false"', svg, count=1)
    svg = _IDS.sub(rf"\g<1>{prefix}", svg)
    svg = _FAMILY.sub(lambda font: f"font-size: {font[1]}" if font[1] else "font-family: inherit", svg)
    return Markup(svg.replace(INK, "currentColor"))


def printable(text: str) -> str:
    """A text with a sign where a character would not show, or is none of XML.

    >>> printable("a\\x00b")
    'a\ufffdb'
    """
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def logarithmic(axes: Any, **forms: str) -> None:
    """Make axes logarithmic, with labels that need no mathematics, and no ticks between powers of ten.

    Args:
        forms: for each axis, `x` or `y`, how its labels are written: `"{x:.0e}"`.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    for name, form in forms.items():
        axes.set(**{f"{name}scale": "log"})
        axis = getattr(axes, f"{name}axis")
        axis.set_major_locator(LogLocator(numticks=9))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(form)
