"""An optimizer called inside backward: it is exchanged for one that records its calls and changes nothing.

It reads `self.W = self.W_opt.update(self.W, dW)`, `backward(g, optimizer)`, or an optimizer that is given
lists or the whole layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients, Inputs, Paths
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.conventions.reading import Reading, WrappedCall, by_input
from ethan_check.subject.conventions.signatures import candidate_calls
from ethan_check.subject.conventions.spelling import FORWARD_METHODS, UPDATES
from ethan_check.subject.conventions.stored_gradients import find_stored_gradients
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import Path, float_arrays, holders, reads, write
from ethan_core.layer import Array

__all__ = ["CONVENTIONS", "RecordingOptimizer"]

NAME = "optimizer"


class RecordingOptimizer:
    """An optimizer that records what it is called with and returns the parameter as it was.

    Args:
        known: the layer's arrays by `id`.
        original: the optimizer in whose place it stands; its attributes are this one's too.
    """

    def __init__(self, known: Mapping[int, Any], original: Any = None) -> None:
        self._known, self._original = known, original
        self._calls: list[list[Any]] = []

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        values = [*arguments, *named.values()]
        self._calls.append(values)
        ours = [value for value in values if id(value) in self._known]
        return ours[0] if ours else (values[0] if values else None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self._original, name, None)
        return value if value is not None and not callable(value) else self

    @property
    def was_called(self) -> bool:
        """Whether anything was handed over."""
        return bool(self._calls)

    def gradient_of(self, parameter: Array) -> Any:
        """What was handed over together with a parameter; None if it never came."""
        pairs = (pair for values in self._calls for pair in _pairs(values))
        return next((other for one, other in pairs if one is parameter), None)


def _pairs(values: list[Any]) -> Iterator[tuple[Any, Any]]:
    """All pairs of arrays of one shape that stand together in the arguments of one call."""
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    for one in arrays:
        yield from ((one, two) for two in arrays if two is not one and two.shape == one.shape)
    mappings = [value for value in values if isinstance(value, Mapping)]
    for mapping in mappings:
        for other in mappings:
            if mapping is not other:
                yield from ((mapping[key], other[key]) for key in mapping if key in other)
    lists = [value for value in values if isinstance(value, list | tuple)]
    for first in lists:
        for second in lists:
            if first is not second and len(first) == len(second):
                yield from zip(first, second, strict=True)
        if all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in first):
            for one, other in first:
                yield from ((one, other), (other, one))


@dataclass(frozen=True)
class RecordingCall(WrappedCall):
    """Exchanges the optimizers that a layer holds, or is given, before backward is called.

    Args:
        held_at: where the layer holds them.
        is_given: whether backward is handed one.
    """

    held_at: tuple[Path, ...] = ()
    is_given: bool = False

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        return self.recorded(layer, inputs, cotangent, memory)[0]

    def recorded(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any
    ) -> tuple[Any, list[RecordingOptimizer]]:
        """What backward returned, and the optimizers that recorded it."""
        ours = {id(array): array for path in float_arrays(layer) if (array := reads(layer, path)) is not None}
        optimizers = []
        for path in self.held_at:
            held = reads(layer, path)
            original = held._original if isinstance(held, RecordingOptimizer) else held
            optimizers.append(RecordingOptimizer(ours, original))
        for path, one in zip(self.held_at, optimizers, strict=True):
            write(layer, path, one)  # type: ignore[arg-type]
        extra: dict[str, Any] = {}
        if self.is_given:
            optimizers.append(RecordingOptimizer(ours))
            extra["optimizer"] = optimizers[-1]
        return self.inner.backward(layer, inputs, cotangent, memory, **extra), optimizers


@dataclass(frozen=True)
class Recorded(Reading):
    """Reads gradients from what an optimizer was handed."""

    def backward(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, parameters: Paths
    ) -> Gradients:
        assert isinstance(self.call, RecordingCall)
        arrays = {name: reads(layer, path) for name, path in parameters.items()}
        returned, optimizers = self.call.recorded(layer, inputs, cotangent, memory)
        by_name = {name: _gradient_of(array, optimizers) for name, array in arrays.items()}
        return Gradients(by_input(returned, len(inputs)), by_name)


def _gradient_of(array: Array, optimizers: list[RecordingOptimizer]) -> Any:
    return next((g for one in optimizers if (g := one.gradient_of(array)) is not None), None)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer that calls an optimizer."""
    held = tuple(path for path, holder in holders(trial.layer) if path and _is_optimizer(holder))
    found: list[Reading] = []
    for call in candidate_calls(trial):
        is_given = "optimizer" in call.given
        if (not held and not is_given) or call.given & {"rate", "out"}:
            continue
        recording = RecordingCall(call, held, is_given)
        paths, was_called = _parameters(trial, recording)
        text = f"{call.text} that calls an optimizer"
        if paths:
            words = f"{text}, which was exchanged for one that takes notes"
            found.append(Recorded(NAME, words, recording, paths))
            continue
        if not was_called and not is_given:
            trial.reject(text, "backward calls none of those that the layer holds")
            continue
        outcome = trial.outcome(recording)
        stored = find_stored_gradients(trial, recording, outcome) if outcome is not None else None
        if stored is not None and stored.paths:
            text = f"{text}, parameter gradients in {stored.where}"
            found.append(Reading(NAME, text, recording, stored.paths, stored.gradients))
        elif outcome is not None and is_given:
            found.append(Reading(NAME, f"{text}, no parameters", recording))
    return found


def _is_optimizer(holder: Any) -> bool:
    if isinstance(holder, Mapping | list | tuple) or any(
        hasattr(type(holder), method) for method in FORWARD_METHODS if method != "__call__"
    ):
        return False
    if any(callable(getattr(type(holder), method, None)) for method in UPDATES):
        return True
    # What is called with one array, as an activation is, is given no gradient with it.
    taken = arguments(holder, "__call__") if callable(holder) else {}
    return taken is None or len(taken) > 1 or any(name.startswith("*") for name in taken)


def _parameters(trial: Trial, call: RecordingCall) -> tuple[dict[str, Path], bool]:
    """The arrays that came to an optimizer together with another of their shape; whether one was called."""
    layer = trial.fresh({})
    try:
        inputs = trial.copied_inputs()
        output, memory = call.forward(layer, inputs)
        arrays = {path: reads(layer, path) for path in float_arrays(layer)}
        _, optimizers = call.recorded(layer, inputs, signed_like(output), memory)
    except Exception:
        return {}, False
    found: dict[int, Path] = {}
    for path, array in arrays.items():
        if reads(trial.layer, path) is not None and _gradient_of(array, optimizers) is not None:
            found.setdefault(id(array), path)
    return name_parameters(trial.layer, found.values()), any(one.was_called for one in optimizers)


CONVENTIONS = (Convention((NAME,), 40, readings),)
