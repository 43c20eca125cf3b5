"""Whether backward is the derivative of another forward: asked along random directions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.random_directions import direction
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["SEEN", "explains"]

_DIRECTIONS = 2
"""Random directions along which an explanation has to hold: what is no explanation fails along the first."""

_AGREES = 1e-7
"""Relative: how near the two sides have to be. Differences are good to 1e-9 on ordinary cases, and another
value of an array or an attribute changes them in the first digit."""

SEEN = 1e-5
"""A smaller error is below what the comparison along directions tells from none.

Unit: share of the largest entry. Fixed by: it is 100 times _AGREES."""


def explains(difference: WrongGradient, subject: Subject, values: Mapping[str, Array], u: Array) -> bool:
    """Whether what backward stated is the derivative of a subject at some values.

    Args:
        subject: with another forward, or the same where the values are others.
        u: the cotangent, flat.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> stated = WrongGradient("X", "dL_dX", (), np.array([0.0, 3.0]), None, None)
    >>> explains(stated, subject, subject.values, np.array([5.0, 3.0]))
    True
    """
    rng = np.random.default_rng(0)
    for _ in range(_DIRECTIONS):
        v = direction(values[difference.name], rng)
        try:
            derivative = differentiate(subject, values, {difference.name: v})
        except LayerFault:
            return False
        if not derivative.usable.all() or derivative.value.size != u.size:
            return False
        products = difference.backward * v
        scale = float(np.sum(np.abs(products)))
        if abs(float(np.dot(u, derivative.value)) - float(np.sum(products))) > _AGREES * scale:
            return False
    return True
