"""What a gradient lacks is another one: of two arrays that meet in a sum, one side is left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.missing_branch import stated_gradients
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import TERMS
from ethan_check.diagnosis.ratio import ratio
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH214"

PRECEDENCE = TERMS

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
    """Compare what is wrong with the other gradients of its shape, and with the cotangent."""
    d = difference.derivative
    if (
        d is None
        or not d.ndim
        or not np.all(np.isfinite(difference.backward))
        or ratio(difference) is not None
    ):
        return
    lacks = d - difference.backward
    size = float(np.max(np.abs(lacks), initial=0.0))
    bits = _BITS * (np.count_nonzero(np.abs(lacks) > _AGREES * size) - 1)
    for words, why, other in _others(difference, subject):
        for sign, factor in (("", 1.0), ("minus ", -1.0)):
            if np.any(other) and np.all(np.abs(lacks - factor * other) <= _AGREES * size):
                yield weighed(
                    f"what {difference.target} lacks, or has too much, is {sign}{words}: {why} is left out, "
                    "or is counted twice",
                    bits,
                )


def _others(difference: WrongGradient, subject: Subject) -> Iterator[tuple[str, str, Array]]:
    """What backward states beside it, of the same shape, and what it is handed."""
    u, shape = difference.cotangent, difference.backward.shape
    if u is not None and subject.output_shape == shape and difference.name in subject.input_names:
        yield "the cotangent itself", "the way past the layer, as in x + f(x),", u.reshape(shape)
    for name, gradient in stated_gradients(difference, subject).items():
        if name != difference.name and gradient.shape == shape and np.all(np.isfinite(gradient)):
            yield subject.targets[name], f"the sum or difference of {difference.name} and {name}", gradient
