"""A parameter that is used several times, at several steps or in two products: one use alone counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.missing_branch import as_rows, stated_gradients
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.random_directions import direction
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH213"

PRECEDENCE = MECHANISM

_AGREES = 1e-7
"""How near both sides have to be.

Unit: share of the largest number. Fixed by: differences are good to 1e-9 on ordinary cases."""

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared, and there is more than one."""
    return difference.derivative is not None and difference.backward.size > 1


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare a parameter's gradient with what backward says of the input that it multiplies.

    If forward multiplies X by W, and E is the gradient of the product, then dL_dX is `E @ W.T`, and the
    product contributes `X.T @ E` to dL_dW: `dL_dW @ W.T` is `X.T @ dL_dX`, over the uses that count.
    """
    d, name, values = difference.derivative, difference.name, difference.values
    if d is None or values is None or d.ndim != 2 or not np.all(np.isfinite(difference.backward)):
        return
    if not np.any(difference.backward) or ratio(difference) is not None:
        return
    others = [one for one in subject.input_names if one in subject.targets and values[one].ndim > 1]
    others = [one for one in others if one != name]
    stated = stated_gradients(difference, subject) if others else {}
    w = np.asarray(values[name], np.float64)
    for other in others:
        if other not in stated:
            continue
        x, dx = np.asarray(values[other], np.float64), stated[other]
        for matrix, told, right in ((w, difference.backward, d), (w.T, difference.backward.T, d.T)):
            if matrix.shape[0] != x.shape[-1]:
                continue
            bits = _BITS * (int(np.linalg.matrix_rank(as_rows(x, -1))) * int(np.linalg.matrix_rank(w)) - 1)
            for words, left, uses in _hypotheses(other, x, dx, told, right):
                agrees = _agree(left @ matrix.T, as_rows(uses[0], -1).T @ as_rows(uses[1], -1))
                if agrees and _is_right(difference, subject, other, dx):
                    yield weighed(f"{difference.target} {words}", bits)


def _hypotheses(
    name: str, x: Array, dx: Array, told: Array, right: Array
) -> Iterator[tuple[str, Array, tuple[Array, Array]]]:
    """What may be counted: in words, the gradient that would hold it, and the rows that it comes from."""
    yield f"counts its product with {name} alone: it is used elsewhere, too", told, (x, dx)
    yield f"leaves out its product with {name}: it is used elsewhere, too", right - told, (x, dx)
    for axis in range(x.ndim - 1) if x.ndim > 2 else ():
        for word, place in (("first", 0), ("last", -1)):
            one = np.take(x, [place], axis=axis), np.take(dx, [place], axis=axis)
            text = f"counts the {word} step of {name} along axis {axis} alone: it is assigned, not added up"
            yield text, told, one


def _is_right(difference: WrongGradient, subject: Subject, name: str, dx: Array) -> bool:
    """Whether the input's gradient is the derivative: two that are wrong together agree as well."""
    values, u = difference.values, difference.cotangent
    if values is None or u is None:
        return False
    v = direction(np.asarray(values[name], np.float64), np.random.default_rng(0))
    try:
        moved = differentiate(subject, values, {name: v})
    except LayerFault:
        return False
    if not moved.usable.all() or moved.value.size != u.size:
        return False
    off = abs(float(np.dot(u, moved.value)) - float(np.sum(dx * v)))
    return off <= _AGREES * float(np.sum(np.abs(dx * v)))


def _agree(one: Array, other: Array) -> bool:
    scale = max(float(np.max(np.abs(one), initial=0.0)), float(np.max(np.abs(other), initial=0.0)))
    return scale > 0 and bool(np.all(np.abs(one - other) <= _AGREES * scale))
