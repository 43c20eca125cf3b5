"""Numbers with a gradient beside them: parameters that are no arrays, so that nobody judges them."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions.spelling import gradient_spellings
from ethan_check.subject.conventions.trial import signed_like
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import attributes
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject

__all__ = ["unread_numbers"]

_SHIFT = 0.125
"""By how much a number is moved to see whether the output follows, in parts of its size."""


def unread_numbers(subject: Subject) -> dict[str, str]:
    """The numbers on which the output depends and beside which backward leaves a gradient, with its name.

    Raises:
        LayerFault: forward or backward raised.

    >>> class Scaled:
    ...     def __init__(self): self.alpha, self.epsilon = 0.5, 1e-5
    ...     def forward(self, x): self.x = x; return x * self.alpha
    ...     def backward(self, g): self.dalpha = (g * self.x).sum(); return g * self.alpha
    >>> unread_numbers(Subject(Scaled(), (np.ones(3),)))
    {'alpha': 'dalpha'}
    """
    numbers = [name for name, value in attributes(subject.layer).items() if _is_number(value)]
    if not numbers:
        return {}
    layer, inputs = subject.fresh(subject.values)
    output, memory = subject.run_forward(layer, inputs)
    usual = np.array(flatten(output))
    subject.run_backward(layer, inputs, signed_like(output), memory)
    left = attributes(layer)
    found = {}
    for name in numbers:
        beside = next((n for n in gradient_spellings(name)[1:] if _is_number(left.get(n))), None)
        if beside is not None and not identical(_moved(subject, name), usual):
            found[name] = beside
    return found


def _moved(subject: Subject, name: str) -> np.ndarray:
    layer, inputs = subject.fresh(subject.values)
    value = getattr(layer, name)
    object.__setattr__(layer, name, value + _SHIFT * (abs(value) + 1))
    try:
        return np.array(flatten(subject.run_forward(layer, inputs)[0]))
    except LayerFault:
        return np.empty(0)  # It cannot go on without this number.


def _is_number(value: object) -> bool:
    """Whether it is a number that is no array, of floating point; a flag or a count is none."""
    return isinstance(value, float | np.floating) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind == "f"
    )
