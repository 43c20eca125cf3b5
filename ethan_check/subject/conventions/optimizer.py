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
from ethan_check.subject.conventions.spelling import FORWARD_FUNCTIONS, UPDATES
from ethan_check.subject.conventions.stored_gradients import find_stored_gradients
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import Path, float_arrays, holders, reads, write

__all__ = ["CONVENTIONS", "RecordingOptimizer"]

NAME = "optimizer"


class RecordingOptimizer:
    """An optimizer that adds what it is called with to `calls` and returns the parameter as it was, which it
    knows by its `id`. The attributes of the one in whose place it stands are its own.
    """

    def __init__(self, calls: list[list[Any]], known: Mapping[int, Any], original: Any = None) -> None:
        self._calls, self._known, self._original = calls, known, original

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        values = [*arguments, *named.values()]
        self._calls.append(values)
        return next((value for value in values if id(value) in self._known), values[0] if values else None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self._original, name, None)
        return value if value is not None and not callable(value) else self


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
    """Exchanges the optimizers that a layer holds, or that backward is given, before it is called."""

    held_at: tuple[Path, ...] = ()
    is_given: bool = False

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        """What backward returned, what came to an optimizer with each array, and whether one was called."""
        arrays = {path: reads(layer, path) for path in float_arrays(layer)}
        known = {id(array): array for array in arrays.values() if array is not None}
        calls: list[list[Any]] = []
        originals = [
            getattr(held, "_original", held) for held in (reads(layer, path) for path in self.held_at)
        ]
        for path, original in zip(self.held_at, originals, strict=True):
            write(layer, path, RecordingOptimizer(calls, known, original))  # type: ignore[arg-type]
        given = {"optimizer": RecordingOptimizer(calls, known)} if self.is_given else {}
        returned = self.inner.backward(layer, inputs, cotangent, memory, **given)
        pairs = [pair for values in calls for pair in _pairs(values)]
        partners = {
            path: [two for one, two in pairs if one is array and two is not None]
            for path, array in arrays.items()
        }
        return returned, {path: found[0] for path, found in partners.items() if found}, bool(calls)


class Recorded(Reading):
    """Reads gradients from what an optimizer was handed, or where they are stored."""

    def gradients(self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, paths: Paths) -> Gradients:
        own, recorded, _ = returned
        by_name = {
            name: recorded.get(path, self.stored_gradient(layer, name)) for name, path in paths.items()
        }
        return Gradients(by_input(own, inputs), by_name)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer that calls an optimizer."""
    held = tuple(path for path, holder in holders(trial.layer) if path and _is_optimizer(holder))
    found: list[Reading] = []
    for call in candidate_calls(trial):
        is_given = "optimizer" in call.given
        if (not held and not is_given) or call.given & {"rate", "out"}:
            continue
        recording = RecordingCall(call, held, is_given)
        outcome = trial.outcome(recording) if is_given else trial.attempt(recording)
        if outcome is None:
            continue
        _, recorded, was_called = outcome.returned
        text = f"{call.text} that calls an optimizer"
        arrays = {path: reads(trial.layer, path) for path in recorded}
        once = {id(array): path for path, array in reversed(arrays.items()) if array is not None}
        paths = name_parameters(trial.layer, [path for path in arrays if path in once.values()])
        if paths:
            words = f"{text}, which was exchanged for one that takes notes"
            found.append(Recorded(NAME, words, recording, paths))
        elif was_called or is_given:
            stored = find_stored_gradients(trial, recording, outcome)
            if stored.paths:
                text = f"{text}, parameter gradients in {stored.where}"
                found.append(Recorded(NAME, text, recording, stored.paths, stored.gradients))
            elif is_given:
                found.append(Recorded(NAME, f"{text}, no parameters", recording))
        else:
            trial.reject(text, "backward calls none of those that the layer holds")
    return found


def _is_optimizer(holder: Any) -> bool:
    if isinstance(holder, Mapping | list | tuple) or any(
        hasattr(type(holder), method) for method in FORWARD_FUNCTIONS
    ):
        return False
    if any(callable(getattr(type(holder), method, None)) for method in UPDATES):
        return True
    # What is called with one array, as an activation is, is given no gradient with it.
    taken = arguments(holder, "__call__") if callable(holder) else {}
    return taken is None or len(taken) > 1 or any(name.startswith("*") for name in taken)


CONVENTIONS = (Convention((NAME,), 40, readings),)
