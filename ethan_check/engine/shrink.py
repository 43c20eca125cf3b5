"""A failing case made small, and what ordinary cases say about what it looks like."""

from __future__ import annotations

from ethan_check.cases.pool import SubjectPool
from ethan_check.cases.source import DrawnCase
from ethan_check.checks.base import Check, DoesNotApply
from ethan_check.diagnosis.message import after_shrinking
from ethan_check.engine.ask import run_check
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.errors import EthanError

__all__ = ["smallest_failure"]

_CONFIRMING = 8
"""How many ordinary cases are asked whether they confirm what a failing one looks like."""


def smallest_failure(check: Check, findings: list[Finding], subjects: SubjectPool) -> list[Finding]:
    """The findings of the smallest case that fails in the same way as these, or these.

    >>> import numpy as np
    >>> from ethan_check.checks.gradient import CHECK
    >>> from ethan_check.cases.choose import choose_source
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> source = choose_source(Square(), (np.array([[1.5, -2.5], [0.5, 1.0]]),), None, None, 0)
    >>> subjects = SubjectPool("square", source, None, 0, {})
    >>> found = run_check(CHECK, subjects.subject(0), 0)
    >>> found[0].case, smallest_failure(CHECK, found, subjects)[0].case
    ('inputs (2, 2)', 'inputs (1, 2)')
    """
    targets = {finding.target for finding in findings if finding.verdict == "fail"}
    if not targets:
        return findings
    best, shown = findings, None

    def fails(drawn: DrawnCase) -> bool:
        nonlocal best, shown
        try:
            again = run_check(check, subjects.subject_of(drawn), 0)
        except (LayerFault, EthanError, DoesNotApply):
            return False
        failing = [finding for finding in again if finding.verdict == "fail"]
        if not targets & {finding.target for finding in failing}:
            return False
        best, shown = failing, drawn
        return True

    try:
        smaller = subjects.source.smaller(fails)
    except (LayerFault, EthanError):
        smaller = None
    if smaller is None or (smaller is not shown and not fails(smaller)):
        best = findings
    return after_shrinking(best, _elsewhere(check, best, subjects))


def _elsewhere(check: Check, failing: list[Finding], subjects: SubjectPool) -> list[Finding]:
    """The findings on ordinary cases, if it is told what the failing ones look like."""
    found: list[Finding] = []
    if not any("looks_like" in finding.evidence for finding in failing):
        return found
    for position in range(min(_CONFIRMING, subjects.source.count)):
        try:
            subject = subjects.subject(position)
            found += run_check(check, subject, position) if subject is not None else []
        except (LayerFault, EthanError, DoesNotApply):
            continue
    return found
