"""A gradient that backward makes without the cotangent: it is that for a cotangent of ones.

It moves with no cotangent, so it is told from what backward keeps for itself by this alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions.derivative_test import is_derivative
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import Path, reads

__all__ = ["for_ones_alone"]


def for_ones_alone(
    trial: Trial, reading: Reading, name: str, path: Path, candidates: Iterable[Path]
) -> Path | None:
    """Which of some arrays backward makes, whatever the cotangent, as a parameter's gradient for ones.

    Args:
        name, path: what the parameter is called, and where it is.
        candidates: where arrays of its shape were left.
    """
    for at in candidates:
        alone = replace(reading, paths={name: path}, stored={name: (at,)})
        if not _is_left_by_forward(trial, reading, at) and is_derivative(trial, alone, _ones_like):
            return at
    return None


def _is_left_by_forward(trial: Trial, reading: Reading, path: Path) -> bool:
    """Whether it is a cache: forward alone leaves it as backward does."""
    try:
        layer, inputs = trial.fresh({}), trial.copied_inputs()
        reading.call.forward(layer, inputs)
    except BaseException as error:
        let_pass(error)
        return True
    left, outcome = reads(layer, path), trial.outcome(reading.call)
    return (
        isinstance(left, np.ndarray) and outcome is not None and identical(left, reads(outcome.layer, path))
    )


def _ones_like(output: Any) -> Any:
    """A cotangent of ones, built like an output."""
    if isinstance(output, tuple | list):
        return type(output)(map(_ones_like, output))
    return np.abs(np.sign(signed_like(output)))
