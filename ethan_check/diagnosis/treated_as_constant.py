"""A mean, a variance or a norm that forward takes along an axis, and backward treats as a constant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["PRECEDENCE", "diagnose"]

PRECEDENCE = MECHANISM

_SPARE = 3
"""So many entries more than unknowns have to stand along the axes: fewer are explained by anything."""

_SUM = "the sum in a softmax"
"""Whose axis is often an option of the layer, and so another one in another case."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """What is missing is what one of them contributes: along its axes constant, or like the input."""
    d, x = difference.derivative, subject.values.get(difference.name)
    if d is None or x is None or difference.name not in subject.input_names or x.dtype.kind != "f":
        return
    if difference.jacobian is None or ratio(difference) is not None:
        return
    missing = difference.backward - d
    y = subject.output if subject.output_shape == x.shape else None
    found = False
    for axes in _axes(d.shape):
        length = math.prod(d.shape[axis] for axis in axes)
        for words, basis in _contributions(x, y, axes):
            verb = "contribute" if " and " in words else "contributes"
            place = "" if words == _SUM else f" along {_named(axes)}"
            text = (
                f"what {words}{place} {verb} to {difference.target} is wrong: it is left out, "
                "as if it were a constant, or has another factor"
            )
            if length < len(basis) + _SPARE:
                yield Perhaps(text)
            elif not found and _shares(difference.jacobian) and _is_everywhere(missing, axes):
                found = difference.is_backward(d + _fitted(missing, basis, axes))
                if found:
                    yield text


def _contributions(
    x: Array, y: Array | None, axes: tuple[int, ...]
) -> Iterator[tuple[str, tuple[Array, ...]]]:
    """What a gradient lacks that leaves a statistic out, each as the arrays that it is a combination of.

    Args:
        x: the input.
        y: the output, where it has the input's shape.
        axes: of the statistic.
    """
    centred = x - x.mean(axis=axes, keepdims=True)
    yield "the mean", (np.ones_like(x),)
    yield "the norm", (x,)
    yield "the variance", (centred,)
    if y is not None:
        yield _SUM, (np.asarray(y),)
    yield "the mean and the variance", (np.ones_like(x), centred)


def _is_everywhere(missing: Array, axes: tuple[int, ...]) -> bool:
    """Whether something is missing in every slice: what is left out is left out of all of them."""
    return bool(np.all(np.any(missing != 0, axis=axes)))


def _shares(jacobian: Array) -> bool:
    """Whether entries feed several outputs and outputs are fed by several entries, as by a statistic."""
    feeds = jacobian != 0
    return bool(feeds.sum(axis=0).max() > 1 and feeds.sum(axis=1).max() > 1)


def _axes(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Sets of axes, the smallest first."""
    for count in range(1, len(shape) + 1):
        yield from combinations(range(len(shape)), count)


def _fitted(missing: Array, basis: tuple[Array, ...], axes: tuple[int, ...]) -> Array:
    """The combination of a basis that is nearest to what is missing, for each slice along the axes."""
    others = [axis for axis in range(missing.ndim) if axis not in axes]
    order = (*others, *axes)
    rows = math.prod(missing.shape[axis] for axis in others)
    wanted = np.transpose(missing, order).reshape(rows, -1)
    columns = np.stack([np.transpose(one, order).reshape(rows, -1) for one in basis], axis=-1)
    fitted = np.zeros_like(wanted)
    for row in range(rows):
        weights = np.linalg.lstsq(columns[row], wanted[row], rcond=None)[0]
        fitted[row] = columns[row] @ weights
    shape = [missing.shape[axis] for axis in order]
    return np.transpose(fitted.reshape(shape), np.argsort(order))


def _named(axes: tuple[int, ...]) -> str:
    if len(axes) == 1:
        return f"axis {axes[0]}"
    return f"axes {', '.join(map(str, axes[:-1]))} and {axes[-1]}"
