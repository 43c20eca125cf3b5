"""One point of a layer: its output there, and what backward answers for it.

A probe needs F(x) for the difference and forward at x for backward. Both are one call, provided that
nothing else has run since: backward answers for the latest forward, and some layers keep what they remember
where all copies of them find it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.gradients import validated_gradients
from ethan_core.layer import Array

if TYPE_CHECKING:
    from ethan_check.subject.subject import Subject

__all__ = ["Linearisation"]


class Linearisation:
    """A subject at given arrays; forward runs when it is first needed.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> point = Linearisation(subject, subject.values)
    >>> point.output.shape, point.pullback(np.ones(8))["X"].shape, subject.calls.forward
    ((8,), (4, 3), 1)
    """

    def __init__(self, subject: Subject, values: Mapping[str, Array]) -> None:
        self._subject, self._values = subject, values
        self._ran: tuple[int, Any, tuple[Array, ...], Any, Any] | None = None

    @property
    def output(self) -> Vector:
        """All outputs, flat."""
        return np.array(flatten(self._forward()[3]))

    def _forward(self) -> tuple[int, Any, tuple[Array, ...], Any, Any]:
        if self._ran is None:
            subject = self._subject
            layer, inputs = subject.fresh(
                {name: subject.spare.copy(value) for name, value in self._values.items()}
            )
            output, memory = subject.run_forward(layer, inputs)
            if "output" not in subject.__dict__ and all(
                value is subject.values[name] for name, value in self._values.items()
            ):
                subject.output = copy.deepcopy(output)  # Which may be a buffer that backward writes into.
            self._ran = subject.calls.forward, layer, inputs, output, memory
        return self._ran

    def pullback(self, cotangent: Vector) -> dict[str, Array]:
        """The VJP: for every target's array, the derivative of `cotangent . outputs` that backward states.

        Raises:
            LayerFault: forward or backward raised.
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        if self._ran is not None and self._ran[0] != self._subject.calls.forward:
            self._ran = None
        _, layer, inputs, output, memory = self._forward()
        self._ran = None  # A second backward may find nothing left of this forward.
        reported = self._subject.run_backward(layer, inputs, unflatten(cotangent, output), memory)
        return validated_gradients(self._subject, reported)
