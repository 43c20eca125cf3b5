"""What the gradient check asks of a layer that runs in low precision alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import Check, finding
from ethan_check.numerics.tolerances.repeats import COARSE_QUADRATURE, PATH_ERRORS
from ethan_check.result import Finding, Json
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_check.verdict.coarse_ways import CoarseWays

__all__ = ["coarse_findings"]


def coarse_findings(check: Check, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
    """A finding for each gradient: how it adds up along ways of the size of its array.

    >>> class Half:
    ...     def forward(self, x): self.x = x; return np.tanh(x)
    ...     def backward(self, g): return (1.1 * g * (1 - np.tanh(self.x) ** 2)).astype(np.float16)
    >>> from ethan_check.checks.gradient import CHECK
    >>> x, rng = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(0)
    >>> (found,) = coarse_findings(CHECK, Subject(Half(), (x,), dtype="float16", name="half"), rng)
    >>> found.verdict, found.message.partition(",")[0][:45]
    ('fail', 'half: dL_dX adds up to 1.1 of what forward ch')
    """
    for name, target in subject.targets.items():
        ways = CoarseWays(subject, name, rng)
        found = ways.ratio()
        if found is None:
            yield _of_nothing(check, subject, name, rng)
            continue
        share = PATH_ERRORS * found.error + COARSE_QUADRATURE
        evidence: dict[str, Json] = {"ratio_along_ways": found.ratio, "standard_error": found.error}
        if not found.is_wrong(PATH_ERRORS, COARSE_QUADRATURE):
            message = f"{target} adds up to what forward changes by"
            yield finding(check, subject, "pass", target, message, evidence | {"certificate": share})
        elif ways.rounds_away() or ways.leaps():
            what = "rounds away most of what it moves by" if ways.rounds_away() else "leaps"
            message = f"{target}: forward {what}, and {subject.precision} is too coarse to tell more"
            yield finding(check, subject, "inconclusive", target, message, evidence)
        else:
            message = (
                f"{target} adds up to {found.ratio:.4g} of what forward changes by, give or take "
                f"{found.error:.1g}, along ways of the size of {name} in {subject.precision}\n"
                f"  case that shows it: {subject.describe()}"
            )
            yield finding(check, subject, "fail", target, message, evidence)


def _of_nothing(check: Check, subject: Subject, name: str, rng: np.random.Generator) -> Finding:
    """Of an array whose ways change nothing, or on which forward or backward does not run."""
    target = subject.targets[name]
    u = rng.uniform(0.5, 1.5, flatten(subject.output).size)
    gradient = subject.pullback(subject.values, u)[name]
    if not np.any(gradient):
        return finding(check, subject, "pass", target, "nothing moves with it", {"moves_nothing": True})
    message = f"{target} is not zero, and no output moves along ways of the size of {name}"
    return finding(check, subject, "inconclusive", target, message)
