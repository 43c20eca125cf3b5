"""How far differences of forward are off at each step, which were believed, and how far backward is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ethan_check.reports.checked_json import Value
from ethan_check.reports.errors import ReportError
from ethan_check.reports.page.pictures.canvas import BAD, GOOD, INK, Picture, draw, logarithmic
from ethan_check.result import Finding

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["error_by_step"]

_FEWEST = 3
"""With fewer steps there is no line to follow."""

_SMALLEST = 1e-300
"""Below it a number loses its places, and a logarithm with it."""


def error_by_step(finding: Finding) -> Picture | None:
    """The error of the difference over each step that was taken; None where the steps were not kept."""
    along = Value(finding.evidence.get("along_a_direction"), "along_a_direction")
    try:
        backward, derivative, bar = (along[name].number for name in ("backward", "derivative", "error_bar"))
        pairs = [
            (pair.items[0].number, pair.items[1].number)
            for pair in along["by_step"].items
            if len(pair.items) == 2
        ]
        believed = {step.number for step in along["believed_steps"].items}
    except ReportError:
        return None
    pairs = [(step, value) for step, value in pairs if step > 0 and np.isfinite((step, value)).all()]
    off = abs(backward - derivative)
    if len(pairs) < _FEWEST or not np.isfinite((off, bar)).all() or bar <= 0:
        return None
    caption = (
        f"Along one random direction the derivative is {derivative:.6g}, give or take {bar:.1g}; backward "
        f"says {backward:.6g}."
    )
    svg = draw(
        f"{finding.message}{caption}",
        2.9,
        (0.9, 2.5, 0.5, 0.1),
        lambda figure: _paint(figure, pairs, believed, derivative, off, bar),
    )
    return Picture("Error of the differences, by step", caption, svg)


def _paint(
    figure: Figure,
    pairs: list[tuple[float, float]],
    believed: set[float],
    derivative: float,
    off: float,
    bar: float,
) -> None:
    steps, errors = np.array([(step, abs(value - derivative)) for step, value in pairs]).T
    floor = max(min(bar, *errors[errors > 0], off if off > 0 else bar) / 10, _SMALLEST)
    errors = np.maximum(errors, floor)  # A logarithm has no place for 0.
    axes = figure.add_subplot()
    axes.set(xlabel="step h", ylabel="distance from the derivative")
    logarithmic(axes, x="{x:.0e}", y="{x:.0e}")
    axes.grid(True)
    axes.axhspan(floor, bar, color=GOOD, alpha=0.2, lw=0, label="believed, with its error bar")
    axes.axhline(off, color=BAD, ls="--", lw=2, label="backward")
    taken = np.isin(steps, list(believed))
    axes.plot(steps, errors, color=INK, lw=0.8, alpha=0.5)
    axes.plot(steps[~taken], errors[~taken], "o", mfc="none", color=INK, label="further difference")
    axes.plot(steps[taken], errors[taken], "o", color=GOOD, ms=8, label="difference it was made of")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=9)
