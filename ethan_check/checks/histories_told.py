"""What one gradient does after several histories, said once: it is one mistake, met in several ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ethan_check.result import Finding

__all__ = ["HISTORY", "told_once"]

HISTORY = "history"
"""Under this name a finding has, in words, after what a gradient is another one."""


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; of those that tell after which histories one gradient changes, the first for all.

    >>> after = {"a backward": 0.5, "two calls": 0.25, "another mode": 1.0}
    >>> findings = [Finding(check="state", verdict="fail", target="dL_dW", message=f"dL_dW after {past}",
    ...     evidence={HISTORY: past, "relative_difference": share}) for past, share in after.items()]
    >>> print(told_once(findings)[0].message)
    dL_dW after a backward
      also by 25% after two calls, and after another mode
    """
    kept: list[Finding] = []
    further: dict[int, list[Finding]] = {}
    first: dict[str, int] = {}
    for finding in findings:
        at = first.get(finding.target) if HISTORY in finding.evidence else None
        if at is not None:
            further.setdefault(at, []).append(finding)
            continue
        if HISTORY in finding.evidence:
            first[finding.target] = len(kept)
        kept.append(finding)
    for at, others in further.items():
        kept[at] = replace(kept[at], message=f"{kept[at].message}\n  also {_in_words(others)}")
    return kept


def _in_words(others: list[Finding]) -> str:
    one, *more = others
    words = f"by {100 * one.evidence['relative_difference']:.3g}% after {one.evidence[HISTORY]}"
    if not more:
        return words
    rest = more[0].evidence[HISTORY] if len(more) == 1 else f"{len(more)} further histories"
    return f"{words}, and after {rest}"
