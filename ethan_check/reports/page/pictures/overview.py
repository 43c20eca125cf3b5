"""What a run can say of all its layers, in one picture each: certificates, and units in the last place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check.reports.layer_result import LayerResult
from ethan_check.reports.page.pictures.canvas import BAD, GOOD, INK, Picture, draw, logarithmic, printable
from ethan_check.reports.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["certificates", "units_in_the_last_place"]

_MOST_ROWS = 40
"""Rows of a picture; the page's tables have all of them."""

_LONGEST_NAME = 34
"""Characters of a name beside a row; the rest is left out, as the tables have it."""

_EDGES = (0.1, 1e4)
"""Units in the last place: below there is nothing to tell, and above it is no rounding any more."""

_LETTER = 0.082
"""The width of a letter in inches, some 6 points: a little more than most have."""

Dot = tuple[float, str]
"""Where on the row, and the kind of dot."""


def certificates(results: Results) -> Picture | None:
    """For each layer, the smallest error that would have been seen in each of its gradients."""
    rows = [
        (
            layer.name,
            [(value, "a gradient") for value in layer.certificate.values() if 0 < value < np.inf],
        )
        for layer in results.layers
    ]
    caption = (
        "The smallest error in one entry, relative to the largest entry, that this run would have seen in "
        "each gradient; further left is sharper."
    )
    return _dots(
        "What would have been seen", caption, "relative error in one entry", rows, {"a gradient": GOOD}
    )


def units_in_the_last_place(results: Results) -> Picture | None:
    """For each layer that documents formulas, how far forward and backward are from them."""
    rows = [(layer.name, list(_errors(layer))) for layer in results.layers]
    caption = (
        "The largest error of forward and of backward against the documented formulas, in units in the last "
        "place, at ordinary and at extreme inputs; what is below a tenth or above ten thousand stands at the "
        "edge."
    )
    kinds = {"forward": GOOD, "backward": BAD}
    return _dots("Against the documented formulas", caption, "units in the last place", rows, kinds)


def _errors(layer: LayerResult) -> Iterable[Dot]:
    for check in layer.checks:
        for finding in check.findings:
            for name in ("ulps", "ulps_at_extremes"):
                error = finding.evidence.get(name)
                if isinstance(error, int | float) and np.isfinite(error):
                    kind = "backward" if finding.target.startswith("dL_d") else "forward"
                    yield float(np.clip(error, *_EDGES)), kind


def _dots(
    title: str, caption: str, label: str, dots: list[tuple[str, list[Dot]]], kinds: dict[str, str]
) -> Picture | None:
    worst_last = sorted((max(of_layer)[0], name, of_layer) for name, of_layer in dots if of_layer)
    if not worst_last:
        return None
    rows = worst_last[-_MOST_ROWS:]
    if len(rows) < len(worst_last):
        caption += f" The {len(rows)} worst of {len(worst_last)} layers."
    left = 2 * _LETTER + _LETTER * max(len(_short(name)) for _, name, _ in rows)
    svg = draw(
        title,
        0.7 + 0.24 * len(rows),
        (left, 0.2, 0.55, 0.1),
        lambda figure: _paint(figure, rows, label, kinds),
    )
    return Picture(title, caption, svg)


def _paint(
    figure: Figure, rows: list[tuple[float, str, list[Dot]]], label: str, kinds: dict[str, str]
) -> None:
    axes: Any = figure.add_subplot()
    axes.set(xlabel=label, ylim=(-0.7, len(rows) - 0.3))
    logarithmic(axes, x="{x:g}")
    axes.set_yticks(range(len(rows)), [_short(name) for _, name, _ in rows])
    axes.tick_params(axis="y", length=0)
    axes.grid(True)
    for number, (_, _, of_layer) in enumerate(rows):
        values = [value for value, _ in of_layer]
        axes.plot([min(values), max(values)], [number, number], color=INK, lw=1, alpha=0.4)
    markers = iter("os")
    for kind, colour in kinds.items():
        points = [
            (value, number)
            for number, (_, _, of_layer) in enumerate(rows)
            for value, own in of_layer
            if own == kind
        ]
        if points:
            axes.plot(*zip(*points, strict=True), next(markers), color=colour, ms=5, label=kind)
    if len(kinds) > 1:
        axes.legend(loc="lower right", fontsize=9)


def _short(name: str) -> str:
    """A name that leaves room for the row.

    >>> _short("a" * 50)
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    name = printable(name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
