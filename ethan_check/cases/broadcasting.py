"""Is an axis one that the layer means, or one that forward merely broadcasts?

A layer that holds targets or a bias along the first axis takes one row as well: numpy repeats it. Its
gradient then has the shape of what was given, and nothing was promised about one row.
"""

from __future__ import annotations

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["merely_broadcasts"]


def merely_broadcasts(subject: Subject, given: Subject) -> bool:
    """Whether forward answers for axes of length 1 exactly as if their entries were repeated as often as in
    the given arrays.

    >>> class Targets:
    ...     t = np.ones((4, 3))
    ...     def forward(self, x): self.d = x - self.t; return self.d**2 / 2
    ...     def backward(self, g): return g * self.d
    >>> given, one = Subject(Targets(), (np.ones((4, 3)),)), Subject(Targets(), (np.full((1, 3), 2.0),))
    >>> merely_broadcasts(one, given)
    True
    """
    repeated = {name: _repeated(subject.values[name], given.values[name]) for name in subject.input_names}
    if all(repeated[name] is subject.values[name] for name in repeated):
        return False
    own, usual = subject.output, given.output
    if _shapes(own) != _shapes(usual):
        return False
    try:
        with np.errstate(all="ignore"):
            again = subject.flat({**subject.values, **repeated})
    except LayerFault:
        return False
    return _lengths(usual) >= _changed(subject, given) and np.allclose(again, flatten(own), equal_nan=True)


def _repeated(array: Array, given: Array) -> Array:
    if array.ndim != given.ndim or array.shape == given.shape:
        return array
    fits = all(new in (1, old) for new, old in zip(array.shape, given.shape, strict=True))
    return np.broadcast_to(array, given.shape).copy() if fits else array


def _changed(subject: Subject, given: Subject) -> set[int]:
    """The lengths that the axes had which are 1 now: where they are summed over, no output has them."""
    pairs = [(subject.values[name].shape, given.values[name].shape) for name in subject.input_names]
    return {old for new, was in pairs for one, old in zip(new, was, strict=False) if one != old}


def _shapes(output: object) -> list[tuple[int, ...]]:
    return [np.shape(one) for one in (output if isinstance(output, tuple) else (output,))]


def _lengths(output: object) -> set[int]:
    return {length for shape in _shapes(output) for length in shape}
