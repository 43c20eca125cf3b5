"""How much backward jumps between points that are close: a formula does not, what was rounded does."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["roughness"]

_POINTS = 7
"""So many points yield four third differences of each entry, of which one is small by chance now and then.

Unit: points, each a forward and a backward. Fixed by: tests/diagnosis/test_roughness.py."""

_WEIGHTS = np.array([-1.0, 3.0, -3.0, 1.0])
"""Of a third difference: what bends less than a cube leaves nothing of it."""

_SPREAD = 1000.0
"""Makes of values that are near to each other sines that are not.

Unit: radians for 1. Fixed by: any large number does."""

_known: WeakKeyDictionary[Subject, dict[float, tuple[Mapping[str, Array], dict[str, Array]]]] = (
    WeakKeyDictionary()
)
"""The gradients of a subject at the points, by how far they are apart: all come from the same calls."""


def roughness(difference: WrongGradient, subject: Subject, apart: float) -> Array | None:
    """By how much each entry of a gradient jumps, as a root of the mean square; None where it cannot be had.

    Every number is multiplied by one a little above 1: what is tied, zero, negative or symmetric stays so,
    and whatever is rounded is rounded anew.

    Args:
        difference: the gradient.
        subject: states it.
        apart: by how much the numbers differ from each other, relative: several units of the type that is
            suspected, so that its roundings have nothing to do with each other.
    """
    values, u = difference.values, difference.cotangent
    if values is None or u is None:
        return None
    known = _known.setdefault(subject, {})
    if apart not in known or known[apart][0] is not values:
        known[apart] = values, _gradients(subject, values, u, apart)
    points = known[apart][1].get(difference.name)
    if points is None or not np.all(np.isfinite(points)):
        return None
    thirds = np.stack([np.tensordot(_WEIGHTS, points[k : k + 4], 1) for k in range(_POINTS - 3)])
    jumps: Array = np.sqrt(np.mean(thirds**2, axis=0) / np.sum(_WEIGHTS**2))
    return jumps


def _gradients(subject: Subject, values: Mapping[str, Array], u: Array, apart: float) -> dict[str, Array]:
    rows = []
    try:
        for point in range(_POINTS):
            moved = {name: _moved(value, point * apart) for name, value in values.items()}
            rows.append(subject.pullback(moved, _moved(u, point * apart)))
    except (LayerFault, BadGradient):
        return {}
    return {name: np.stack([np.asarray(row[name]) for row in rows]) for name in subject.targets}


def _moved(array: Array, by: float) -> Array:
    """An array with its entries moved by one to two times so much, relative: each by its own, for equal ones
    the same. If all were, what is normalised would not move.
    """
    if array.dtype.kind not in "fc":
        return array
    moved: Array = array * (1 + by * (1.5 + 0.5 * np.sin(_SPREAD * np.abs(array))))
    return moved
