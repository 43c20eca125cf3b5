"""Where a gradient is wrong, beside what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check.reports.checked_json import Value
from ethan_check.reports.errors import ReportError
from ethan_check.reports.page.pictures.canvas import Picture, draw
from ethan_check.result import Finding

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["heat_map"]

_MOST_LABELLED = 36
"""Up to so many cells hold their number: more would not be read."""

_MOST_COLUMNS_LABELLED = 6
"""So many numbers of two digits stand beside each other in a third of the page."""

_TITLES = ("backward states", "the derivative is", "wrong by")


def heat_map(finding: Finding) -> Picture | None:
    """The gradient as backward states it, as it should be, and their difference; None where it was not kept
    entry by entry, or has a single entry, which a picture shows no better than a number.
    """
    try:
        sides = _sides(Value(finding.evidence.get("gradient"), "gradient"))
    except ReportError:
        return None  # The evidence of somebody else's check, under the same name.
    if sides is None:
        return None
    stated, right, bars = sides
    wrong = ~(np.abs(stated - right) <= bars)
    caption = f"{np.count_nonzero(wrong)} of {wrong.size} entries are wrong"
    case = finding.evidence["gradient"].get("case")
    caption += f", on the case that failed first: {case}." if isinstance(case, str) else "."
    if finding.evidence["gradient"]["shape"][:-2]:
        caption += f" Shape {tuple(finding.evidence['gradient']['shape'])}; rows are all axes but the last."
    difference = np.where(wrong, stated - right, 0.0)
    largest, off = _largest(stated, right), _largest(difference)
    caption += f" Red is above zero and blue below; the deepest is {largest:.2g}, on the right {off:.2g}."
    rows, columns = stated.shape
    svg = draw(
        f"{finding.message}{caption}",
        float(np.clip(2.0 * rows / columns, 0.4, 3.0)) + 0.6,
        (0.35, 0.1, 0.3, 0.3),
        lambda figure: _paint(figure, (stated, right, difference), (largest, largest, off), wrong),
    )
    return Picture(f"{finding.target}: backward beside the derivative", caption, svg)


def _largest(*sides: Any) -> float:
    return max(float(np.max(np.abs(side[np.isfinite(side)]), initial=0.0)) for side in sides)


def _sides(gradient: Value) -> tuple[Any, Any, Any] | None:
    """Both sides and the error bars, as matrices."""
    shape = tuple(length.whole for length in gradient["shape"].items)
    stated, right, bars = (
        np.array([entry.number for entry in gradient[name].items])
        for name in ("backward", "derivative", "error_bar")
    )
    if (
        stated.size < 2
        or min(shape, default=0) < 1
        or {stated.size, right.size, bars.size} != {int(np.prod(shape))}
    ):
        return None
    columns = shape[-1]
    return stated.reshape(-1, columns), right.reshape(-1, columns), bars.reshape(-1, columns)


def _paint(figure: Figure, sides: tuple[Any, ...], limits: tuple[float, ...], wrong: Any) -> None:
    is_labelled = wrong.size <= _MOST_LABELLED and wrong.shape[1] <= _MOST_COLUMNS_LABELLED
    for number, (title, values, limit) in enumerate(zip(_TITLES, sides, limits, strict=True), start=1):
        axes = figure.add_subplot(1, 3, number)
        shown = np.ma.masked_invalid(values)
        reach = limit or 1.0
        axes.imshow(shown, cmap="RdBu_r", vmin=-reach, vmax=reach, interpolation="none", aspect="auto")
        axes.set_facecolor("#8a8a8a")  # Where there is no number.
        axes.set_title(title, fontsize=10)
        axes.spines[:].set_visible(False)
        for axis, length in ((axes.xaxis, values.shape[1]), (axes.yaxis, values.shape[0])):
            axis.set_ticks(range(0, length, max(1, -(-length // 6))))
        axes.tick_params(length=0)
        if is_labelled:
            _label(axes, values, limit, wrong if number == 3 else np.ones_like(wrong))


def _label(axes: Any, values: Any, limit: float, shown: Any) -> None:
    for (row, column), value in np.ndenumerate(values):
        if shown[row, column]:
            ink = "white" if np.isfinite(value) and abs(value) > 0.6 * limit else "black"
            axes.text(column, row, f"{value:.2g}", ha="center", va="center", fontsize=8, color=ink)
