"""A function on a line, sampled at most once at each distance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Ahead", "Line", "Samples", "Vector", "no_notice"]

Vector: TypeAlias = npt.NDArray[np.float64]

Line: TypeAlias = Callable[[Any], npt.NDArray[Any]]
"""t -> F(x + t v): one distance in, a flat vector of m outputs out."""

Ahead: TypeAlias = Callable[[Iterable[float]], None]
"""Takes notice of the distances that a search will ask for next: who can answers all of them by one call."""


def no_notice(distances: Iterable[float]) -> None:
    """For who answers each distance by a call of its own: nothing is done.

    >>> no_notice([0.5, 0.25])
    """


class Samples:
    """Values of F at 0 and at pairs of distances +h and -h, each computed once.

    Attributes:
        pairs: F(h) and F(-h), by h.

    >>> samples = Samples(lambda t: np.array([t * t]))
    >>> samples.central(0.5), samples.bend(0.5)
    (array([0.]), array([1.]))
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self.pairs: dict[float, tuple[Vector, Vector]] = {}
        self.calls = 0

    @cached_property
    def origin(self) -> Vector:
        """F(0)."""
        self.calls += 1
        return np.asarray(self._line(0.0), dtype=np.float64)

    def pair(self, h: float) -> tuple[Vector, Vector]:
        """F(h) and F(-h)."""
        if h not in self.pairs:
            self.calls += 2
            self.pairs[h] = (
                np.asarray(self._line(h), dtype=np.float64),
                np.asarray(self._line(-h), dtype=np.float64),
            )
        return self.pairs[h]

    def seen(self) -> list[Vector]:
        """All values of F so far."""
        return [self.origin, *(value for pair in self.pairs.values() for value in pair)]

    def central(self, h: float) -> Vector:
        """The central difference (F(h) - F(-h)) / 2h."""
        ahead, behind = self.pair(h)
        return (ahead - behind) / (2 * h)

    def bend(self, h: float) -> Vector:
        """(F(h) + F(-h) - 2 F(0)) / h: how far the slopes ahead and behind differ.

        It vanishes with h where F is smooth, and tends to the jump of the slope at a kink.
        """
        behind, ahead = self.slopes(h)
        return ahead - behind

    def slopes(self, h: float) -> tuple[Vector, Vector]:
        """The slopes behind and ahead of the origin, over h: (F(0) - F(-h)) / h and (F(h) - F(0)) / h."""
        ahead, behind = self.pair(h)
        return (self.origin - behind) / h, (ahead - self.origin) / h
