"""Updates that no reading explains: arrays that backward changes and forward depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.calling import MethodCalling
from ethan_check.subject.conventions.naming import name_parameters
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.object_paths import reads

__all__ = ["updated_unseen"]


def updated_unseen(trial: Trial, chosen: Reading) -> list[str]:
    """The names of arrays that the layer trains on its own, at a rate that nobody can set."""
    calling = chosen.calling
    if not isinstance(calling, MethodCalling) or any(
        role in ("rate", "optimizer", "out") for _, role in calling.roles
    ):
        return []
    outcome = trial.outcome(calling)
    moved: Mapping[Any, Any] = outcome.moved if outcome is not None else {}
    read = {id(reads(trial.layer, path)) for path in chosen.paths.values()}
    suspects = [
        path
        for path in moved
        if isinstance(reads(trial.layer, path), np.ndarray) and id(reads(trial.layer, path)) not in read
    ]
    return list(name_parameters(trial.layer, (path for path in suspects if _matters(trial, calling, path))))


def _matters(trial: Trial, calling: MethodCalling, path: Any) -> bool:
    """Whether forward gives something else for another array at a path."""
    array = reads(trial.layer, path)
    outputs = []
    for other in (array.copy(), 1.5 * array + 0.25):
        try:
            inputs = tuple(one.copy() for one in trial.inputs)
            outputs.append(calling.forward(trial.fresh({id(array): other}), inputs)[0])
        except Exception:
            return False
    first, second = (one if isinstance(one, tuple | list) else (one,) for one in outputs)
    return any(
        not np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc")
        for a, b in zip(first, second, strict=False)
    )
