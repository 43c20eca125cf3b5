"""What comes back to the product of an input with a parameter is wrong, and both gradients follow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.missing_branch import as_rows, stated_gradients
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import FACTORS_APART
from ethan_check.diagnosis.right_gradients import right_gradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH410"

PRECEDENCE = FACTORS_APART + 1  # It says which lines are right: what says how one is wrong says more.

_AGREES = 1e-7
"""How near both sides have to be.

Unit: share of the largest number. Fixed by: differences are good to 1e-9 on ordinary cases."""

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""

_MOST = 3
"""So many products are wrong together at most: the three of an attention."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared, and there is more than one."""
    return difference.derivative is not None and difference.backward.size > 1


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare what is wrong in the gradient of an input with what is wrong in those of its parameters.

    If forward multiplies X by W, and E is what comes back to the product, then X contributes `X.T @ E` to
    dL_dW, and gets `E @ W.T`. If E alone is wrong, by D, then the errors R_W and R_X of both gradients are
    `X.T @ D` and `D @ W.T`, whatever D is: `X.T @ R_X` is `R_W @ W.T`.
    """
    if difference.derivative is None or difference.values is None or not difference.backward.ndim:
        return
    if not np.all(np.isfinite(difference.backward)):
        return
    for name in subject.input_names:
        if name in subject.targets and name not in subject.pairs and difference.values[name].ndim:
            yield from _of_input(difference, subject, name)


def _of_input(difference: WrongGradient, subject: Subject, name: str) -> Iterator[str]:
    matrices = [
        other
        for other in subject.targets
        if other != name and np.ndim(subject.values[other]) == 2 and other in subject.parameters
    ]
    if difference.name != name and difference.name not in matrices:
        return
    values = difference.values
    lacks = _error(difference, subject, name) if matrices and values is not None else None
    if lacks is None or values is None:
        return
    errors = {other: error for other in matrices if (error := _error(difference, subject, other)) is not None}
    x = np.asarray(values[name], np.float64)
    rows, lacking = as_rows(x, -1), as_rows(lacks, -1)
    owed = rows.T @ lacking
    scale = np.abs(rows).T @ np.abs(lacking)
    products = {
        (other, way): product
        for other, error in errors.items()
        for way, product in enumerate(_products(np.asarray(values[other], np.float64), error, rows.shape[1]))
    }
    for count in range(1, min(len(products), _MOST) + 1):
        for chosen in combinations(products, count):
            those = tuple(other for other, _ in chosen)
            if difference.name not in (name, *those) or len(set(those)) < count:
                continue
            sums = sum(products[one][0] for one in chosen)
            sizes = scale + sum(products[one][1] for one in chosen)
            if np.all(np.abs(owed - sums) <= _AGREES * sizes) and np.any(np.abs(owed) > _AGREES * sizes):
                known = int(np.linalg.matrix_rank(rows)) * rows.shape[1]
                yield weighed(_said(subject, name, those), _BITS * (known - 1))
                return


def _error(difference: WrongGradient, subject: Subject, name: str) -> Array | None:
    """By how much a gradient is wrong, if it is."""
    stated = stated_gradients(difference, subject)
    right = right_gradient(difference, subject, name) if name in stated else None
    if right is None:
        return None
    error: Array = np.asarray(stated[name], np.float64).reshape(right.shape) - right
    is_wrong = np.max(np.abs(error), initial=0.0) > _AGREES * np.max(np.abs(right), initial=0.0)
    return error if is_wrong else None


def _products(w: Array, error: Array, width: int) -> Iterator[tuple[Array, Array]]:
    """`R_W @ W.T`, and of what size the numbers are that it is the sum of; for W either way round."""
    for matrix, wrong in ((w, error), (w.T, error.T)):
        if matrix.shape[0] == width:
            yield wrong @ matrix.T, np.abs(wrong) @ np.abs(matrix).T


def _said(subject: Subject, name: str, those: tuple[str, ...]) -> str:
    several = " and ".join([", ".join(those[:-1]), those[-1]] if len(those) > 1 else those)
    return (
        f"what comes back to the product of {name} with {several} is wrong, and their gradients follow: the "
        "lines of the product are right, those after it are not"
    )
