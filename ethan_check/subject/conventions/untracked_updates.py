"""Updates that no reading explains: arrays that backward changes and forward depends on."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.conventions.reading import MethodCall, Reading
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.object_paths import Path, reads

__all__ = ["untracked_updates"]


def untracked_updates(trial: Trial, chosen: Reading) -> list[str]:
    """The names of arrays that the layer trains on its own, at a rate that nobody can set."""
    call = chosen.call
    if not isinstance(call, MethodCall) or call.given & {"rate", "optimizer", "out"}:
        return []
    outcome = trial.outcome(call)
    parameters = {id(reads(trial.layer, path)) for path in chosen.paths.values()}
    suspects = []
    for path in outcome.moved if outcome is not None else ():
        array = reads(trial.layer, path)
        if isinstance(array, np.ndarray) and id(array) not in parameters and _matters(trial, call, path):
            suspects.append(path)
    return list(name_parameters(trial.layer, suspects))


def _matters(trial: Trial, call: MethodCall, path: Path) -> bool:
    """Whether forward gives something else for another array at a path."""
    array = reads(trial.layer, path)
    outputs: list[Any] = []
    for other in (array.copy(), 1.5 * array + 0.25):  # Moves every entry but -0.5.
        try:
            outputs.append(call.forward(trial.fresh({id(array): other}), trial.copied_inputs())[0])
        except Exception:
            return False
    first, second = (one if isinstance(one, tuple | list) else (one,) for one in outputs)
    return any(
        not np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc")
        for a, b in zip(first, second, strict=False)
    )
