"""Symmetric matrices of which forward reads one triangle, or that it refuses where they are not symmetric.

A Cholesky factorisation and a symmetric eigenvalue solver never look at the other triangle. What a gradient
says of the two halves of such a matrix is a matter of convention; what both add up to is not. So it is moved
as a symmetric matrix.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.numerics.tolerances.steps import JITTER
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["live_as_symmetric", "symmetric_part"]


def live_as_symmetric(subject: Subject) -> frozenset[str]:
    """The names of the inputs that are symmetric and that forward takes as nothing else.

    >>> class LowerSum:
    ...     def forward(self, a): self.a = a; return np.tril(a).sum(keepdims=True)
    ...     def backward(self, g): return g * np.tril(np.ones_like(self.a))
    >>> live_as_symmetric(Subject(LowerSum(), (np.eye(3) + 1.0,)))
    frozenset({'X'})
    """
    names = [name for name in subject.input_names if name in subject.targets and name not in subject.pairs]
    return frozenset(name for name in names if _is_symmetric(subject.values[name]) and _lives(subject, name))


def symmetric_part(subject: Subject, moves: Mapping[str, Array]) -> dict[str, Array]:
    """Moves of arrays, those of matrices that live as symmetric ones made symmetric."""
    return {
        name: (v + np.swapaxes(v, -1, -2)) / 2 if name in subject.symmetric else v
        for name, v in moves.items()
    }


def _is_symmetric(array: Array) -> bool:
    is_square = array.ndim > 1 and array.shape[-1] == array.shape[-2] > 1
    return is_square and array.dtype.kind == "f" and np.array_equal(array, np.swapaxes(array, -1, -2))


def _lives(subject: Subject, name: str) -> bool:
    usual = np.asarray(subject.flat(subject.values))
    x = subject.values[name]
    shift = JITTER * float(np.max(np.abs(x), initial=0.0)) * np.ones_like(x)
    return any(_is_unmoved(subject, name, x + one(shift), usual) for one in (_above, _below))


def _above(shift: Array) -> Array:
    return np.triu(shift, 1)


def _below(shift: Array) -> Array:
    return np.tril(shift, -1)


def _is_unmoved(subject: Subject, name: str, moved: Array, usual: Array) -> bool:
    """Whether forward refuses a matrix that is not symmetric, or does not see that it is none."""
    try:
        with np.errstate(all="ignore"):
            output = np.asarray(subject.flat({**subject.values, name: moved}))
    except LayerFault:
        return True
    return not np.isfinite(output).any() or identical(output, usual)
