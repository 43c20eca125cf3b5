"""The network with a loss: `value(X, target)`, `gradient(X, target)` and `train_step(X, target, lr)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.fused_update import PROBE_RATE, listed_parameters
from ethan_check.subject.conventions.loss import Loss, TwoArguments
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import Path, read
from ethan_core.layer import Array

__all__ = ["NAMES", "readings"]

NAME = "train-step"
NAMES = (NAME,)


@dataclass(frozen=True)
class TrainStep(Loss):
    """A whole network judged end to end: one training step tells the gradients of all its parameters."""

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


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """A loss that can be trained."""
    layer = trial.layer
    if not (arity(layer, "value") == arity(layer, "gradient") == 2 and arity(layer, "train_step") == 3):
        return []
    text = "network with a loss: value, gradient and train_step"
    return [TrainStep(NAME, text, TwoArguments("value", "gradient"), listed_parameters(layer) or {})]
