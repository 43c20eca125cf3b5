"""A layer that answers differently for the same state is told so once, not by each check in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ethan_check.checks.repeated_answers import what_wavers
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject

__all__ = ["EXPLAINED", "answers_differently", "said_to_waver"]

EXPLAINED = frozenset({"adding_up", "batch", "dtype", "layout", "linearity", "state", "statistics"})
"""The checks that compare answers which are the same of any layer that repeats itself: where one does not,
they have nothing to say. That it does not is what the check of determinism is about.
"""

_ASKED = 12
"""How often a layer that has failed is asked the same: one in two that wavers at every twelfth call, or more
often, is then seen to. It costs a small layer a hundredth of a second, once for each check that fails.
"""
_ASKED_IF_LARGE = 2
"""The same of a large layer, each of whose calls costs: one that wavers at every call is seen."""
_WAVERS = (
    "it answers differently now and then when it is asked the same, which the check determinism is about: "
    "there is nothing to compare"
)


def answers_differently(subject: Subject, asked: int = 2) -> bool:
    """Whether identical copies of a layer, asked the same, do not say the same, or not all of them raise.

    >>> class Noisy:
    ...     def forward(self, x): return x + np.random.default_rng().random(x.shape)
    ...     def backward(self, g): return g
    >>> answers_differently(Subject(Noisy(), (np.ones(3),)))
    True
    """
    try:
        size = flatten(subject.output).size
    except LayerFault:
        size = 1  # No cotangent fits: whether all raise shows all the same.
    return what_wavers(subject, np.linspace(0.5, 1.5, size), asked - 1) is not None


def said_to_waver(findings: Iterable[Finding], subject: Subject | None, reporting: str) -> list[Finding]:
    """What a check has found on a layer that has failed: that it wavers, where it does, in place of what came
    of that.

    Args:
        findings: of the check, one of which is no pass.
        subject: on which they were found; None where there was none.
        reporting: the check whose affair it is: its findings are left alone.

    >>> class Noisy:
    ...     def forward(self, x): return x + np.random.default_rng().random(x.shape)
    ...     def backward(self, g): return g
    >>> failed = Finding(check="gradient", verdict="fail", message="noisy: dL_dX is wrong")
    >>> said_to_waver([failed], Subject(Noisy(), (np.ones(3),), name="noisy"), "determinism")[0].verdict
    'inconclusive'
    """
    found = list(findings)
    if subject is None or all(finding.check == reporting for finding in found):
        return found
    asked = _ASKED_IF_LARGE if is_large(entries_of(subject.values)) else _ASKED
    if not answers_differently(subject, asked):
        return found
    message = f"{subject.name}: {_WAVERS}"
    return [replace(found[0], verdict="inconclusive", target="", message=message, evidence={})]
