"""Counts and headlines that several formats share, so that all of them say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.reports.layer_result import VERDICTS, BaselineLine, CheckResult, LayerResult
from ethan_check.reports.results import Results

__all__ = [
    "FIGURES",
    "GRAVE",
    "baseline_cells",
    "counted",
    "headline",
    "history_table",
    "needs_somebody",
    "totals",
    "worst_certificate",
]

GRAVE = ("fail", "error", "inconclusive")
"""The verdicts that somebody has to do something about."""

FIGURES = {
    "forward": "calls of forward",
    "backward": "calls of backward",
    "bytes": "bytes",
    "ulps": "units in the last place",
    "rounding": "rounding",
}
"""What the numbers of a baseline are called that are followed from revision to revision."""


def counted(verdicts: Iterable[str]) -> str:
    """How many of each verdict, the worst first.

    >>> counted(["pass", "fail", "pass"])
    '1 fail, 2 pass'
    """
    counts = Counter(verdicts)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])


def totals(results: Results) -> str:
    """The whole run in a line.

    >>> from ethan_check.reports.results import Run
    >>> run = Run(ethan="", python="", numpy="", platform="", when="", seed=0)
    >>> totals(Results(run=run, layers=(LayerResult(name="relu.v1", verdict="pass"),)))
    '1 layer: 1 pass'
    """
    number = len(results.layers)
    text = f"{number} layer{'' if number == 1 else 's'}"
    if results.layers:
        text += f": {counted(layer.verdict for layer in results.layers)}"
    hurried = sum(layer.cut_short is not None for layer in results.layers)
    if hurried:
        text += f"; {hurried} cut short by the budget"
    if results.not_loaded:
        text += f"; {len(results.not_loaded)} not loaded"
    if results.left_out:
        text += f"; {len(results.left_out)} left out"
    return text


def needs_somebody(layer: LayerResult) -> bool:
    """Whether a layer needs attention.

    >>> needs_somebody(LayerResult(name="relu.v1", verdict="expected failure"))
    False
    """
    return layer.verdict in GRAVE


def headline(layer: LayerResult, check: CheckResult) -> str:
    """The first line of what a check says, without the name of the layer, which stands beside it.

    >>> check = CheckResult(check="gradient", verdict="fail", text="relu.v1: dL_dX is zero\\n  ...")
    >>> headline(LayerResult(name="relu.v1", verdict="fail"), check)
    'dL_dX is zero'
    """
    return check.text.partition("\n")[0].removeprefix(f"{layer.name}: ") or check.verdict


def worst_certificate(layer: LayerResult) -> tuple[str, float] | None:
    """The gradient in which the largest error could hide, and that error.

    >>> worst_certificate(LayerResult(name="", verdict="pass", certificate={"dL_dX": 1e-9, "dL_dW": 1e-8}))
    ('dL_dW', 1e-08)
    """
    if not layer.certificate:
        return None
    return max(layer.certificate.items(), key=lambda item: (item[1], item[0]))


def baseline_cells(line: BaselineLine) -> tuple[str, ...]:
    """What a table shows of a line of a baseline.

    >>> baseline_cells(BaselineLine(state="changed", where="dL_dX", baseline=0.5, now=0.25, ratio=0.5))
    ('changed', 'dL_dX', '0.5', '0.25', '0.5', '')
    """
    numbers = (line.baseline, line.now, line.ratio, line.allowance)
    shown = ("" if one is None else f"{one:.10g}" if isinstance(one, float) else str(one) for one in numbers)
    return (line.state, line.where, *shown)


def history_table(layer: LayerResult) -> list[tuple[str, ...]]:
    """The revisions of a layer's baseline as rows, the newest first, after a row of headings; empty where
    there are none. A number that no revision has takes no column.

    >>> first = BaselineRevision(commit="0123456789", date="2026-01-02", author="Ann", state="new")
    >>> history_table(LayerResult(name="a.v1", verdict="pass", history=(first,)))[1]
    ('2026-01-02', '0123456', 'Ann', 'new', '', '')
    """
    if not layer.history:
        return []
    known = [name for name in FIGURES if any(name in one.numbers for one in layer.history)]
    headings = ("date", "commit", "author", "state", "what", "reason", *(FIGURES[name] for name in known))
    return [headings, *(_revision_cells(layer.name, one, known) for one in layer.history)]


def _revision_cells(layer: str, one: BaselineRevision, known: list[str]) -> tuple[str, ...]:
    what = one.what.removeprefix(f"{layer}: ").removeprefix(one.state).removeprefix(": ")
    numbers = (f"{one.numbers[name]:.10g}" if name in one.numbers else "" for name in known)
    return (one.date, one.commit[:7], one.author, one.state, what, one.reason, *numbers)
