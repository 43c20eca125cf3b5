"""What a layer cost, and how accurate it was, revision by revision of its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.reports.layer_result import LayerResult
from ethan_check.reports.page.pictures.canvas import BAD, GOOD, INK, Picture, draw, logarithmic, printable
from ethan_check.reports.words import FIGURES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["by_revision"]

_FEWEST = 2
"""One revision is beside no other."""

_MOST_LABELLED = 6
"""So many dates stand beside each other."""

_MARKS = {
    "forward": ("s", INK, 1.0),
    "backward": ("D", INK, 0.85),
    "bytes": ("^", INK, 0.7),
    "ulps": ("o", GOOD, 0.5),
    "rounding": ("v", GOOD, 0.35),
}
"""The mark of each number, its colour (a cost, an accuracy) and how large it is beside the others: marks are
hollow, so that numbers that are the same lie around each other."""

_LARGEST_MARK = 11.0
"""In points."""

_ROOM = 210.0
"""For marks, in points: a little less than the axes are wide."""

_LARGEST_RATIO = 1e12
"""What is further off stands there: between a unit in the last place and no digit that is right lie 2**53."""

_WIDE = 10.0
"""Where ratios span more than this, an axis that begins at 0 would show the largest alone."""

_MARKED = ("changed", "less accurate")
_OTHER_CASES = ("cases changed", "convention changed", "contract changed")
"""From there on, numbers are of other cases than before."""


def by_revision(layer: LayerResult) -> Picture | None:
    """The numbers of a baseline by revision, as ratios to the first that is known; None where there are fewer
    than two revisions, or no number stands in two of them.
    """
    oldest_first = layer.history[::-1]
    ratios = {name: _ratios(name, oldest_first) for name in FIGURES}
    ratios = {name: of for name, of in ratios.items() if np.isfinite(of).sum() >= _FEWEST}
    if not ratios:
        return None
    title = "Cost and accuracy, by revision of the baseline"
    caption = _caption(ratios, oldest_first)
    svg = draw(
        f"{layer.name}{title}{caption}",
        3.2,
        (0.6, 2.6, 0.8, 0.15),
        lambda figure: _paint(figure, ratios, oldest_first),
    )
    return Picture(title, caption, svg)


def _ratios(name: str, revisions: tuple[BaselineRevision, ...]) -> Any:
    """Of one number to the first that is above zero; NaN where it is not known."""
    values = np.array([revision.numbers.get(name, np.nan) for revision in revisions], dtype=float)
    values[~(np.isfinite(values) & (values >= 0))] = np.nan
    first = values[values > 0][:1]
    if not first.size:
        return np.full(values.shape, np.nan)
    return np.minimum(values / first, _LARGEST_RATIO)


def _caption(ratios: dict[str, Any], revisions: tuple[BaselineRevision, ...]) -> str:
    """What to see: which numbers are no longer what they were, and what is marked."""
    parts = [
        "Each number as a ratio to the first one known, the oldest revision on the left; higher is worse."
    ]
    last = {FIGURES[name]: of[np.isfinite(of)][-1] for name, of in ratios.items()}
    moved = [f"{ratio:.3g} times the first {what}" for what, ratio in last.items() if f"{ratio:.3g}" != "1"]
    parts.append(f"Last: {', '.join(moved)}." if moved else "In the end all are what they were at first.")
    states = {revision.state for revision in revisions}
    if states & {*_MARKED}:
        parts.append("Dashed lines mark where a value changed or became less accurate.")
    if states & {*_OTHER_CASES}:
        parts.append("After a dotted line the cases are others, and so may be the numbers.")
    return " ".join(parts)


def _paint(figure: Figure, ratios: dict[str, Any], revisions: tuple[BaselineRevision, ...]) -> None:
    axes: Any = figure.add_subplot()
    known = np.concatenate(list(ratios.values()))
    positive = known[known > 0]  # NaN is not.
    if positive.max() / positive.min() > _WIDE:
        floor = positive.min() / _WIDE  # A logarithm has no place for 0.
        ratios = {name: np.maximum(of, floor) for name, of in ratios.items()}
        logarithmic(axes, y="{x:g}")
    else:
        axes.set_ylim(0, 1.15 * positive.max())
    _label(axes, revisions)
    axes.axhline(1, color=INK, lw=0.8, alpha=0.5)
    largest = min(_LARGEST_MARK, _ROOM / len(revisions))
    for name, of in ratios.items():
        mark, colour, size = _MARKS[name]
        axes.plot(of, marker=mark, ms=size * largest, mfc="none", color=colour, lw=1, label=FIGURES[name])
    _mark(axes, revisions, _MARKED, BAD, "--", "changed or less accurate")
    _mark(axes, revisions, _OTHER_CASES, INK, ":", "other cases")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=9, labelspacing=0.8)


def _label(axes: Any, revisions: tuple[BaselineRevision, ...]) -> None:
    every = -(-len(revisions) // _MOST_LABELLED)
    # Counted from the newest, which is always labelled.
    places = range((len(revisions) - 1) % every, len(revisions), every)
    names = [f"{printable(revisions[at].date)}\n{printable(revisions[at].commit[:7])}" for at in places]
    axes.set_xticks(places, names, rotation=30, ha="right", rotation_mode="anchor", fontsize=8)
    axes.set(xlim=(-0.5, len(revisions) - 0.5), ylabel="ratio to the first")
    axes.grid(True, axis="y")


def _mark(
    axes: Any,
    revisions: tuple[BaselineRevision, ...],
    states: tuple[str, ...],
    colour: str,
    style: str,
    name: str,
) -> None:
    """A line at every revision of such a state; the legend names the first."""
    for at, revision in enumerate(revisions):
        if revision.state in states:
            axes.axvline(at, color=colour, ls=style, lw=1.5, zorder=0, label=name)
            name = ""
