"""The fused update: backward changes the parameters by a learning rate and returns dL_dX.

It reads `backward(X, dL_dY, lr)`, `backward(g, lr)`, `backward(g)` with a rate that the layer holds, and a
network with a loss, `value(X, target)`, `gradient(X, target)` and `train_step(X, target, lr)`. Parameter
gradients are recovered from what the update does: with learning rate lr, (before - after) / lr.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients, Inputs, Paths
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.loss import Loss, LossCall
from ethan_check.subject.conventions.methods import object_readings
from ethan_check.subject.conventions.parameter_names import name_parameters, without_views
from ethan_check.subject.conventions.reading import Call, MethodCall, Reading, WrappedCall, by_input
from ethan_check.subject.conventions.signatures import candidate_calls
from ethan_check.subject.conventions.spelling import is_rate
from ethan_check.subject.conventions.stored_gradients import PLACES, find_stored_gradients
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution import object_paths
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import Path, float_arrays, read, reads, write
from ethan_check.subject.execution.read_attributes import attribute

__all__ = ["CONVENTIONS", "PROBE_RATE", "FusedUpdate", "untracked_updates"]

NAME = "fused-update"
TRAIN_STEP = "train-step"

PROBE_RATE = 2.0**30
"""The learning rate of the probe: a power of two, so that dividing by it is exact, and so large that the
gradient drowns the parameter it is subtracted from: almost nothing is lost to rounding."""

_RELATIVE, _ABSOLUTE = 1e-6, 1e-9
"""How far twice the rate may be from twice the step, relative to the step and to the largest entry: far above
what rounding loses at rate 1 in float64; a velocity is off by a factor."""


@dataclass(frozen=True)
class FusedUpdate(Reading):
    """Recovers gradients from an update.

    Args:
        velocities: what else the update moves, such as a velocity; it is put back as well.
    """

    velocities: tuple[Path, ...] = ()

    def backward(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, parameters: Paths
    ) -> Gradients:
        """Call backward with a large learning rate, see how far the parameters went, put them back."""
        before = {name: read(layer, path).copy() for name, path in parameters.items()}
        velocities = {path: read(layer, path).copy() for path in self.velocities}
        rate = PROBE_RATE if parameters else 0.0
        returned = self.update(layer, inputs, cotangent, memory, rate)
        gradients = _recover(layer, parameters, before)
        for path, value in velocities.items():
            write(layer, path, value)
        return Gradients(by_input(returned, inputs), gradients)

    def update(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, rate: float) -> Any:
        """Let backward update the parameters at one learning rate; what it returned."""
        return self.call.backward(layer, inputs, cotangent, memory, rate=rate)


@dataclass(frozen=True)
class TrainStep(Loss):
    """A whole network judged end to end: one training step tells the gradients of all its parameters."""

    def gradients(self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, paths: Paths) -> Gradients:
        of_inputs = super().gradients(layer, inputs, cotangent, returned, paths).inputs
        before = {name: read(layer, path).copy() for name, path in paths.items()}
        layer.train_step(*inputs, PROBE_RATE)
        recovered = _recover(layer, paths, before)
        return Gradients(of_inputs, {name: np.asarray(cotangent)[()] * g for name, g in recovered.items()})


def _recover(layer: Any, paths: Mapping[str, Path], before: Mapping[str, Any]) -> dict[str, Any]:
    """The gradients by which parameters moved at the probe's rate; the parameters are put back."""
    gradients = {}
    for name, path in paths.items():
        after = read(layer, path)
        gradients[name] = (before[name] - after) / PROBE_RATE
        after[...] = before[name]
    return gradients


@dataclass(frozen=True)
class AtNoRate(WrappedCall):
    """Gives backward the learning rate 0: gradients are left behind, nothing is to move."""

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        return self.inner.backward(layer, inputs, cotangent, memory, rate=0.0)


@dataclass(frozen=True)
class AtHeldRate(WrappedCall):
    """Sets the learning rate that a layer holds before backward is called."""

    rate_at: Path = ()

    @property
    def text(self) -> str:
        return f"{self.inner.text} at the rate {'.'.join(self.rate_at)}"

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        write(layer, self.rate_at, extra.pop("rate", 0.0))
        return self.inner.backward(layer, inputs, cotangent, memory, **extra)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer as one that updates itself."""
    found: list[Reading] = []
    for call in candidate_calls(trial):
        if "rate" in call.given:
            found += _at_argument(trial, call)
        elif call.given <= {"cotangent", "X0"} and (outcome := trial.outcome(call)) and outcome.moved:
            found += _at_held_rate(trial, call)
    return found


def _without_rates(trial: Trial, call: MethodCall, rates: set[str]) -> list[Reading]:
    """The readings of a call without what may be left out and is no rate: the slope of a leaky Relu."""
    roles = tuple((name, role) for name, role in call.roles if name not in rates)
    bare = replace(call, roles=roles, keywords=call.keywords - rates)
    outcome = trial.outcome(bare)
    return [] if outcome is None else object_readings(trial, bare, outcome, words="plain object")


def _at_argument(trial: Trial, call: MethodCall) -> list[Reading]:
    documented = [role for _, role in call.roles] == ["X0", "cotangent", "rate"]
    stated = listed_parameters(trial.layer)
    outcome = trial.outcome(call, rate=1.0)
    if outcome is None:
        return []
    paths = stated if stated is not None else _find_parameters(trial, call, outcome)
    if not paths:
        stored = find_stored_gradients(trial, call, outcome)
        if stored.paths:
            text = f"{call.text}, parameter gradients in {stored.where}"
            return [Reading(stored.convention, text, AtNoRate(call), stored.paths, stored.gradients)]
        optional = {name for name, role in call.roles if role == "rate" and name in call.keywords}
        if optional and stated is None:
            trial.reject(call.text, f"nothing moves with {', '.join(optional)}, so it is no learning rate")
            return _without_rates(trial, call, optional)
        if not any(is_rate(name) for name, role in call.roles if role == "rate"):
            trial.reject(call.text, "nothing moves with its last argument, whose name is no learning rate's")
            return []
    text = f"{call.text} that updates {', '.join(paths)}" if paths else f"{call.text}, no parameters"
    velocities = _find_velocities(trial, outcome, paths)
    reduction: Any = "mean" if documented else "sum"
    return [FusedUpdate(NAME, text, call, paths, reduction=reduction, velocities=velocities)]


def _at_held_rate(trial: Trial, call: Call) -> list[Reading]:
    for path in held_rates(trial.layer):
        rated = AtHeldRate(call, path)
        outcome = trial.outcome(rated, rate=1.0)
        paths = _find_parameters(trial, rated, outcome) if outcome is not None else {}
        if outcome is not None and paths:
            text = f"{rated.text} that updates {', '.join(paths)}"
            return [FusedUpdate(NAME, text, rated, paths, velocities=_find_velocities(trial, outcome, paths))]
        trial.reject(rated.text, "no array moves in proportion to it")
    return []


def _find_parameters(trial: Trial, call: Call, outcome: Outcome) -> dict[str, Path]:
    """Every array that moves in proportion to the rate, each once: a velocity or a buffer does not. Beside
    one that does, what moves with the rate squared and matters to forward is a parameter by mistake.
    """
    twice = trial.outcome(call, rate=2.0)
    if twice is None:
        return {}
    on_layer = set(float_arrays(trial.layer))
    found: dict[int, Path] = {}
    squared: dict[int, Path] = {}
    for path, (before, after) in outcome.moved.items():
        if path not in on_layer or path not in twice.moved:
            continue
        step, double = after - before, twice.moved[path][1] - twice.moved[path][0]
        largest = float(np.max(np.abs(before), initial=1.0))
        for factor, moving in ((2, found), (4, squared)):
            if np.allclose(double, factor * step, rtol=_RELATIVE, atol=_ABSOLUTE * largest):
                moving.setdefault(id(read(trial.layer, path)), path)
    if found and isinstance(call, MethodCall):
        further = {key: path for key, path in squared.items() if key not in found}
        found |= {key: path for key, path in further.items() if _matters(trial, call, path)}
    return name_parameters(trial.layer, without_views(trial.layer, found.values()))


def _find_velocities(trial: Trial, outcome: Outcome, paths: Mapping[str, Path]) -> tuple[Path, ...]:
    """The arrays that the update moves besides the parameters, if the layer had them before it ran."""
    moved = {id(array): path for path in outcome.moved if (array := reads(trial.layer, path)) is not None}
    for path in paths.values():
        moved.pop(id(reads(trial.layer, path)), None)
    return tuple(moved.values())


def listed_parameters(layer: Any) -> dict[str, Path] | None:
    """The arrays that the layer's own `parameters` mapping holds, by name; None if it has none."""
    stated = attribute(layer, "parameters")
    if callable(stated):
        try:
            stated = stated()
        except BaseException as error:
            let_pass(error)
            return None
    if not isinstance(stated, Mapping):
        return None
    places = {id(read(layer, path)): path for path in reversed(float_arrays(layer))}
    return {str(name): places[id(array)] for name, array in stated.items() if id(array) in places}


def held_rates(layer: Any) -> Iterator[Path]:
    """Where a layer holds numbers that may be a learning rate, those with its name first."""
    found = []
    for path, holder in object_paths.holders(layer):
        if isinstance(holder, list | tuple):
            continue
        held = holder.items() if isinstance(holder, dict) else object_paths.attributes(holder).items()
        for name, value in held:
            if isinstance(value, float):
                found.append((not is_rate(str(name)), (*path, str(name))))
    yield from (path for _, path in sorted(found))


def untracked_updates(trial: Trial, chosen: Reading) -> str:
    """What to say of arrays that backward changes and forward depends on, at a rate that nobody can set."""
    call = chosen.call
    if not isinstance(call, MethodCall) or call.given & {"rate", "optimizer", "out"}:
        return ""
    outcome = trial.outcome(call)
    parameters = {id(reads(trial.layer, path)) for path in chosen.paths.values()}
    moved = [(path, reads(trial.layer, path)) for path in (outcome.moved if outcome is not None else ())]
    moved = [(path, a) for path, a in moved if isinstance(a, np.ndarray) and id(a) not in parameters]
    names = name_parameters(trial.layer, [path for path, _ in moved if _matters(trial, call, path)])
    if not names:
        return ""
    return (
        f"backward changes {', '.join(names)} of {trial.name}, but no learning rate that can be set was "
        "found among its arguments and attributes, so the gradient cannot be told; let it have one, called "
        "lr or learning_rate"
    )


def _matters(trial: Trial, call: MethodCall, path: Path) -> bool:
    """Whether forward gives something else for another array at a path."""
    array = reads(trial.layer, path)
    outputs: list[Any] = []
    for other in (array.copy(), 1.5 * array + 0.25):  # Moves every entry but -0.5.
        try:
            outputs.append(call.forward(trial.fresh({id(array): other}), trial.copied_inputs())[0])
        except BaseException as error:
            let_pass(error)
            return False
    first, second = (one if isinstance(one, tuple | list) else (one,) for one in outputs)
    return any(
        not np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc")
        for a, b in zip(first, second, strict=False)
    )


def _train_steps(trial: Trial, stated: str | None = None) -> list[Reading]:
    """A loss that can be trained."""
    layer = trial.layer
    if not (arity(layer, "value") == arity(layer, "gradient") == 2 and arity(layer, "train_step") == 3):
        return []
    text = "network with a loss: value, gradient and train_step"
    return [TrainStep(TRAIN_STEP, text, LossCall("value", "gradient"), listed_parameters(layer) or {})]


CONVENTIONS = (
    Convention((TRAIN_STEP,), 10, _train_steps, ends_search=True),
    Convention((NAME, *PLACES), 30, readings, makes_updates=True, objection=untracked_updates),
)
