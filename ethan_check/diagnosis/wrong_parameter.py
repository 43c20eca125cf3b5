"""The right formula for another parameter: a kernel that is flipped, a matrix that is transposed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.numerics.random_directions import direction
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["PRECEDENCE", "diagnose"]

PRECEDENCE = MECHANISM

_DIRECTIONS = 2
"""Random directions along which an explanation has to hold: what is no explanation fails along the first."""

_AGREES = 1e-7
"""Relative: how near the two sides have to be. Differences are good to 1e-9 on ordinary cases, and another
parameter changes them in the first digit."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Put the parameter the other way round, and differentiate forward there."""
    u, name = difference.cotangent, difference.name
    if u is None or difference.derivative is None or name not in subject.input_names:
        return
    values = as_float64(subject)
    for parameter in subject.parameters:
        for words, other in _others(values[parameter]):
            if np.array_equal(other, values[parameter]):
                continue
            if _explains(difference, subject, {**values, parameter: other}, u):
                yield f"{difference.target} is computed with {parameter} {words}"
                return


def _others(parameter: Array) -> Iterator[tuple[str, Array]]:
    axes = [axis for axis in range(parameter.ndim) if parameter.shape[axis] > 1]
    for count in range(1, len(axes) + 1):
        for chosen in combinations(axes, count):
            named = " and ".join(map(str, chosen))
            yield f"flipped along ax{'i' if count == 1 else 'e'}s {named}", np.flip(parameter, chosen)
    for one, two in combinations(axes, 2):
        if parameter.shape[one] == parameter.shape[two]:
            words = "transposed" if parameter.ndim == 2 else f"with axes {one} and {two} exchanged"
            yield words, np.swapaxes(parameter, one, two)


def _explains(difference: WrongGradient, subject: Subject, values: dict[str, Array], u: np.ndarray) -> bool:
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
