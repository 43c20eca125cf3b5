"""Results as Markdown: the summary of a job, read where the job is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from ethan_check.reports.layer_result import LayerResult
from ethan_check.reports.repository import in_repository
from ethan_check.reports.results import Results
from ethan_check.reports.words import (
    GRAVE,
    baseline_cells,
    counted,
    history_table,
    needs_somebody,
    totals,
    worst_certificate,
)

__all__ = ["render"]

_MOST_CHARACTERS = 400_000
"""Room for details; beyond it, layers are named in the table alone. GitHub shows a summary of at most 1 MiB,
of which the tables of 1,000 layers take a tenth; a character takes one byte, seldom more."""

_SPECIAL = re.compile(r"([\\`*_\[\]|~$#@])")
"""What Markdown, or GitHub's (mentions, issues, formulas), would read as its own in the middle of a line."""

_TICKS = re.compile(r"`+")


def render(results: Results, root: Path) -> str:
    """The text of the summary; the same for the same results."""
    lines = [f"## Gradients: {_text(totals(results))}", ""]
    if not results.run.complete:
        lines += ["**The run did not come to its end:** what is missing here was not checked.", ""]
    lines += _table(results)
    for source in results.not_loaded:
        lines += _details(source.name, "not loaded", source.text)
    room = _MOST_CHARACTERS
    for layer in results.worst_first:
        if layer.cut_short:
            lines += [f"{_text(layer.name)}: {_text(str(layer.cut_short))}", ""]
    for layer in results.worst_first:
        if not needs_somebody(layer) and not layer.changes:
            continue
        details = "\n".join(_layer(layer, root))
        room -= len(details)
        if room < 0:
            lines += ["Further layers are left out of the details here; the table above has them all.", ""]
            break
        lines += [details]
    lines += [f"- left out: {_text(reason)}" for reason in results.left_out]
    run = results.run
    lines += ["", f"<sub>ethan {_text(run.ethan)}, seed {run.seed}, numpy {_text(run.numpy)}, Python "
              f"{_text(run.python)}, {_text(run.platform)}, {_text(run.when)}</sub>", ""]  # fmt: skip
    return "\n".join(lines)


def _table(results: Results) -> Iterator[str]:
    if not results.layers:
        return
    yield from ("| layer | verdict | checks | would catch an error of |", "|---|---|---|---|")
    for layer in results.worst_first:
        smallest = worst_certificate(layer)
        catches = f"{smallest[1]:.0e} in one entry of {_text(smallest[0])}" if smallest else ""
        verdict = f"**{layer.verdict}**" if layer.verdict in GRAVE else layer.verdict
        verdict = "; ".join((verdict, *map(_text, layer.changes)))
        counts = counted(check.verdict for check in layer.checks)
        yield f"| {_text(layer.name)} | {verdict} | {counts} | {catches} |"
    yield ""


def _layer(layer: LayerResult, root: Path) -> Iterator[str]:
    place = layer.place
    where = f"{in_repository(place.file, root)}:{place.line}" if place else ""
    for check in layer.checks:
        if check.verdict in GRAVE:
            heading = f"{layer.name}: {check.check}"
            yield from _details(heading, ", ".join(filter(None, (check.verdict, where))), check.text)
    if layer.baseline:
        yield from _baseline(layer)
    if layer.history:
        yield from _history(layer)
    not_judged = [name for name, entry in layer.account.items() if entry.became == "not judged"]
    if not_judged:
        yield from (f"{_text(layer.name)}, not judged: {_text(', '.join(not_judged))}", "")


def _baseline(layer: LayerResult) -> Iterator[str]:
    yield from (f"Against the baseline, {_text(layer.name)}:", "")
    yield from ("| state | where | baseline | now | ratio | allowance |", "|---|---|---|---|---|---|")
    for line in layer.baseline:
        yield f"| {' | '.join(_text(cell) for cell in baseline_cells(line))} |"
    yield ""


def _history(layer: LayerResult) -> Iterator[str]:
    headings, *rows = history_table(layer)
    yield f"<details><summary><b>{_in_html(layer.name)}</b>: history of the baseline</summary>"
    yield from ("", f"| {' | '.join(headings)} |", "|---" * len(headings) + "|")
    for cells in rows:
        yield f"| {' | '.join(_text(cell) for cell in cells)} |"
    yield from ("", "</details>", "")


def _details(heading: str, remark: str, text: str) -> Iterator[str]:
    """A block that is folded, with text as the run printed it."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"<details><summary><b>{_in_html(heading)}</b> ({_in_html(remark)})</summary>"
    yield from ("", f"{fence}text", text, fence, "", "</details>", "")


def _in_html(text: str) -> str:
    """Text in an element, where Markdown has no say; on one line, as a blank one would end the element."""
    return escape(" ".join(text.split()))


def _text(text: str) -> str:
    """Text that Markdown leaves as it is.

    >>> _text("<script>|x_1*")
    '&lt;script&gt;\\\\|x\\\\_1\\\\*'
    """
    return _SPECIAL.sub(r"\\\1", escape(" ".join(text.split()), quote=False))
