"""Index expressions, compiled: functions of the list of all indices' present values.

Most are linear in the indices, and a linear one can be solved for the range in which it stays inside
an array; that is how a sum over a convolution's window skips everything outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["General", "Index", "IndexFunction", "Linear"]

IndexFunction: TypeAlias = Callable[[list[int]], int]


@dataclass(frozen=True)
class Linear:
    """A constant plus multiples of some slots.

    >>> (Linear({0: 2}) + Linear({}, 3)).function()([5])
    13
    """

    terms: Mapping[int, int]
    constant: int = 0

    @property
    def slots(self) -> frozenset[int]:
        """The indices that this depends on."""
        return frozenset(self.terms)

    def __add__(self, other: Linear) -> Linear:
        terms = dict(self.terms)
        for slot, factor in other.terms.items():
            terms[slot] = terms.get(slot, 0) + factor
        return Linear(
            {slot: factor for slot, factor in terms.items() if factor}, self.constant + other.constant
        )

    def times(self, factor: int) -> Linear:
        """This, multiplied."""
        if not factor:
            return Linear({})
        return Linear({slot: each * factor for slot, each in self.terms.items()}, self.constant * factor)

    def without(self, slot: int) -> Linear:
        """This where one index is 0."""
        return Linear({each: factor for each, factor in self.terms.items() if each != slot}, self.constant)

    def function(self) -> IndexFunction:
        """The value at given indices."""
        constant = self.constant
        match tuple(self.terms.items()):
            case ():
                return lambda v: constant
            case ((slot, 1),):
                return (lambda v: v[slot] + constant) if constant else (lambda v: v[slot])
            case ((slot, factor),):
                return lambda v: factor * v[slot] + constant
            case ((slot, factor), (other, weight)):
                return lambda v: factor * v[slot] + weight * v[other] + constant
            case terms:
                return lambda v: constant + sum(factor * v[slot] for slot, factor in terms)


@dataclass(frozen=True)
class General:
    """Any other function of some slots."""

    slots: frozenset[int]
    compute: IndexFunction

    def function(self) -> IndexFunction:
        """The value at given indices."""
        return self.compute


Index: TypeAlias = Linear | General
