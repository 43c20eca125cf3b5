"""Which of several readings is right, asked of forward: one difference along one direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.faults import in_words
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import reads

__all__ = ["is_derivative", "misfit", "run_reading"]

_STEP = 2.0**-14
"""The step, in units of the directions' entries: truncation is near its square, 4e-9, and rounding near 1e-16
over it, 4e-12, both far below `_SAME`; a power of two, so that it is exact."""

_SAME = 1e-4
"""How far the two derivatives may be apart, relative to their sum: far above the error of the difference, far
below what any other reading gives. It chooses between readings; the verdict has error bars of its own."""

_NOISE = 1e-12
"""What is allowed beside it where both derivatives vanish; absolute."""


def run_reading(
    trial: Trial, reading: Reading, cotangent_like: Callable[[Any], Any] = signed_like
) -> tuple[Gradients, Any]:
    """The gradients that a reading gives on a fresh layer, and the cotangent that it was given."""
    layer, inputs = trial.fresh({}), trial.copied_inputs()
    output, memory = reading.forward(layer, inputs)
    cotangent = cotangent_like(output)
    return reading.backward(layer, inputs, cotangent, memory, reading.paths), cotangent


def misfit(trial: Trial, reading: Reading) -> str:
    """Why a reading does not fit: no gradient, or one of another shape than its array; empty if it fits."""
    try:
        gradients, _ = run_reading(trial, reading)
    except BaseException as error:
        let_pass(error)
        return f"it raised {in_words(error)}"
    pairs = [
        *zip(trial.inputs, gradients.inputs, strict=False),
        *((reads(trial.layer, path), gradients.parameters.get(name)) for name, path in reading.paths.items()),
    ]
    stated = [(array, gradient) for array, gradient in pairs if gradient is not None and array is not None]
    if not stated:
        return "it gives no gradient"
    wrong = [(np.shape(gradient), np.shape(array)) for array, gradient in stated]
    return next(
        (f"a gradient has shape {one}, its array {other}" for one, other in wrong if one != other), ""
    )


def is_derivative(trial: Trial, reading: Reading, cotangent_like: Callable[[Any], Any] = signed_like) -> bool:
    """Whether the gradients of a reading are those of forward, along one direction through all arrays.

    Args:
        cotangent_like: makes the cotangent of an output.
    """
    try:
        gradients, u = run_reading(trial, reading, cotangent_like)
        arrays = {name: reads(trial.layer, path) for name, path in reading.paths.items()}
        of_inputs = zip(trial.inputs, gradients.inputs, strict=False)
        pairs: list[tuple[Any, Any]] = [(x, gradient) for x, gradient in of_inputs if x.dtype.kind == "f"]
        pairs += [(array, gradients.parameters.get(name)) for name, array in arrays.items()]
        directions = [
            signed_like(np.empty(array.shape, np.float64), turn)
            for turn, (array, _) in enumerate(pairs, start=1)
        ]

        def along(t: float) -> float:
            steps = iter(directions)
            inputs = tuple(
                array + t * next(steps) if array.dtype.kind == "f" else array.copy() for array in trial.inputs
            )
            replaced = {id(array): array + t * v for array, v in zip(arrays.values(), steps, strict=True)}
            output = reading.forward(trial.fresh(replaced), inputs)[0]
            pieces = zip(output, u, strict=True) if isinstance(output, tuple | list) else [(output, u)]
            return float(sum(np.sum(np.asarray(y, dtype=np.float64) * c) for y, c in pieces))

        stated = sum(
            float(np.sum(np.asarray(gradient, dtype=np.float64) * v))
            for (_, gradient), v in zip(pairs, directions, strict=True)
            if gradient is not None
        )
        measured = (along(_STEP) - along(-_STEP)) / (2 * _STEP)
    except BaseException as error:
        let_pass(error)
        return False
    return bool(abs(stated - measured) <= _SAME * (abs(stated) + abs(measured)) + _NOISE)
