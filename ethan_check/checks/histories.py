"""Histories: what backward answers after other calls of its own object, of another one, or in another mode.

Each gives the gradients at the same point for the same cotangent, to be compared with those of a fresh copy
that did nothing else. Random generators that a layer holds are put back before the answer, and what forward
remembers of earlier calls: what it goes on from must not differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.checks.forward_state import ForwardState
from ethan_check.checks.siblings import pair_of
from ethan_check.subject.conventions.adapter import Gradients as Reported
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import read
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import zero_grad
from ethan_core.layer import Array

__all__ = ["Histories"]

_SMALLER = 0.5
"""The factor of other parameters: smaller, so that a domain around 0 is not left."""

_OTHER_COTANGENT = -0.5
"""The factor of the cotangent of earlier calls: what is left of them has another sign and size."""

Inputs = tuple[Array, ...]
Gradients = dict[str, Array]


@dataclass(frozen=True)
class Histories:
    """One point and one cotangent, asked for with different pasts.

    Args:
        subject: whose gradients they are.
        u: the cotangent, flat.
        remembered: the attributes by which forward remembers earlier calls, which are put back, too.

    Raises:
        LayerFault, BadGradient: every method, as `Subject.pullback`.

    >>> from ethan_core.fn import Relu
    >>> histories = Histories(Subject(Relu(), (np.array([-1.0, 2.0]),)), np.ones(2))
    >>> histories.after((np.array([3.0, 3.0]),))["X"]
    array([0., 1.])
    """

    subject: Subject
    u: Array
    remembered: tuple[str, ...] = ()

    def after(self, *earlier: Inputs) -> Gradients:
        """After a forward and backward of each of some earlier inputs."""
        layer, inputs = self.subject.fresh(self.subject.values)
        state = self._state_of(layer)
        state.advance_generators()  # Otherwise an earlier forward would draw what the last one draws.
        for other in earlier:
            self._call(layer, tuple(array.copy() for array in other))
        state.put_back()
        return self._answer(layer, inputs)

    def after_other_shape(self, other: Inputs) -> Gradients | None:
        """After a forward and backward of inputs of other shapes; None where the layer takes none such: it
        raises, or its gradients have not the shapes of their arrays, as where forward broadcasts unawares.
        """
        layer, inputs = self.subject.fresh(self.subject.values)
        state = self._state_of(layer)
        try:
            output, memory = self.subject.run_forward(layer, tuple(array.copy() for array in other))
            u = np.resize(_OTHER_COTANGENT * self.u, flatten(output).size)
            reported = self.subject.run_backward(layer, other, unflatten(u, output), memory)
        except (LayerFault, ValueError):
            return None
        if not self._fit(reported, other):
            return None
        zero_grad(self.subject, layer)
        state.put_back()
        return self._answer(layer, inputs)

    def after_other_parameters(self) -> Gradients | None:
        """After a forward and backward with smaller parameters, which are then written over in place, as an
        optimizer does; None where there are none, they cannot be, or the layer does not run with others.
        """
        values = self.subject.values
        if not self.subject.parameters:
            return None
        smaller = {name: values[name] * _SMALLER for name in self.subject.parameters}
        layer, inputs = self.subject.fresh({**values, **smaller})
        del smaller  # A large layer's parameters are not held twice.
        state = self._state_of(layer)
        try:
            self._call(layer, inputs)
            for name, path in self.subject.paths.items():
                np.copyto(read(layer, path), values[name])
        except (LayerFault, TypeError, ValueError):
            return None
        state.put_back()
        return self._answer(layer, tuple(values[name].copy() for name in self.subject.input_names))

    def after_later_forward(self, other: Inputs) -> Gradients:
        """For the memory of its own forward, after a later one of other inputs."""
        layer, inputs = self.subject.fresh(self.subject.values)
        output, memory = self.subject.run_forward(layer, inputs)
        self.subject.run_forward(layer, other)
        return self._backward(layer, inputs, output, memory)

    def beside_other_instance(self, other: Inputs) -> Gradients:
        """After a forward of another object in between."""
        layer, inputs, another = pair_of(self.subject)
        output, memory = self.subject.run_forward(layer, inputs)
        self.subject.run_forward(another, other)
        return self._backward(layer, inputs, output, memory)

    def after_other_mode(self) -> Gradients | None:
        """After a forward with `training` turned over; None where forward answers something else afterwards:
        training rightly moves running statistics.
        """
        layer, inputs = self.subject.fresh(self.subject.values)
        state = self._state_of(layer)
        mode = layer.training
        layer.training = not mode
        self.subject.run_forward(layer, inputs)
        layer.training = mode
        state.put_back()
        output, memory = self.subject.run_forward(layer, inputs)
        if not np.array_equal(flatten(output), flatten(self.subject.output), equal_nan=True):
            return None
        return self._backward(layer, inputs, output, memory)

    def _fit(self, reported: Reported, inputs: Inputs) -> bool:
        values = self.subject.values
        pairs = [*zip(reported.inputs, inputs, strict=False)]
        pairs += [(gradient, values[name]) for name, gradient in reported.parameters.items()]
        return all(gradient is None or np.shape(gradient) == array.shape for gradient, array in pairs)

    def _state_of(self, layer: Any) -> ForwardState:
        return ForwardState.of(layer, self.remembered)

    def _call(self, layer: Any, inputs: Inputs) -> None:
        output, memory = self.subject.run_forward(layer, inputs)
        self.subject.run_backward(layer, inputs, unflatten(_OTHER_COTANGENT * self.u, output), memory)
        zero_grad(self.subject, layer)

    def _answer(self, layer: Any, inputs: Inputs) -> Gradients:
        output, memory = self.subject.run_forward(layer, inputs)
        return self._backward(layer, inputs, output, memory)

    def _backward(self, layer: Any, inputs: Inputs, output: Any, memory: Any) -> Gradients:
        if flatten(output).size != self.u.size:
            raise LayerFault(f"forward returned {flatten(output).size} numbers in place of {self.u.size}")
        reported = self.subject.run_backward(layer, inputs, unflatten(self.u, output), memory)
        return self.subject.derivatives(reported)
