"""Failures of one check that repeat what another one says: one mistake is one failure.

A check that looks for trouble of its own (beside thresholds, at extreme inputs, in other layouts of memory)
also meets what is wrong everywhere. Whoever mends that has mended both, so the other check says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ethan_check.checks.base import code_of
from ethan_check.checks.memory_layout import WRITTEN
from ethan_check.checks.shapes import CHECK
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.result import Finding
from ethan_check.telling.failures import CODE, SAME_AS

__all__ = ["CAUSES", "SHAPES", "is_about_shapes", "marked", "repeats"]

SHAPES = "shapes"
"""The check that asks for what all others stumble over: a gradient that is missing, or of another shape."""

CAUSES: Mapping[str, str] = {"thresholds": "gradient", "stability": "gradient", "layout": "purity"}
"""For a check, the one that says in better words what both meet."""

_READ_ONLY = "read-only"
"""In numpy's words for a write into an array that may not be written, as one with zero strides."""


def marked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """All findings of a report; those that repeat another check's say whose.

    >>> written = Finding(check="purity", verdict="fail", message="backward writes into the cotangent")
    >>> refused = Finding(check="layout", verdict="fail", message="ValueError: output array is read-only")
    >>> [finding.evidence for finding in marked([refused, written])]
    [{'same_as': 'purity'}, {}]
    """
    findings = tuple(findings)
    failures = [finding for finding in findings if finding.verdict == "fail"]
    return tuple(
        replace(finding, evidence={**finding.evidence, SAME_AS: CAUSES[finding.check]})
        if finding in failures and repeats(finding, failures)
        else finding
        for finding in findings
    )


def repeats(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether a failure says nothing that one of the check which it leaves the word to does not say."""
    cause = CAUSES.get(finding.check)
    return cause is not None and any(
        _is_the_same(finding, other) for other in others if other.check == cause and other.verdict == "fail"
    )


def is_about_shapes(findings: Iterable[Finding]) -> bool:
    """Whether all of some failures are about a gradient that is missing, or of another shape.

    >>> bad = Finding(check="dtype", verdict="fail", evidence={"code": "ETH009"})
    >>> is_about_shapes([bad]), is_about_shapes([bad, Finding(check="dtype", verdict="fail")])
    (True, False)
    """
    codes = {finding.evidence.get(CODE) for finding in findings}
    return codes == {code_of(CHECK)}


def _is_the_same(finding: Finding, other: Finding) -> bool:
    if other.check == "purity":
        return _READ_ONLY in finding.message or bool(finding.evidence.get(WRITTEN))
    if finding.target != other.target or "entries" not in finding.evidence:
        return False
    one, another = finding.evidence.get("ratio"), other.evidence.get("ratio")
    if isinstance(one, float) and isinstance(another, float):
        return abs(one - another) <= SAME_FACTOR * abs(another)
    if one is not None or another is not None:
        return False  # A factor everywhere, and something else beside a threshold: two mistakes.
    looks, others = (set(each.evidence.get("looks_like", ())) for each in (finding, other))
    return bool(looks & others) or not looks
