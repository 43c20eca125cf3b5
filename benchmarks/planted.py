"""Classes made from others: with one wrong entry, or with their calls counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np
from zoo.specimen import Specimen

__all__ = ["Entry", "Tally", "counted", "with_wrong_entry"]


@dataclass
class Tally:
    """How often a layer's forward and backward ran."""

    forward: int = 0
    backward: int = 0


def counted(cls: type, tally: Tally) -> type:
    """The class with every call counted, whoever makes it.

    >>> class Double:
    ...     def forward(self, x): return 2 * x
    ...     def backward(self, g): return 2 * g
    >>> tally = Tally()
    >>> counted(Double, tally)().forward(1.0), tally
    (2.0, Tally(forward=1, backward=0))
    """

    # With the signatures of what they wrap: a layer's convention is recognised by them.
    @wraps(cls.forward)
    def forward(self: Any, *arguments: Any) -> Any:
        tally.forward += 1
        return cls.forward(self, *arguments)

    @wraps(cls.backward)
    def backward(self: Any, *arguments: Any) -> Any:
        tally.backward += 1
        return cls.backward(self, *arguments)

    return type(cls.__name__, (cls,), {"forward": forward, "backward": backward, "__module__": __name__})


@dataclass(frozen=True)
class Entry:
    """One entry of one gradient.

    Args:
        name: of the array whose gradient it is in.
        place: where, as a share of the flattened gradient, so that it exists for every shape.
    """

    name: str
    place: float

    def index(self, size: int) -> int:
        """The flat index in a gradient of `size` entries.

        >>> Entry("x", 0.999).index(10)
        9
        """
        return min(int(self.place * size), size - 1)


Change = Callable[[np.ndarray, int], float]
"""From a gradient and a flat index to what the entry becomes."""


def with_wrong_entry(specimen: Specimen, entry: Entry, change: Change, cls: type | None = None) -> type:
    """The correct class (or another), with one entry of one gradient changed after the fact.

    >>> from zoo.layers.relu import SPECIMEN
    >>> wrong = with_wrong_entry(SPECIMEN, Entry("x", 0.0), lambda g, k: 2 * g[k])()
    >>> out, cache = wrong.forward(np.ones(2))
    >>> wrong.backward(np.ones(2), cache)
    (array([2., 1.]),)
    """
    base = cls or specimen.cls

    def changed(gradient: Any) -> np.ndarray:
        wrong = np.array(gradient)
        index = entry.index(wrong.size)
        if wrong.size:
            wrong.flat[index] = change(wrong.ravel(), index)
        return wrong

    @wraps(base.backward)
    def backward(self: Any, *arguments: Any) -> Any:
        returned = base.backward(self, *arguments)
        if entry.name not in specimen.contract.inputs:
            self.grads[entry.name] = changed(self.grads[entry.name])
            return returned
        if not isinstance(returned, tuple):
            return changed(returned)
        position = specimen.contract.inputs.index(entry.name)
        return tuple(changed(g) if at == position else g for at, g in enumerate(returned))

    return type(base.__name__, (base,), {"backward": backward, "__module__": __name__})
