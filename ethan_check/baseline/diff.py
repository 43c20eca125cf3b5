"""Two sets of baselines side by side, for whoever reviews a change of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ethan_check.baseline.compare import Comparison, compare
from ethan_check.baseline.difference import Difference
from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.words import HEADINGS, as_lines, cells, headline, meaning

__all__ = ["FORMATS", "Changed", "diff"]

_MARKUP = re.compile(r"[\\`*|\[\]]|\b_|_\b|(?<!\w)_")
"""What Markdown would read as its own; an underscore inside of a word is none."""


@dataclass(frozen=True)
class Changed:
    """One layer that is not what it was.

    Args:
        comparison: with what it was.
        gradient: what its gradient check came to, as that is stored.
        reason: that is stored with the later one.
    """

    comparison: Comparison
    gradient: str = ""
    reason: str = ""

    @property
    def meaning(self) -> tuple[str, ...]:
        """What the change is, mathematically."""
        return tuple(meaning(self.comparison, self.gradient))


def diff(before: Mapping[str, LayerEntry], now: Mapping[str, LayerEntry]) -> list[Changed]:
    """What changed from one set to another, by layer.

    >>> [one.comparison.state for one in diff({}, {"a.v1": LayerEntry("a.v1", 0)})]
    ['new']
    """
    found = []
    for layer in sorted({*before, *now}):
        old, new = before.get(layer), now.get(layer)
        if old is not None and new is not None:
            comparison = compare(old, new, verdicts=True)
        else:
            words = ("gone", "its entry", "there", "not there")
            words = words if new is None else ("new", "its entry", "not there", "there")
            comparison = Comparison(layer, (Difference("declared", *words),))
        if comparison.differences:
            gradient = new.checks.get("gradient") if new is not None else None
            reason = str(new.written.get("reason", "")) if new is not None else ""
            found.append(Changed(comparison, gradient.verdict if gradient else "", reason))
    return found


def _as_text(changes: list[Changed]) -> str:
    return "\n".join(line for change in changes for line in _lines(change)) or "all the same"


def _lines(change: Changed) -> Iterator[str]:
    yield from as_lines(change.comparison, change.gradient)
    if change.reason:
        yield f"  reason: {change.reason}"


def _as_markdown(changes: list[Changed]) -> str:
    """A table of all layers with what matters of each, and the numbers of each folded away below."""
    if not changes:
        return "All baselines are the same."
    lines = ["| layer | state | what changed | reason |", "| --- | --- | --- | --- |"]
    for change in changes:
        layer, state, *what = headline(change.comparison).split(": ", 2)
        row = (layer, state, "; ".join([*what, *change.meaning]), change.reason)
        lines.append(_row(row))
    for change in changes:
        lines += ["", f"<details><summary>{_escaped(change.comparison.layer)}</summary>", ""]
        lines += [_row(("what", *HEADINGS[1:])), _row(("---",) * len(HEADINGS))]
        lines += [_row(cells(difference)) for difference in change.comparison.differences]
        lines += ["", "</details>"]
    return "\n".join(lines)


def _row(texts: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_escaped, texts))} |"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one cell.

    >>> print(_escaped("a|b <c> dL_dX"))
    a\\|b &lt;c> dL_dX
    """
    text = _MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _as_json(changes: list[Changed]) -> str:
    whole = [
        {
            "layer": change.comparison.layer,
            "state": change.comparison.state,
            "gradient": change.gradient,
            "reason": change.reason,
            "differences": [_plain(difference) for difference in change.comparison.differences],
        }
        for change in changes
    ]
    return json.dumps(whole, indent=1, sort_keys=True)


def _plain(difference: Difference) -> dict[str, Any]:
    found = {**asdict(difference), "ratio": difference.ratio}
    return {name: None if value == float("inf") else value for name, value in found.items()}


FORMATS = {"text": _as_text, "markdown": _as_markdown, "json": _as_json}
"""What a difference can be written as."""
