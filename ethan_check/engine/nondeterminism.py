"""A layer that answers differently for the same state is told so once, not by each check in its own way."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["EXPLAINED", "answers_differently"]

EXPLAINED = frozenset({"adding_up", "batch", "dtype", "layout", "linearity", "state", "statistics"})
"""The checks that compare answers which are the same of any layer that repeats itself: where one does not,
they have nothing to say. That it does not is what the check of determinism is about.
"""


def answers_differently(subject: Subject) -> bool:
    """Whether identical copies of a layer, asked the same, do not say the same.

    >>> class Noisy:
    ...     def forward(self, x): return x + np.random.default_rng().random(x.shape)
    ...     def backward(self, g): return g
    >>> answers_differently(Subject(Noisy(), (np.ones(3),)))
    True
    """
    try:
        first, second = _answer(subject), _answer(subject)
    except (LayerFault, BadGradient):
        return False  # The checks say so.
    return not all(identical(a, b) for a, b in zip(first, second, strict=True))


def _answer(subject: Subject) -> list[Array]:
    output = np.array(subject.flat(subject.values))
    gradients = subject.pullback(subject.values, np.linspace(0.5, 1.5, flatten(subject.output).size))
    return [output, *(np.array(gradient) for gradient in gradients.values())]
