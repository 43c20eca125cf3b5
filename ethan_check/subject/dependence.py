"""On which of the arrays that a layer holds its output depends: each is moved, and the output is looked at.

All that are in question are moved at once, so that where nothing depends on any of them one forward says so;
otherwise they are told apart by halves. Names and intentions play no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.numerics.random_directions import signed
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import Path, attributes, reads
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["is_maintained", "that_move_the_output"]

_SHIFT = 0.125
"""By how much arrays are moved, in parts of their size: a power of two, enough to show through float16."""


def that_move_the_output(
    subject: Subject, arrays: Mapping[str, Path], turned: str | None = None
) -> list[str]:
    """The names of the arrays that the output depends on.

    Args:
        subject: the layer, at its own values.
        arrays: where the layer holds those in question, by name.
        turned: a switch of the layer, such as `training`, that is turned over first.

    Raises:
        LayerFault: forward raises where nothing was moved.

    >>> class Scaled:
    ...     def __init__(self): self.scale, self.unused = np.array(2.0), np.ones(3)
    ...     def forward(self, x): return x * self.scale
    ...     def backward(self, g): return g * self.scale
    >>> subject = Subject(Scaled(), (np.ones(4),))
    >>> that_move_the_output(subject, {"scale": ("scale",), "unused": ("unused",)})
    ['scale']
    """
    if not arrays:
        return []
    moved = {name: _moved(reads(subject.layer, path)) for name, path in arrays.items()}
    by_id = {name: id(reads(subject.layer, path)) for name, path in arrays.items()}
    usual = flatten(subject.output) if turned is None else _output(subject, {}, turned)

    def shows(names: list[str]) -> bool:
        try:
            output = _output(subject, {by_id[name]: moved[name] for name in names}, turned)
            return not identical(output, usual)
        except LayerFault:
            return True  # A layer that cannot go on without this array depends on it.

    def among(names: list[str]) -> list[str]:
        """Those that show, of some that show together."""
        if len(names) == 1:
            return names
        halves = names[: len(names) // 2], names[len(names) // 2 :]
        found = [name for half in halves if shows(half) for name in among(half)]
        return found or names  # Only together do they show: a product of two zeros.

    names = list(arrays)
    return among(names) if shows(names) else []


def _output(subject: Subject, others: Mapping[int, Array], turned: str | None) -> Array:
    layer, inputs = subject.fresh(subject.values, others)
    if turned is not None:
        object.__setattr__(layer, turned, not getattr(layer, turned))
    return np.array(flatten(subject.run_forward(layer, inputs)[0]))


def _moved(array: Array) -> Array:
    """The same array with every entry elsewhere; a new array for each call."""
    rng = np.random.default_rng(array.size)
    with np.errstate(all="ignore"):
        shift = _SHIFT * signed(array.shape, rng) * (np.abs(array) + 1)
        return np.asarray(array + shift).astype(array.dtype)


def is_maintained(subject: Subject, path: Path) -> bool:
    """Whether forward itself writes an array, as it does running statistics: in the mode that the layer is
    in, or in the one that one of its switches leads to.

    >>> class Mean:
    ...     def __init__(self, training=True): self.mean, self.training = np.zeros(3), training
    ...     def forward(self, x):
    ...         if self.training: self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
    ...         return x - self.mean
    ...     def backward(self, g): return g
    >>> [is_maintained(Subject(Mean(mode), (np.ones((2, 3)),)), ("mean",)) for mode in (True, False)]
    [True, True]
    """
    switches = [name for name, value in attributes(subject.layer).items() if isinstance(value, bool)]
    return any(_writes(subject, path, switch) for switch in (None, *switches))


def _writes(subject: Subject, path: Path, switch: str | None) -> bool:
    layer, inputs = subject.fresh(subject.values)
    before = np.array(reads(layer, path))
    try:
        if switch is not None:
            object.__setattr__(layer, switch, not getattr(layer, switch))
        subject.run_forward(layer, inputs)
    except (LayerFault, AttributeError, TypeError):
        return False
    after: Any = reads(layer, path)
    return isinstance(after, np.ndarray) and not (after.shape == before.shape and identical(after, before))
