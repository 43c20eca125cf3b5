"""Which of several readings is right, asked of forward: one difference along one direction."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Adapter
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.object_paths import reads

__all__ = ["fits", "is_derivative"]

_STEP = 2.0**-14
_SAME = 1e-4


def _reported(trial: Trial, adapter: Adapter) -> Any:
    layer = trial.fresh({})
    inputs = tuple(array.copy() for array in trial.inputs)
    output, memory = adapter.forward(layer, inputs)
    paths = adapter.parameters(layer, inputs)
    u = signed_like(output)
    return adapter.backward(layer, inputs, u, memory, paths), u, paths


def fits(trial: Trial, adapter: Adapter) -> bool:
    """Whether a reading gives gradients that have the shapes of their arrays, at least one of them."""
    try:
        reported, _, paths = _reported(trial, adapter)
    except Exception:
        return False
    pairs = [
        *zip(trial.inputs, reported.inputs, strict=False),
        *((reads(trial.layer, path), reported.parameters.get(name)) for name, path in paths.items()),
    ]
    stated = [(array, gradient) for array, gradient in pairs if gradient is not None and array is not None]
    return bool(stated) and all(np.shape(array) == np.shape(gradient) for array, gradient in stated)


def is_derivative(trial: Trial, adapter: Adapter) -> bool:
    """Whether the gradients of a reading are those of forward, along one direction through all arrays."""
    try:
        reported, u, paths = _reported(trial, adapter)
        arrays = {name: reads(trial.layer, path) for name, path in paths.items()}
        gradients: list[tuple[Any, Any]] = [
            (array, gradient)
            for array, gradient in zip(trial.inputs, reported.inputs, strict=False)
            if array.dtype.kind == "f"
        ]
        gradients += [(arrays[name], reported.parameters.get(name)) for name in paths]
        directions = [
            signed_like(np.empty(array.shape, np.float64), turn)
            for turn, (array, _) in enumerate(gradients, start=1)
        ]

        def along(t: float) -> float:
            moved = iter(directions)
            inputs = tuple(
                array + t * next(moved) if array.dtype.kind == "f" else array.copy() for array in trial.inputs
            )
            replaced = {id(array): array + t * v for array, v in zip(arrays.values(), moved, strict=True)}
            output = adapter.forward(trial.fresh(replaced), inputs)[0]
            pieces = zip(output, u, strict=True) if isinstance(output, tuple | list) else [(output, u)]
            return float(sum(np.sum(np.asarray(y, dtype=np.float64) * c) for y, c in pieces))

        stated = sum(
            float(np.sum(np.asarray(gradient, dtype=np.float64) * v))
            for (_, gradient), v in zip(gradients, directions, strict=True)
            if gradient is not None
        )
        measured = (along(_STEP) - along(-_STEP)) / (2 * _STEP)
    except Exception:
        return False
    return bool(abs(stated - measured) <= _SAME * (abs(stated) + abs(measured)) + 1e-12)
