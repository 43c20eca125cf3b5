"""A forward that remembers: its answer depends on earlier calls, beside the generators that it draws from.

A recurrent layer that carries its hidden state on means it; a buffer that nobody clears does the same by
mistake, and no derivative tells one from the other: which attribute it is stands in the account
(`ethan_check.engine.unjudged`). What a derivative tells is whether the gradient is right where an earlier
call has left something.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import Check, finding
from ethan_check.checks.gradient import failures
from ethan_check.result import Finding
from ethan_check.subject.conventions.trial import signed_like
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.judge import judge
from ethan_core.layer import Array

__all__ = ["after_a_past", "wrong_after_a_past"]


def wrong_after_a_past(
    check: Check, subject: Subject, remembered: tuple[str, ...], earlier: tuple[Array, ...]
) -> Iterator[Finding]:
    """Findings about each gradient that is wrong where a call before has left something.

    Args:
        remembered: the attributes by which forward remembers.
        earlier: inputs of the call before.
    """
    try:
        past = after_a_past(subject, earlier)
        judgement = judge(past, np.random.default_rng(0))
    except (LayerFault, BadGradient):
        return  # The histories of calls say so.
    if judgement.verdict != "fail":
        return
    for found in failures(check, past, judgement):
        first, _, rest = found.message.removeprefix(f"{subject.name}: ").partition("\n")
        words = f"{first}, after a forward and backward of which it keeps {', '.join(remembered)}"
        yield finding(check, subject, "fail", found.target, f"{words}\n{rest}".rstrip(), found.evidence)


def after_a_past(subject: Subject, earlier: tuple[Array, ...]) -> Subject:
    """The same subject, whose layer has run forward and backward once before.

    Raises:
        LayerFault: one of them raised.

    >>> class Adds:
    ...     def forward(self, x): self.total = getattr(self, "total", 0) + x; return self.total
    ...     def backward(self, g): return g
    >>> subject = Subject(Adds(), (np.ones(2),))
    >>> after_a_past(subject, (np.array([5.0, 7.0]),)).output
    array([6., 8.])
    """
    layer, _ = subject.fresh(subject.values)
    given = tuple(array.copy() for array in earlier)
    output, memory = subject.run_forward(layer, given)
    subject.run_backward(layer, given, signed_like(output), memory)
    return subject.with_layer(layer)
