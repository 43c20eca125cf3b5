"""The gradients of other arrays as they should be, at the point where one was found to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np

from ethan_check.numerics.tolerances.sizes import STATED_OUTPUTS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["right_gradient"]

_known: WeakKeyDictionary[Subject, tuple[Mapping[str, Array], dict[str, Array | None]]] = WeakKeyDictionary()
"""What was differentiated of a subject, at the point where it was compared."""


def right_gradient(difference: WrongGradient, subject: Subject, name: str) -> Array | None:
    """The derivative by any array of the case, by forward alone; None where it is not known.

    Costs a derivative for each entry, once for all gradients of a subject.
    """
    values = difference.values
    if values is None:
        return None
    if name == difference.name:
        return difference.derivative
    if subject not in _known or _known[subject][0] is not values:
        _known[subject] = values, {}
    known = _known[subject][1]
    if name not in known:
        known[name] = _differentiated(difference, subject, name)
    return known[name]


def _differentiated(difference: WrongGradient, subject: Subject, name: str) -> Array | None:
    values, u = difference.values, difference.cotangent
    if values is None or u is None or values[name].size > STATED_OUTPUTS:
        return None
    gradient = np.empty(values[name].size)
    for place in range(gradient.size):
        unit = np.zeros(gradient.size)
        unit[place] = 1.0
        try:
            found = differentiate(subject, values, {name: unit.reshape(values[name].shape)})
        except LayerFault:
            return None
        if found.value.size != u.size or not found.usable.all():
            return None
        gradient[place] = float(np.dot(u, found.value))
    return gradient.reshape(values[name].shape)
