"""What a forward goes on from beside its inputs and parameters: generators that a layer holds, and what it
remembers of earlier calls. Put back, a forward gives again what it gave before.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import attributes, holders
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import zero_grad
from ethan_core.layer import Array

__all__ = ["ForwardState", "makes_its_generators", "what_forward_remembers"]


class _Absent:
    """Stands for the value of an attribute that is not there; as a class, it is not copied."""


@dataclass(frozen=True)
class ForwardState:
    """What the next forward of one layer goes on from.

    Args:
        layer: the layer.
        generators: the sources of its random generators, each with its state.
        remembered: attributes by which it remembers earlier calls, each with its value.
    """

    layer: Any
    generators: tuple[tuple[Any, Any], ...]
    remembered: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, layer: Any, remembered: Iterable[str] = ()) -> ForwardState:
        """The state that a layer is in, of which only the attributes that are named are held.

        >>> class Counter: calls = 0
        >>> counter = Counter()
        >>> state = ForwardState.of(counter, ["calls"])
        >>> counter.calls = 3
        >>> state.put_back(); counter.calls
        0
        """
        held = (value for _, holder in holders(layer) for value in attributes(holder).values())
        sources = [getattr(value, "bit_generator", getattr(value, "_bit_generator", None)) for value in held]
        own = attributes(layer)
        kept = tuple((name, copy.deepcopy(own.get(name, _Absent))) for name in remembered)
        return cls(layer, tuple((source, source.state) for source in sources if source is not None), kept)

    def advance_generators(self) -> None:
        """Draw one number from each, so that the next forward does not draw what it would have."""
        for source, _ in self.generators:
            source.random_raw()

    def put_back(self) -> None:
        """Make the layer go on from here again."""
        for source, state in self.generators:
            source.state = state
        for name, value in self.remembered:
            if value is not _Absent:
                object.__setattr__(self.layer, name, copy.deepcopy(value))
            elif name in vars(self.layer):
                object.__delattr__(self.layer, name)


def what_forward_remembers(subject: Subject) -> tuple[str, ...] | None:
    """The attributes on account of which a second forward on the same inputs gives something else: none where
    it gives the same; None where they do not explain it, so that nobody can repeat it.

    >>> class Adds:
    ...     def forward(self, x): self.total = getattr(self, "total", 0) + x; return self.total
    ...     def backward(self, g): return g
    >>> what_forward_remembers(Subject(Adds(), (np.ones(2),)))
    ('total',)
    """
    if _repeats(subject, ()):
        return ()
    layer, inputs = subject.fresh(subject.values)
    subject.run_forward(layer, inputs)
    if not hasattr(layer, "__dict__"):
        return None
    names = list(vars(layer))
    if not _repeats(subject, names):
        return None
    needed = list(names)
    for name in names:
        fewer = [other for other in needed if other != name]
        if fewer and _repeats(subject, fewer):
            needed = fewer
    return tuple(needed)


def makes_its_generators(subject: Subject) -> bool:
    """Whether a forward makes the random generators that it draws from when it first runs, and goes on from
    nothing else: with them put back, it repeats.

    >>> class Draws:
    ...     rng = None
    ...     def forward(self, x):
    ...         self.rng = self.rng or np.random.default_rng(0)
    ...         self.mask = self.rng.random(x.shape) < 0.5
    ...         return x * self.mask
    ...     def backward(self, g): return g * self.mask
    >>> makes_its_generators(Subject(Draws(), (np.ones(9),)))
    True
    """
    layer, inputs = subject.fresh(subject.values)
    try:
        before = len(ForwardState.of(layer).generators)
        _output(subject, layer, inputs)
        made = len(ForwardState.of(layer).generators) - before
    except BaseException as error:  # What an attribute holds may resist being looked at.
        let_pass(error)
        return False
    try:
        return made > 0 and _goes_on_alike(subject, layer, inputs, ())
    except LayerFault:
        return False


def _repeats(subject: Subject, remembered: Iterable[str]) -> bool:
    """Whether a forward repeats with gradients cleared before it; or as it is, where clearing breaks it."""
    remembered = tuple(remembered)
    try:
        return _goes_on_alike(subject, *subject.fresh(subject.values), remembered)
    except LayerFault:
        try:
            return _goes_on_alike(subject, *subject.fresh(subject.values), remembered, cleared=False)
        except LayerFault:
            return False


def _goes_on_alike(
    subject: Subject,
    layer: Any,
    inputs: tuple[Array, ...],
    remembered: Iterable[str],
    *,
    cleared: bool = True,
) -> bool:
    """Whether a layer gives twice the same, if what it goes on from is put back in between.

    Raises:
        LayerFault: a forward raised.
    """
    try:
        state = ForwardState.of(layer, remembered)
    except BaseException as error:  # What an attribute holds may resist being copied.
        let_pass(error)
        return False
    first = _output(subject, layer, inputs)
    if cleared:
        zero_grad(subject, layer)
    state.put_back()
    second = _output(subject, layer, inputs)
    return first.shape == second.shape and np.array_equal(first, second, equal_nan=True)


def _output(subject: Subject, layer: Any, inputs: tuple[Array, ...]) -> Array:
    return np.array(flatten(subject.run_forward(layer, inputs)[0]))
