"""What a layer is: two protocols, and the base classes that the reference layers share.

A layer answers `forward(X)` and `backward(X, dL_dY, lr)`. Backward updates the parameters in place
and returns dL_dX. A loss answers `value(prediction, target)` and `gradient(prediction, target)`.

The batch convention, with N the length of the leading axis:

* the value of a loss is the mean over the batch, its gradient is per sample (N times the derivative);
* the gradient of a parameter is the mean over the batch;
* dL_dX stays per sample.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

from ethan_core.contract import Contract
from ethan_core.errors import ShapeError
from ethan_core.shapes import Shape
from ethan_core.validation import layer_sizes, require_array, require_rate, require_room

__all__ = ["Array", "Layer", "LayerBase", "Loss", "LossBase", "batch_mean", "layer_sizes"]

Array: TypeAlias = npt.NDArray[Any]


@runtime_checkable
class Layer(Protocol):
    """A forward and a hand-written backward."""

    def forward(self, X: Array, /) -> Array:
        """Compute Y from X."""

    def backward(self, X: Array, dL_dY: Array, lr: float, /) -> Array:
        """Update the parameters in place by `-lr` times their gradients and return dL_dX."""


@runtime_checkable
class Loss(Protocol):
    """A value to minimise and its gradient."""

    def value(self, prediction: Array, target: Array, /) -> Any:
        """The loss of the batch: the mean over its samples."""

    def gradient(self, prediction: Array, target: Array, /) -> Array:
        """The gradient of each sample's own loss."""


class LayerBase(ABC):
    """Forward and gradients are a layer's own; validation and the update are written here, once.

    A subclass states its `contract`, as a class attribute or, where it depends on the configuration, as
    a property. It writes `_forward` and `_gradients`, which may rely on arrays that fit the contract.

    >>> class Double(LayerBase):
    ...     contract = Contract(shapes="*axes -> *axes")
    ...     def _forward(self, X): return 2 * X
    ...     def _gradients(self, X, dL_dY): return 2 * dL_dY, {}
    >>> Double().forward(np.ones(2))
    array([2., 2.])
    """

    @property
    @abstractmethod
    def contract(self) -> Contract:
        """What this layer promises in its configuration."""

    @abstractmethod
    def _forward(self, X: Array) -> Array:
        """Compute Y from an X that has been validated."""

    @abstractmethod
    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        """Compute dL_dX and the gradient of each parameter, by name."""

    def forward(self, X: Array) -> Array:
        """Compute Y from X; shapes as in the class's contract.

        Raises:
            ShapeError: X does not fit the contract.
            DTypeError: X is not an array of floating-point numbers.
        """
        self._require_input("forward", X, layer_sizes(self), {})
        return np.asarray(self._forward(X))

    def gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        """Return dL_dX and the batch mean of each parameter's gradient; change nothing.

        Raises:
            ShapeError: X or dL_dY does not fit the contract, or they do not fit each other.
            DTypeError: X or dL_dY is not an array of floating-point numbers.
        """
        sizes = layer_sizes(self)
        stars: dict[str, tuple[int, ...]] = {}
        self._require_input("backward", X, sizes, stars)
        if self.contract.shapes:
            self._require("backward", "dL_dY", dL_dY, self.contract.signature.outputs[0], sizes, stars)
        dL_dX, by_name = self._gradients(X, dL_dY)
        return np.asarray(dL_dX), by_name

    def backward(self, X: Array, dL_dY: Array, lr: float) -> Array:
        """Update every parameter in place by `-lr` times its gradient; return dL_dX.

        X must be the input of the latest `forward`. With `lr=0` nothing changes.

        Raises:
            ShapeError, DTypeError: as `gradients`.
            ArgumentError: lr is not a finite number.
        """
        require_rate(f"{self._name()}.backward", lr)
        dL_dX, by_name = self.gradients(X, dL_dY)
        if lr != 0:
            self._update(by_name, lr)
        return dL_dX

    def _update(self, gradients: Mapping[str, Array], lr: Any) -> None:
        parameters = self.parameters()
        for name, gradient in gradients.items():
            parameter = parameters[name]
            parameter -= np.asarray(lr * gradient, dtype=parameter.dtype)

    def parameters(self) -> dict[str, Array]:
        """The trainable arrays themselves, not copies, by name."""
        return {name: getattr(self, name) for name in self.contract.parameters}

    @classmethod
    def _name(cls) -> str:
        return cls.__name__

    def _require_input(
        self, method: str, X: Array, sizes: dict[str, int], stars: dict[str, tuple[int, ...]]
    ) -> None:
        if not self.contract.shapes:
            return
        signature = self.contract.signature
        self._require(method, "X", X, signature.inputs[0], sizes, stars)
        require_room(f"{self._name()}.{method}", X, signature.outputs[0], sizes)

    def _require(
        self,
        method: str,
        argument: str,
        value: Array,
        shape: Shape,
        sizes: dict[str, int],
        stars: dict[str, tuple[int, ...]],
    ) -> None:
        require_array(f"{self._name()}.{method}", argument, value, shape, sizes, stars)


class LossBase(ABC):
    """A loss over two arrays of one shape; validation is written here, once.

    >>> class Product(LossBase):
    ...     contract = Contract(shapes="N *axes, N *axes ->", inputs=("prediction", "target"))
    ...     def _value(self, prediction, target): return batch_mean(prediction * target)
    ...     def _gradient(self, prediction, target): return target.copy()
    >>> float(Product().value(np.ones((2, 3)), np.ones((2, 3))))
    3.0
    """

    @property
    @abstractmethod
    def contract(self) -> Contract:
        """What this loss promises in its configuration."""

    @abstractmethod
    def _value(self, prediction: Array, target: Array) -> Any:
        """The mean over the batch."""

    @abstractmethod
    def _gradient(self, prediction: Array, target: Array) -> Array:
        """The gradient of each sample's own loss."""

    def value(self, prediction: Array, target: Array) -> Any:
        """The loss of the batch: the mean over its samples, a scalar.

        Raises:
            ShapeError: the arrays differ in shape or have no batch axis.
            DTypeError: an array does not hold floating-point numbers.
        """
        self._require("value", prediction, target)
        return self._value(prediction, target)

    def gradient(self, prediction: Array, target: Array) -> Array:
        """The gradient of each sample's own loss: N times the derivative of `value`.

        Raises:
            ShapeError, DTypeError: as `value`.
        """
        self._require("gradient", prediction, target)
        return self._gradient(prediction, target)

    def _require(self, method: str, prediction: Array, target: Array) -> None:
        where, sizes = f"{type(self).__name__}.{method}", layer_sizes(self)
        stars: dict[str, tuple[int, ...]] = {}
        for argument, value, shape in zip(
            self.contract.inputs, (prediction, target), self.contract.signature.inputs, strict=True
        ):
            require_array(where, argument, value, shape, sizes, stars)
            if value.size == 0:
                raise ShapeError(f"{where}: {argument} has shape {value.shape}, expected at least one entry")


def batch_mean(terms: Array) -> Any:
    """The sum of all entries over N, the length of the leading axis, in the dtype of the entries.

    >>> float(batch_mean(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 2.0]])))
    5.0
    """
    return terms.sum() / terms.dtype.type(terms.shape[0])
