"""Layers in a row."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ethan_core.contract import Contract, Reduction
from ethan_core.errors import ArgumentError, EthanError, StateError
from ethan_core.layer import Array, LayerBase, Loss

__all__ = ["Sequential", "SequentialWithLoss"]

_NOTHING_PROMISED = Contract()
"""Of a member without a contract."""


class Sequential(LayerBase):
    """Layers in a row: each takes what the one before it gives; also known as a feed-forward network.

    Backward belongs to the latest forward: the inputs of all layers are kept from there. It computes all
    gradients before it changes a parameter. Parameters are named by the place of their layer: "0.W".

    Args:
        layers: objects with forward, gradients and parameters, as LayerBase gives them.
        loss: an object with value and gradient. With one, the network also has `value(X, target)`,
            `gradient(X, target)` and `train_step(X, target, lr)`; see SequentialWithLoss.

    Raises:
        ArgumentError: there is no layer, one is no layer, or one that keeps state stands in two places.

    >>> from ethan_core.fn import Relu
    >>> from ethan_core.net import Mlp
    >>> net = Sequential(Mlp(3, 4), Relu(), Mlp(4, 2))
    >>> net.forward(np.ones((5, 3))).shape, sorted(net.parameters())
    ((5, 2), ['0.W', '0.b', '2.W', '2.b'])
    """

    def __new__(cls, *layers: Any, loss: Loss | None = None) -> Self:
        """Make a SequentialWithLoss where a loss is given."""
        actual: Any = SequentialWithLoss if cls is Sequential and loss is not None else cls
        made: Self = super().__new__(actual)
        return made

    def __init__(self, *layers: Any, loss: Loss | None = None) -> None:
        _require_members(layers)
        if loss is not None and not isinstance(loss, Loss):
            raise ArgumentError(f"Sequential: loss is {loss!r}, expected an object with value and gradient")
        self.layers: tuple[Any, ...] = layers
        self.loss = loss
        self._inputs: tuple[Array, ...] | None = None
        self._missing = "no forward came before"
        self._promised: tuple[tuple[Contract, ...], dict[str, tuple[int, ...]], Contract] | None = None

    @property
    def contract(self) -> Contract:
        """What follows from the contracts of the layers."""
        contracts = tuple(getattr(layer, "contract", _NOTHING_PROMISED) for layer in self.layers)
        shapes = {name: array.shape for name, array in self.parameters().items()}
        if self._promised is None or self._promised[:2] != (contracts, shapes):
            self._promised = contracts, shapes, self._combined(contracts, shapes)
        return self._promised[2]

    def _combined(self, contracts: tuple[Contract, ...], shapes: dict[str, tuple[int, ...]]) -> Contract:
        reduction: dict[str, Reduction] = {
            name: contracts[int(name.partition(".")[0])].reduction_of(name.partition(".")[2], is_input=False)
            for name in shapes
        }
        return Contract(
            parameters={name: " ".join(map(str, shape)) for name, shape in shapes.items()},
            reduction=reduction,
            rows_independent=all(contract.rows_independent for contract in contracts),
            random=any(contract.random for contract in contracts),
            keeps_dtype=all(contract.keeps_dtype for contract in contracts),
        )

    @property
    def training(self) -> bool:
        """Whether any layer is in training mode; setting it sets all layers that have modes."""
        return any(layer.training for layer in self.layers if hasattr(layer, "training"))

    @training.setter
    def training(self, training: bool) -> None:
        for layer in self.layers:
            if hasattr(layer, "training"):
                layer.training = training

    def parameters(self) -> dict[str, Array]:
        """The trainable arrays of all layers themselves, not copies: `{"0.W": ..., "2.b": ...}`."""
        return {
            f"{place}.{name}": array
            for place, layer in enumerate(self.layers)
            for name, array in layer.parameters().items()
        }

    def _forward(self, X: Array) -> Array:
        self._inputs, self._missing = None, "the latest forward failed"
        inputs = []
        for place, layer in enumerate(self.layers):
            try:
                Y = layer.forward(X)
            except EthanError as error:
                error.add_note(f"in layer {place} of Sequential")
                raise
            # The caller may change its own array before backward.
            inputs.append(X.copy() if place == 0 else X)
            X = Y
        self._inputs = tuple(inputs)
        return X

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        if self._inputs is None:
            raise StateError(f"Sequential.backward: {self._missing}; call forward(X) first")
        if not np.array_equal(X, self._inputs[0], equal_nan=True):
            raise StateError(
                "Sequential.backward: X is not the input of the latest forward; call forward(X) first"
            )
        by_name: dict[str, Array] = {}
        for place in reversed(range(len(self.layers))):
            dL_dY, own = self.layers[place].gradients(self._inputs[place], dL_dY)
            by_name |= {f"{place}.{name}": gradient for name, gradient in own.items()}
        return dL_dY, by_name

    def _update(self, gradients: Any, lr: Any) -> None:
        super()._update(gradients, lr)
        self._inputs, self._missing = None, "the parameters have changed since the latest forward"


class SequentialWithLoss(Sequential):
    """A Sequential that ends in a loss, and so is one itself: what `Sequential(..., loss=...)` makes.

    >>> from ethan_core.fn import MSE
    >>> from ethan_core.net import Mlp
    >>> net = Sequential(Mlp(3, 1, generator=np.random.default_rng(0)), loss=MSE())
    >>> X, target = np.ones((2, 3)), np.ones((2, 1))
    >>> first = net.train_step(X, target, 0.1)
    >>> bool(net.value(X, target) < first)
    True
    """

    loss: Loss

    @property
    def contract(self) -> Contract:
        """A loss over the input and the target, whose gradient is per sample."""
        network = super().contract
        return Contract(
            inputs=("X", "target"),
            constants=("target",),
            reduction={"X": "per_sample"},
            random=network.random,
            # As a loss it owns its parameters: float32 data meets them as they are.
            keeps_dtype=network.keeps_dtype
            and all(array.dtype.itemsize <= 4 for array in self.parameters().values()),
        )

    def value(self, X: Array, target: Array) -> Any:
        """The loss of the batch: the mean over its samples, a scalar."""
        return self.loss.value(self.forward(X), target)

    def gradient(self, X: Array, target: Array) -> Array:
        """The gradient of each sample's own loss by that sample: N times the derivative of `value`."""
        return self.gradients(X, self.loss.gradient(self.forward(X), target))[0]

    def train_step(self, X: Array, target: Array, lr: float) -> Any:
        """One forward and one backward; return the loss from before the update."""
        Y = self.forward(X)
        value = self.loss.value(Y, target)
        self.backward(X, self.loss.gradient(Y, target), lr)
        return value


def _require_members(layers: tuple[Any, ...]) -> None:
    if not layers:
        raise ArgumentError("Sequential: no layers came, expected at least one")
    for place, layer in enumerate(layers):
        if not all(callable(getattr(layer, name, None)) for name in ("forward", "gradients", "parameters")):
            raise ArgumentError(
                f"Sequential: layer {place} is {layer!r}, expected an object with forward, gradients and "
                "parameters, as LayerBase gives them"
            )
        first = next(at for at, other in enumerate(layers) if other is layer)
        if first != place and hasattr(layer, "training"):
            raise ArgumentError(
                f"Sequential: layers {first} and {place} are one {type(layer).__name__}, which keeps state "
                "from its latest forward; expected one object for each place"
            )
