"""A case of Ethan's own making is a suggestion: it counts only if the layer means such inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ethan_check.cases.broadcasting import merely_broadcasts
from ethan_check.cases.fixed_lengths import length_is_a_constant
from ethan_check.cases.source import DrawnCase
from ethan_check.numerics.chunks import largest_finite
from ethan_check.numerics.tolerances.bars import LAST_PLACES
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.numerics.tolerances.values import UNDECIDED_OUTPUT
from ethan_check.subject.domain import jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.natural_domain import natural_domain
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import live_as_symmetric
from ethan_core.domain import Interval

__all__ = ["Suggestions", "rounding_decides"]


@dataclass
class Suggestions:
    """What is known of the inputs that the layers of one verification mean.

    >>> class Targets:
    ...     t = np.ones((4, 3))
    ...     def forward(self, x): self.d = x - self.t; return self.d**2 / 2
    ...     def backward(self, g): return g * self.d
    >>> from ethan_core.case import Case
    >>> given, one_row = (Subject(Targets(), (np.full((rows, 3), 2.0),)) for rows in (4, 1))
    >>> Suggestions().are_meant(one_row, DrawnCase(Case(Targets(), (one_row.values["X"],))), given)
    False
    """

    domains: dict[int, Mapping[str, Interval]] = field(default_factory=dict)
    symmetric: dict[int, frozenset[str]] = field(default_factory=dict)

    def natural_domain(self, subject: Subject, drawn: DrawnCase) -> Mapping[str, Interval]:
        """Where forward gives numbers, found out once for all cases that are made of the same arrays."""
        if subject.contract is not None or is_large(entries_of(subject.values)):
            return {}
        if drawn.configuration is None:
            return natural_domain(subject)
        if drawn.configuration not in self.domains:
            self.domains[drawn.configuration] = natural_domain(subject)
        return self.domains[drawn.configuration]

    def symmetric_inputs(self, subject: Subject, drawn: DrawnCase) -> frozenset[str]:
        """The inputs that forward takes as symmetric matrices alone, found out as often as a domain."""
        if is_large(entries_of(subject.values)):
            return frozenset()
        if drawn.configuration is None:
            return live_as_symmetric(subject)
        if drawn.configuration not in self.symmetric:
            self.symmetric[drawn.configuration] = live_as_symmetric(subject)
        return self.symmetric[drawn.configuration]

    def are_meant(self, subject: Subject, drawn: DrawnCase, given: Subject | None) -> bool:
        """Whether a layer means the inputs of a case that nothing promises.

        Args:
            given: the case that was given, of whose arrays this one is made.

        Raises:
            LayerFault: it refuses them aloud.
        """
        _ = subject.own_answer
        if given is not None and merely_broadcasts(subject, given):
            return False
        if drawn.reshaped:
            try:
                subject.pullback(subject.values, np.zeros(flatten(subject.output).size))
                if given is not None and length_is_a_constant(subject, given):
                    return False
            except BadGradient:
                return False
        return bool(np.isfinite(flatten(subject.output)).all())


def rounding_decides(subject: Subject) -> bool:
    """Whether the last places of the arrays decide what comes out, as of the solution of a singular system: a
    row of zeros makes a matrix one.

    >>> class Inverse:
    ...     def forward(self, a): self.y = np.linalg.inv(a); return self.y
    ...     def backward(self, g): return -self.y.T @ g @ self.y.T
    >>> regular, singular = np.diag([1.0, 2.0]), np.array([[1.0, 3.0], [1.0, 3.0 + 1e-15]])
    >>> [rounding_decides(Subject(Inverse(), (a,))) for a in (regular, singular)]
    [False, True]
    """
    beside = jittered_point(subject, subject.values, np.random.default_rng(0), LAST_PLACES * EPSILON)
    try:
        here, there = flatten(subject.output), subject.flat(beside)
    except LayerFault:
        return False  # A matrix that has to be symmetric to the last place, for example.
    with np.errstate(all="ignore"):
        return bool(np.max(np.abs(there - here), initial=0.0) > UNDECIDED_OUTPUT * largest_finite(here))
