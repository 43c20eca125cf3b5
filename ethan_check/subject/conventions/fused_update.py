"""The fused update: backward changes the parameters by a learning rate and returns dL_dX.

It reads `backward(X, dL_dY, lr)`, `backward(g, lr)`, or `backward(g)` with a rate that the layer holds.
Parameter gradients are nowhere to be read, so they are recovered from what the update does: with
learning rate lr, (before - after) / lr. A large lr lets the gradient drown the parameter it is
subtracted from, so almost nothing is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.bound import Reading, by_input
from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.conventions.left_on_layer import PLACES, search
from ethan_check.subject.conventions.naming import name_parameters, without_views
from ethan_check.subject.conventions.rates import AtRate, rates_held
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.spelling import is_rate
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.object_paths import Path, float_arrays, read, reads, write
from ethan_core.layer import Array

__all__ = ["NAMES", "PROBE_RATE", "FusedUpdate", "listed_parameters", "readings"]

NAME = "fused-update"
NAMES = (NAME, *PLACES)

PROBE_RATE = 2.0**30


@dataclass(frozen=True)
class FusedUpdate(Reading):
    """Recovers gradients from an update.

    Args:
        velocities: what else the update moves, such as a velocity; it is put back as well.
    """

    velocities: tuple[Path, ...] = ()

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call backward with a large learning rate, see how far the parameters went, put them back."""
        before = {name: read(layer, path).copy() for name, path in parameters.items()}
        kept = {path: read(layer, path).copy() for path in self.velocities}
        rate = PROBE_RATE if parameters else 0.0
        returned = self.update(layer, inputs, cotangent, memory, rate)
        moved = {}
        for name, path in parameters.items():
            after = read(layer, path)
            moved[name] = (before[name] - after) / PROBE_RATE
            after[...] = before[name]
        for path, value in kept.items():
            write(layer, path, value)
        return Gradients(by_input(returned, len(inputs)), moved)

    def update(self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, rate: float) -> Any:
        """Let backward update the parameters at one learning rate; what it returned."""
        return self.calling.backward(layer, inputs, cotangent, memory, rate=rate)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer as one that updates itself."""
    found: list[Reading] = []
    for calling in candidate_callings(trial):
        roles = {role for _, role in calling.roles}
        if "rate" in roles:
            found += _at_argument(trial, calling)
        elif roles <= {"cotangent", "X0"} and (outcome := trial.outcome(calling)) and outcome.moved:
            found += _at_held_rate(trial, calling, outcome)
    return found


def _at_argument(trial: Trial, calling: Any) -> list[Reading]:
    documented = [role for _, role in calling.roles] == ["X0", "cotangent", "rate"]
    reduction: Any = "mean" if documented else "sum"
    stated = listed_parameters(trial.layer)
    outcome = trial.outcome(calling, rate=1.0)
    if outcome is None:
        return []
    paths = stated if stated is not None else _updated(trial, calling, outcome)
    if not paths:
        left = search(trial, calling, outcome)
        if left.paths:
            text = f"{calling.text}, parameter gradients in {left.where}"
            resting = AtNoRate(calling)
            return [Reading(left.conventions[0], text, resting, left.paths, left.gradients)]
        if not any(is_rate(name) for name, role in calling.roles if role == "rate"):
            return []  # Nothing moves, and no name says that anything should.
    text = f"{calling.text} that updates {', '.join(paths)}" if paths else f"{calling.text}, no parameters"
    velocities = _velocities(trial, outcome, paths)
    return [FusedUpdate(NAME, text, calling, paths, reduction=reduction, velocities=velocities)]


def _at_held_rate(trial: Trial, calling: Calling, outcome: Outcome) -> list[Reading]:
    for path in rates_held(trial.layer):
        rated = AtRate(calling, path)
        first = trial.outcome(rated, rate=1.0)
        paths = _updated(trial, rated, first) if first is not None else {}
        if paths:
            text = f"{rated.text} that updates {', '.join(paths)}"
            assert first is not None
            return [FusedUpdate(NAME, text, rated, paths, velocities=_velocities(trial, first, paths))]
    return []


@dataclass(frozen=True)
class AtNoRate:
    """Gives backward the learning rate 0: gradients are left behind, nothing is to move."""

    inner: Calling

    @property
    def text(self) -> str:
        return self.inner.text

    @property
    def memory_is_handed_on(self) -> bool:
        return self.inner.memory_is_handed_on

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        return self.inner.forward(layer, inputs)

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        return self.inner.backward(layer, inputs, cotangent, memory, rate=0.0)


def _updated(trial: Trial, calling: Calling, outcome: Outcome) -> dict[str, Path]:
    """Every array that moves in proportion to the rate, each once: a velocity or a buffer does not."""
    twice = trial.outcome(calling, rate=2.0)
    if twice is None:
        return {}
    held = set(float_arrays(trial.layer))
    found: dict[int, Path] = {}
    for path, (before, after) in outcome.moved.items():
        if path not in held or path not in twice.moved:
            continue
        step, double = after - before, twice.moved[path][1] - twice.moved[path][0]
        if np.allclose(double, 2 * step, rtol=1e-6, atol=1e-9 * float(np.max(np.abs(before), initial=1.0))):
            found.setdefault(id(read(trial.layer, path)), path)
    return name_parameters(trial.layer, without_views(trial.layer, found.values()))


def _velocities(trial: Trial, outcome: Outcome, paths: Mapping[str, Path]) -> tuple[Path, ...]:
    """The arrays that the update moves besides the parameters, if the layer had them before it ran."""
    moved = {id(array): path for path in outcome.moved if (array := reads(trial.layer, path)) is not None}
    for path in paths.values():
        moved.pop(id(reads(trial.layer, path)), None)
    return tuple(moved.values())


def listed_parameters(layer: Any) -> dict[str, Path] | None:
    """The arrays that the layer's own `parameters` mapping holds, by name; None if it has none."""
    stated = getattr(layer, "parameters", None)
    if callable(stated):
        try:
            stated = stated()
        except Exception:
            return None
    if not isinstance(stated, Mapping):
        return None
    places = {id(read(layer, path)): path for path in reversed(float_arrays(layer))}
    return {str(name): places[id(array)] for name, array in stated.items() if id(array) in places}
