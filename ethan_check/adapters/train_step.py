"""The network with a loss: `value(X, target)`, `gradient(X, target)` and `train_step(X, target, lr)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.adapters.base import Gradients, Path
from ethan_check.adapters.fused_update import PROBE_RATE, listed_parameters
from ethan_check.adapters.loss import LossMethods
from ethan_check.adapters.reading import arity, read
from ethan_core.layer import Array

__all__ = ["TrainStep"]


class TrainStep(LossMethods):
    """A whole network judged end to end: one training step tells the gradients of all its parameters.

    >>> from ethan_core.fn import MSE
    >>> from ethan_core.net import Mlp, Sequential
    >>> TrainStep().recognises(Sequential(Mlp(3, 1), loss=MSE()))
    True
    """

    name = "train-step"

    def recognises(self, layer: Any) -> bool:
        """Whether the object is a loss that can be trained."""
        return super().recognises(layer) and arity(layer, "train_step") == 3

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """The network's own list of parameters."""
        return listed_parameters(layer) or {}

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call gradient, then one training step, and see how far the parameters went."""
        reported = super().backward(layer, inputs, cotangent, memory, parameters)
        before = {name: read(layer, path).copy() for name, path in parameters.items()}
        layer.train_step(*inputs, PROBE_RATE)
        moved = {}
        for name, path in parameters.items():
            after = read(layer, path)
            moved[name] = np.asarray(cotangent)[()] * ((before[name] - after) / PROBE_RATE)
            after[...] = before[name]
        return Gradients(reported.inputs, moved)
