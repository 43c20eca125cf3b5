"""A layer of the zoo as a pure function and its VJP: what checkers without a notion of a layer take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from points import make_layer
from zoo.draws import Draw
from zoo.specimen import Specimen

__all__ = ["LayerFunction"]

Array = np.ndarray


class LayerFunction:
    """One layer object at one point, with its parameters as arguments.

    The same object answers all calls, as it does in its author's test. A VJP runs forward on the point
    first and backward after it. A generator that the layer holds is wound back before every forward:
    none of these checkers takes a function that differs from call to call.

    Attributes:
        arrays: the arguments: all inputs that are differentiated, then the parameters.

    >>> from points import typical_draw
    >>> from zoo.layers.relu import SPECIMEN
    >>> function = LayerFunction(SPECIMEN, SPECIMEN.cls, typical_draw(SPECIMEN))
    >>> out = function.forward(function.arrays)
    >>> [gradient.shape == out.shape for gradient in function.vjp(function.arrays, np.ones_like(out))]
    [True]
    """

    def __init__(self, specimen: Specimen, cls: type, some: Draw) -> None:
        contract = specimen.contract
        self._plain = "plain" in specimen.tags
        self._layer = make_layer(cls, some)
        self._inputs = list(some.inputs)
        self._moving = [
            position
            for position, name in enumerate(contract.inputs)
            if name not in contract.integers and name not in contract.constants
        ]
        self._parameters = tuple(some.parameters)
        self.arrays: tuple[Array, ...] = tuple(
            np.array(array, dtype=np.float64)
            for array in (
                *(some.inputs[position] for position in self._moving),
                *some.parameters.values(),
            )
        )
        self._generators = {
            name: value.bit_generator.state
            for name, value in vars(self._layer).items()
            if isinstance(value, np.random.Generator)
        }

    def forward(self, arrays: Sequence[Array]) -> Array:
        """The output."""
        return self.remembering(arrays)[0]

    def remembering(self, arrays: Sequence[Array]) -> tuple[Array, Any]:
        """The output, and the cache of a layer that hands one on."""
        inputs = list(self._inputs)
        for position, array in zip(self._moving, arrays, strict=False):
            inputs[position] = array
        for name, array in zip(self._parameters, arrays[len(self._moving) :], strict=True):
            self._layer.params[name] = array
        for name, state in self._generators.items():
            getattr(self._layer, name).bit_generator.state = state
        if self._plain:
            return np.asarray(self._layer.forward(*inputs)), None
        out, cache = self._layer.forward(*inputs)
        return np.asarray(out), cache

    def vjp(self, arrays: Sequence[Array], cotangent: Array) -> tuple[Array, ...]:
        """Forward and then backward: one gradient for each argument."""
        return self.backward(self.remembering(arrays)[1], cotangent)

    def backward(self, cache: Any, cotangent: Array) -> tuple[Array, ...]:
        """Backward alone, right after its forward."""
        returned = self._layer.backward(cotangent) if self._plain else self._layer.backward(cotangent, cache)
        if not isinstance(returned, tuple):
            returned = (returned,)
        gradients = [np.asarray(returned[position]) for position in self._moving]
        return (*gradients, *(np.asarray(self._layer.grads[name]) for name in self._parameters))

    # Checkers of functions of one vector

    @property
    def vector(self) -> Array:
        """All arguments end to end."""
        return np.concatenate([array.ravel() for array in self.arrays])

    def split(self, vector: Array) -> list[Array]:
        """The arguments that a vector holds."""
        arrays, start = [], 0
        for array in self.arrays:
            arrays.append(vector[start : start + array.size].reshape(array.shape))
            start += array.size
        return arrays

    def flat_forward(self, vector: Array) -> Array:
        """The output as a vector."""
        return self.forward(self.split(vector)).ravel()

    def flat_vjp(self, vector: Array, cotangent: Array) -> Array:
        """The gradients as a vector."""
        gradients = self.vjp(self.split(vector), cotangent)
        return np.concatenate([np.ravel(gradient) for gradient in gradients])
