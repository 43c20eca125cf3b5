"""A large case cut down, for questions that a few rows answer as well as many.

Whether backward is linear, repeats itself, leaves its arguments alone or reads the cache of another call
shows on three rows, and there a large layer answers in a fraction of the time that its batch takes. Where it
takes shorter axes too (fewer steps of time, a smaller image), they are cut as well.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.tolerances.sizes import CROPPED_LENGTH as _LENGTH
from ethan_check.numerics.tolerances.sizes import CROPPED_ROWS as _ROWS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject

__all__ = ["cropped"]


def cropped(subject: Subject) -> Subject | None:
    """The same subject on the first entries of its inputs' axes; None where it is not large, or takes
    nothing smaller.

    >>> class Layer:
    ...     def __init__(self): self.w = np.ones(500000)
    ...     def forward(self, x): self.x = x; return x * self.w[:1000]
    ...     def backward(self, g):
    ...         self.dw = 0 * self.w
    ...         self.dw[:1000] = (g * self.x).sum(axis=0)
    ...         return g * self.w[:1000]
    >>> few = cropped(Subject(Layer(), (np.ones((64, 1000)),), label="inputs (64, 1000)"))
    >>> few.output.shape, few.label
    ((3, 1000), 'inputs (64, 1000) cut to (3, 1000)')
    """
    if not is_large(entries_of(subject.values)):
        return None
    few = subject
    axes = max((subject.values[name].ndim for name in subject.input_names), default=0)
    for axis in range(axes):
        shorter = _cut(few, axis, _LENGTH if axis else _ROWS)
        if shorter is not None and _runs(shorter):
            few = shorter
    if few is subject or not _answers(few):
        return None
    shapes = ", ".join(str(few.values[name].shape) for name in few.input_names)
    few.label = f"{subject.label} cut to {shapes}".lstrip()
    return few


def _cut(subject: Subject, axis: int, length: int) -> Subject | None:
    """With one axis shorter, in all inputs in which it is as long as in the first."""
    first = subject.values[subject.input_names[0]]
    if first.ndim <= axis or first.shape[axis] <= length:
        return None
    values = dict(subject.values)
    for name in subject.input_names:
        array = values[name]
        if array.ndim > axis and array.shape[axis] == first.shape[axis]:
            values[name] = array[(slice(None),) * axis + (slice(length),)].copy()
    return subject.at(values)


def _runs(subject: Subject) -> bool:
    try:
        output = flatten(subject.output)
    except LayerFault:
        return False
    return bool(output.size and np.isfinite(output).all())


def _answers(subject: Subject) -> bool:
    try:
        gradients = subject.pullback(subject.values, np.ones(flatten(subject.output).size))
    except (LayerFault, BadGradient):
        return False
    return all(np.isfinite(gradients[name]).all() for name in subject.input_names if name in gradients)
