"""Which of several readings is right, asked of forward: one difference along one direction."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.object_paths import reads

__all__ = ["is_derivative", "misfit"]

_STEP = 2.0**-14
"""The step, in units of the directions' entries: truncation is near its square, 4e-9, and rounding near 1e-16
over it, 4e-12, both far below `_SAME`; a power of two, so that it is exact."""

_SAME = 1e-4
"""How far the two derivatives may be apart, relative to their sum: far above the error of the difference, far
below what any other reading gives. It chooses between readings; the verdict has error bars of its own."""

_NOISE = 1e-12
"""What is allowed beside it where both derivatives vanish; absolute."""


def _reported(trial: Trial, adapter: Adapter) -> Any:
    layer = trial.fresh({})
    inputs = trial.copied_inputs()
    output, memory = adapter.forward(layer, inputs)
    paths = adapter.parameters(layer, inputs)
    u = signed_like(output)
    return adapter.backward(layer, inputs, u, memory, paths), u, paths


def misfit(trial: Trial, adapter: Adapter) -> str:
    """Why a reading does not fit: no gradient, or one of another shape than its array; empty if it fits."""
    try:
        reported, _, paths = _reported(trial, adapter)
    except Exception as error:
        return f"it raised {type(error).__name__}: {error}"
    pairs = [
        *zip(trial.inputs, reported.inputs, strict=False),
        *((reads(trial.layer, path), reported.parameters.get(name)) for name, path in paths.items()),
    ]
    stated = [(array, gradient) for array, gradient in pairs if gradient is not None and array is not None]
    if not stated:
        return "it gives no gradient"
    wrong = [(np.shape(gradient), np.shape(array)) for array, gradient in stated]
    return next(
        (f"a gradient has shape {one}, its array {other}" for one, other in wrong if one != other), ""
    )


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
            steps = iter(directions)
            inputs = tuple(
                array + t * next(steps) if array.dtype.kind == "f" else array.copy() for array in trial.inputs
            )
            replaced = {id(array): array + t * v for array, v in zip(arrays.values(), steps, strict=True)}
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
    return bool(abs(stated - measured) <= _SAME * (abs(stated) + abs(measured)) + _NOISE)
