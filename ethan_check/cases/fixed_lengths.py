"""Does backward know the length of an axis as a number? Then another length was never meant.

A layer made for 4 features may divide by 4 in backward, and forward takes 17 without a word. Its gradient is
then off by 17/4, or 4/17, in every direction: not a mistake of the layer, but of whoever made up the length.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.numerics.random_directions import direction, signed
from ethan_check.numerics.tolerances.equality import LENGTH_FACTOR
from ethan_check.numerics.tolerances.steps import SMALLEST_STEP
from ethan_check.subject.domain import as_float64, domain
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part

__all__ = ["length_is_a_constant"]

_DIRECTIONS = 3
"""So many must show the same factor: no mistake of one entry does so by chance."""


def length_is_a_constant(subject: Subject, given: Subject) -> bool:
    """Whether backward is off by the ratio of a length to the one that was given, whatever is asked of it.

    >>> class MeanOfFour:
    ...     def forward(self, x): self.x = x; return x.mean(axis=1, keepdims=True)
    ...     def backward(self, g): return np.broadcast_to(g / 4, self.x.shape)
    >>> given, long = (Subject(MeanOfFour(), (np.ones((2, length)),)) for length in (4, 17))
    >>> length_is_a_constant(long, given), length_is_a_constant(given, given)
    (True, False)
    """
    ratios = {ratio for one in _ratios(subject, given) for ratio in (one, 1 / one)}
    if not ratios:
        return False
    rng, values, alike = np.random.default_rng(0), as_float64(subject), ratios
    for _ in range(_DIRECTIONS):
        moves = {
            name: direction(values[name], rng, "common", *domain(subject, name))
            for name in subject.targets
            if name in subject.input_names
        }
        moves = symmetric_part(subject, moves)
        line, h = subject.along(values, moves), SMALLEST_STEP
        u = signed((line(0.0).size,), rng)
        with np.errstate(all="ignore"):
            slope = float(np.dot(u, (line(h) - line(-h)) / (2 * h)))
        gradients = subject.pullback(values, u)
        stated = float(sum(np.sum(gradients[name] * v) for name, v in moves.items()))
        alike = {ratio for ratio in alike if abs(stated - ratio * slope) <= LENGTH_FACTOR * abs(stated)}
        if not alike:
            return False
    return True


def _ratios(subject: Subject, given: Subject) -> Iterator[float]:
    for name in subject.input_names:
        if subject.values[name].ndim == given.values[name].ndim:
            for new, old in zip(subject.values[name].shape, given.values[name].shape, strict=True):
                if new != old and new and old:
                    yield new / old
