"""One point of a layer: its output there, and what backward answers for it.

A directional test needs F(x) for the difference and forward at x for backward. Both are one call, provided
that nothing else has run since: backward answers for the latest forward, and some layers keep what they
remember where all copies of them find it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import cotangent
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.runner import LayerRunner
from ethan_core.layer import Array

__all__ = ["Linearisation"]

Validate = Callable[[Gradients], dict[str, Array]]


class Linearisation:
    """A layer at given arrays; forward runs when it is first needed.

    Args:
        runner: runs the layer.
        values: all arrays.
        validate: from what backward reports to derivatives by array name.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> point, before = subject.linearise(subject.values), subject.calls.forward
    >>> point.output.shape, point.pullback(np.ones(8))["X"].shape, subject.calls.forward - before
    ((8,), (4, 3), 1)
    """

    def __init__(self, runner: LayerRunner, values: Mapping[str, Array], validate: Validate) -> None:
        self._runner, self._values, self._validate = runner, values, validate
        self._ran: tuple[int, Any, tuple[Array, ...], Any, Any] | None = None

    @property
    def output(self) -> Vector:
        """All outputs, flat."""
        return np.array(flatten(self._forward()[3]))

    def _forward(self) -> tuple[int, Any, tuple[Array, ...], Any, Any]:
        if self._ran is None:
            runner = self._runner
            layer, inputs = runner.fresh(
                {name: runner.buffers.copy(value) for name, value in self._values.items()}
            )
            output, memory = runner.run_forward(layer, inputs)
            if all(value is runner.values[name] for name, value in self._values.items()):
                runner.remember_output(output)
            self._ran = runner.calls.forward, layer, inputs, output, memory
        return self._ran

    def pullback(self, cotangent: Vector) -> dict[str, Array]:
        """The VJP: for every target's array, the derivative of `cotangent . outputs` that backward states.

        Raises:
            LayerFault: forward or backward raised.
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        return self._validate(self.reported(cotangent))

    def cotangent(self, size: int, rng: np.random.Generator) -> Vector:
        """A cotangent of so many outputs to ask about: a random one."""
        return cotangent(size, rng)

    def reported(self, cotangent: Vector) -> Gradients:
        """What backward reports, whether or not that can be a gradient.

        Raises:
            LayerFault: forward or backward raised.
        """
        runner = self._runner
        if self._ran is not None and self._ran[0] != runner.calls.forward:
            self._ran = None  # Something else ran since, and backward answers for the latest forward.
        _, layer, inputs, output, memory = self._forward()
        self._ran = None  # A second backward may find nothing left of this forward.
        runner.calls.backward += 1
        given = unflatten(cotangent, output)
        with runner.calling("backward"):
            reported: Gradients = runner.adapter.backward(layer, inputs, given, memory, runner.info.paths)
        return reported
