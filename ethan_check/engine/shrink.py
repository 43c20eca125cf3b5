"""A failing case made small, and what ordinary cases say about what it looks like."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import TypeAlias

from ethan_check.cases.pool import SubjectPool
from ethan_check.cases.source import DrawnCase
from ethan_check.checks.base import DoesNotApply
from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.message import after_shrinking
from ethan_check.diagnosis.on_demand import without_explanations
from ethan_check.diagnosis.only_some_cases import only_where
from ethan_check.diagnosis.pictured import as_first_seen
from ethan_check.numerics.tolerances.sizes import EXPLAINING_CALLS, SHRINK_CALLS
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.trace import Step
from ethan_core.errors import EthanError

__all__ = ["smallest_failure"]

RunCheck: TypeAlias = Callable[[Subject, int], list[Finding]]
"""The findings of the check that failed, on a subject at a position."""

_CONFIRMING = 10
"""How many failing cases are asked at most whether they confirm what the smallest one looks like."""

_TELLING = 5
"""So many of them are enough, if every diagnosis could tell."""

_LOOKED_AT = 24
"""Among so many ordinary cases they are looked for: a mistake may show on few of them."""


def smallest_failure(
    run: RunCheck,
    findings: list[Finding],
    subjects: SubjectPool,
    has_time: Callable[[], bool] = lambda: True,
) -> list[Finding]:
    """The findings of the smallest case that fails in the same way as these, or these, if there is time.

    >>> import numpy as np
    >>> from functools import partial
    >>> from ethan_check.cases.choose import choose_source
    >>> from ethan_check.checks.gradient import CHECK
    >>> from ethan_check.engine.verify import run_check
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> source = choose_source(Square(), (np.array([[1.5, -2.5], [0.5, 1.0], [2.0, 3.0]]),), None, None, 0)
    >>> subjects, run = SubjectPool("square", source, None, 0), partial(run_check, CHECK)
    >>> found = run(subjects.subject(0), 0)
    >>> found[0].case, smallest_failure(run, found, subjects)[0].case
    ('inputs (3, 2)', 'inputs (2, 2)')
    """
    targets = {finding.target for finding in findings if finding.verdict == "fail"}
    if not targets:
        return findings
    tracer = subjects.tracer
    tries, has_calls = 0, _allowance(subjects, SHRINK_CALLS)

    def failing(subject: Subject) -> list[Finding]:
        """What fails on a case, if it is what failed before."""
        again = [finding for finding in run(subject, 0) if finding.verdict == "fail"]
        return again if targets & {finding.target for finding in again} else []

    def fails(drawn: DrawnCase) -> bool:
        nonlocal tries
        if not has_calls() or not has_time():
            return False
        tries += 1
        try:
            with tracer.aside():
                subject = subjects.subject_of(drawn)
                subject.is_tried_out = True
                return bool(failing(subject))
        except (LayerFault, EthanError, DoesNotApply):
            return False

    best, best_steps = findings, list[Step]()
    try:
        smaller = subjects.source.smaller(fails)
        if smaller is not None:
            with tracer.aside() as steps:
                subject = subjects.subject_of(smaller)
                found = failing(subject)
            if found:
                best, best_steps = found, steps
                subjects.testify(found[0].check, subject, smaller)
    except (LayerFault, EthanError, DoesNotApply):
        pass  # The case that is there will do.
    with tracer.step("looked for a smaller case that fails", tries=tries, found=bool(best_steps)):
        tracer.extend(best_steps)
    with tracer.aside():
        others, conditions = _elsewhere(run, best, subjects, has_time)
        return after_shrinking(as_first_seen(best, findings), others, conditions)


def _allowance(subjects: SubjectPool, calls: int) -> Callable[[], bool]:
    """Whether any are left of the calls that a search may take, from now on."""
    before = replace(subjects.calls)

    def is_left() -> bool:
        spent = subjects.calls.since(before)
        return spent.forward + spent.backward <= calls

    return is_left


def _elsewhere(
    run: RunCheck, failing: list[Finding], subjects: SubjectPool, has_time: Callable[[], bool]
) -> tuple[list[Finding], dict[str, list[Explanation]]]:
    """The findings on ordinary cases, if something is said of what the failing ones look like; and what the
    cases share in which a gradient is wrong.
    """
    found: list[Finding] = []
    verdicts: dict[str, tuple[list[Subject], list[Subject]]] = {}
    if not any("looks_like" in finding.evidence for finding in failing):
        return found, {}
    telling, seen, has_calls = 0, 0, _allowance(subjects, EXPLAINING_CALLS)
    for position in range(min(_LOOKED_AT, subjects.source.count)):
        if not has_calls() or not has_time():
            break
        # What more cases look like would be the same again; whether they fail tells what they share.
        enough = telling >= _TELLING or seen >= _CONFIRMING
        try:
            with without_explanations() if enough else nullcontext():
                subject = subjects.subject(position)
                here = run(subject, position) if subject is not None else []
                if any(one.verdict != "pass" for one in here) and subjects.says_nothing(position):
                    continue
        except (LayerFault, EthanError, DoesNotApply):
            continue
        for one in here:
            if subject is not None and one.verdict in ("fail", "pass"):
                verdicts.setdefault(one.target, ([], []))[one.verdict == "pass"].append(subject)
        if enough and not any(wrong and right for wrong, right in verdicts.values()):
            break  # What is wrong is so everywhere: then nothing is shared by some alone.
        found += [] if enough else here
        explained = [one for one in here if one.verdict == "fail" and "looks_like" in one.evidence]
        telling += any(not one.evidence.get("undecided") for one in explained)
        seen += bool(explained)
    return found, {target: only_where(target, *both) for target, both in verdicts.items()}
