"""Parameters that a layer holds as numbers, held as arrays of no axis instead: so they are judged as well.

A slope or a temperature is often a float, for which backward leaves a gradient beside it. numpy computes with
an array of no axis as with a float, and such an array can be moved and read as a parameter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ethan_check.cases.source import DrawnCase
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import restored_global_rngs
from ethan_check.subject.execution.layer_copier import LayerCopier
from ethan_check.subject.subject import Subject
from ethan_check.subject.unread_numbers import unread_numbers

__all__ = ["NumbersAsArrays"]


@dataclass
class NumbersAsArrays:
    """What is known of the numbers of the layers of one verification.

    Args:
        seed: of the copies that are made.
        frozen: the names of those that are declared not to be trained.

    >>> class Scaled:
    ...     def __init__(self): self.alpha, self.epsilon = 0.5, 1e-5
    ...     def forward(self, x): self.x = x; return x * self.alpha
    ...     def backward(self, g): self.dalpha = (g * self.x).sum(); return g * self.alpha
    >>> from ethan_core.case import Case
    >>> drawn, numbers = DrawnCase(Case(Scaled(), (np.ones(3),))), NumbersAsArrays(0)
    >>> numbers.found_in(Subject(drawn.case.layer, drawn.case.inputs))
    True
    >>> vars(numbers.held_as_arrays(drawn).case.layer)
    {'alpha': array(0.5), 'epsilon': 1e-05}
    """

    seed: int
    frozen: Collection[str] = ()
    names: dict[type, tuple[str, ...]] = field(default_factory=dict)
    made: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def found_in(self, subject: Subject) -> bool:
        """Whether a layer holds parameters as numbers, of whose class nothing was known so far."""
        kind = type(subject.layer)
        if kind in self.names:
            return False
        try:
            with restored_global_rngs():
                found = tuple(name for name in unread_numbers(subject) if name not in self.frozen)
        except LayerFault:
            found = ()  # The checks say so.
        self.names[kind] = found
        return bool(found)

    def held_as_arrays(self, drawn: DrawnCase) -> DrawnCase:
        """The case with a layer that holds such numbers as arrays; the case itself where there are none."""
        layer = drawn.case.layer
        names = self.names.get(type(layer))
        if not names:
            return drawn
        if id(layer) not in self.made:
            other = LayerCopier(layer, drawn.make, self.seed).fresh({})
            for name in names:
                object.__setattr__(other, name, np.array(getattr(other, name)))
            self.made[id(layer)] = layer, other  # Kept alive, so that no other layer gets its id.
        return replace(drawn, case=replace(drawn.case, layer=self.made[id(layer)][1]))
