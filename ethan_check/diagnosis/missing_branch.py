"""What comes back through the product of an input with a parameter: left out, negated, not transposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "as_rows", "can_tell", "diagnose", "stated_gradients"]

CODE = "ETH212"

PRECEDENCE = MECHANISM - 1  # Before what says of the same that a derivative is left out.

_AGREES = 1e-7
"""How near both sides have to be.

Unit: share of the largest number. Fixed by: differences are good to 1e-9 on ordinary cases."""

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""

_known: WeakKeyDictionary[Subject, tuple[Mapping[str, Array], dict[str, Array]]] = WeakKeyDictionary()
"""All gradients of a subject, at the point where it was compared."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared, and there is more than one."""
    return difference.derivative is not None and difference.backward.size > 1


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare what is wrong with what backward says of the parameter.

    If forward multiplies X by W, and E is the gradient of the product, then dL_dW is `X.T @ E`, and the
    branch contributes `E @ W.T` to dL_dX. A residual R is that branch only if `X.T @ R` is `dL_dW @ W.T`.
    """
    d, name = difference.derivative, difference.name
    if d is None or difference.values is None or name not in subject.input_names or not d.ndim:
        return
    if not np.any(difference.backward) or not np.all(np.isfinite(difference.backward)):
        return
    if ratio(difference) is not None:
        return  # A factor of the whole is one of the branch, too.
    residual, x = difference.backward - d, np.asarray(difference.values[name], np.float64)
    for other, gradient in _of_matrices(difference, subject).items():
        w = np.asarray(difference.values[other], np.float64)
        for axis in _channels(x.shape):
            rows, lacks = as_rows(x, axis), as_rows(residual, axis)
            for layout, (matrix, slope) in enumerate(((w, gradient), (w.T, gradient.T))):
                if matrix.shape[0] == rows.shape[1] and not (layout and np.array_equal(matrix, w)):
                    yield from _said(difference.target, other, rows, lacks, matrix, slope)


def _said(target: str, other: str, x: Array, residual: Array, w: Array, slope: Array) -> Iterator[str]:
    """Try what a branch suffers, for a product `x @ w`."""
    known = int(np.linalg.matrix_rank(x)) * int(np.linalg.matrix_rank(w))
    tried = {
        f"leaves out what comes back through {other}": -w.T,
        f"has what comes back through {other} with the wrong sign": -2 * w.T,
        f"counts what comes back through {other} twice": w.T,
    }
    if w.shape[0] == w.shape[1] > 1:
        tried[f"multiplies by {other} where it should multiply by its transpose"] = w - w.T
    for words, factor in tried.items():
        owed, found = slope @ factor, x.T @ residual
        scale = np.abs(slope) @ np.abs(factor) + np.abs(x).T @ np.abs(residual)
        if not np.any(np.abs(owed) > _AGREES * scale) or np.any(np.abs(owed - found) > _AGREES * scale):
            continue
        basis = np.linalg.pinv(factor) @ factor
        if np.all(np.abs(residual @ basis - residual) <= _AGREES * np.max(np.abs(residual))):
            yield weighed(f"{target} {words}", _BITS * (known - 1))


def _of_matrices(difference: WrongGradient, subject: Subject) -> dict[str, Array]:
    """What backward says of the parameters that are matrices, and of matrices that are inputs."""
    names = [one for one in subject.targets if one != difference.name and subject.values[one].ndim == 2]
    stated = stated_gradients(difference, subject) if names else {}
    return {name: stated[name] for name in names if name in stated}


def stated_gradients(difference: WrongGradient, subject: Subject) -> dict[str, Array]:
    """All that backward says at the point where a gradient was compared; one call for all of a subject."""
    values, u = difference.values, difference.cotangent
    if values is None or u is None:
        return {}
    if subject not in _known or _known[subject][0] is not values:
        try:
            found = subject.pullback(values, u)
        except (LayerFault, BadGradient):
            found = {}
        _known[subject] = values, {name: np.asarray(one, np.float64) for name, one in found.items()}
    return _known[subject][1]


def _channels(shape: tuple[int, ...]) -> Iterator[int]:
    """The axes that a matrix may multiply: the last, or that of the channels."""
    yield len(shape) - 1
    if len(shape) > 2:
        yield 1


def as_rows(array: Array, axis: int) -> Array:
    """An array as a matrix, with one of its axes as columns."""
    rows: Array = np.moveaxis(array, axis, -1).reshape(-1, array.shape[axis])
    return rows
