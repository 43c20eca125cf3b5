"""When two answers that should be one are the same, up to what a float32 buffer would lose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import chunks, largest_finite
from ethan_check.numerics.last_place import last_place
from ethan_check.numerics.tolerances.equality import LAST_PLACES_APART, SAME_ANSWER, STRUCTURAL_ZERO
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["first_difference", "relative_distance", "reported_gradients", "structural_floor"]


def relative_distance(a: Any, b: Any, *, least: float = 0.0, same: float = SAME_ANSWER) -> float | None:
    """The largest difference relative to the largest entry, or None when the two are the same.

    Args:
        least: the size that the largest entry is at least taken to have.
        same: the relative difference up to which the two count as the same.

    Entries that are not finite must be the same in both. Different shapes are infinitely far apart.

    >>> relative_distance(np.ones(2), np.ones(2)) is None
    True
    >>> relative_distance(np.ones(2), np.array([1.0, 3.0]))
    0.6666666666666666
    """
    x, y = flatten(a), flatten(b)
    if x.shape != y.shape:
        return float("inf")
    if _equal(x, y):
        return None
    scale, distance = least, 0.0
    for a, b in chunks(x, y):
        finite = np.isfinite(a) & np.isfinite(b)
        if not finite.all():
            if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
                return float("inf")
            a, b = a[finite], b[finite]
        scale = max(scale, float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
        distance = max(distance, float(np.max(np.abs(a - b), initial=0.0)))
    if scale == 0:
        return None
    return distance / scale if distance / scale > same else None


def first_difference(
    a: Mapping[str, Array], b: Mapping[str, Array], *, same: float = SAME_ANSWER
) -> tuple[str, float] | None:
    """The name of the first gradient that is not the same in both, and how far it is apart.

    >>> first_difference({"W": np.ones(2), "b": np.ones(1)}, {"W": np.ones(2), "b": np.zeros(1)})
    ('b', 1.0)
    """
    if all(_equal(value, b[name]) for name, value in a.items()):
        return None
    least = structural_floor(a)
    for name, value in a.items():
        narrow = LAST_PLACES_APART * max(_unit(value), _unit(b[name]))
        distance = relative_distance(value, b[name], least=least, same=max(same, narrow))
        if distance is not None:
            return name, distance
    return None


def _unit(array: Array) -> float:
    return last_place(array.dtype) if array.dtype.kind in "fc" else 0.0


def _equal(x: Array, y: Array) -> bool:
    """Whether two arrays are the same to the bit, as the answers of right layers mostly are."""
    return x.shape == y.shape and bool((x == y).all())


def structural_floor(gradients: Mapping[str, Array]) -> float:
    """The size below which a gradient counts as structurally zero, beside the others of its layer.

    Such a gradient (of the bias of an attention's keys) is nothing but rounding, which may come out in
    any way.

    >>> structural_floor({"W": np.array([2.0, -3.0]), "b": np.array([1e-17])})
    3e-06
    """
    return STRUCTURAL_ZERO * max((largest_finite(gradient) for gradient in gradients.values()), default=0.0)


def reported_gradients(subject: Subject, reported: Gradients) -> dict[str, Array]:
    """Copies of the reported gradients of all targets, so that later calls cannot change them.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> layer, inputs = subject.fresh(subject.values)
    >>> output, memory = subject.run_forward(layer, inputs)
    >>> reported_gradients(subject, subject.run_backward(layer, inputs, np.ones(2), memory))
    {'X': array([0., 1.])}
    """
    return {name: np.array(value) for name, value in subject.derivatives(reported).items()}
