"""An optimizer called inside backward: it is exchanged for one that takes notes and changes nothing.

It reads `self.W = self.W_opt.update(self.W, dW)`, `backward(g, optimizer)`, or an optimizer that is given
lists or the whole layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.bound import Reading, by_input
from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.conventions.left_on_layer import search
from ethan_check.subject.conventions.naming import name_parameters
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.spelling import FORWARD_METHODS
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import Path, float_arrays, holders, reads, write
from ethan_core.layer import Array

__all__ = ["NAMES", "Notes", "readings"]

NAME = "optimizer"
NAMES = (NAME,)

_UPDATES = (
    "update", "step", "apply", "apply_gradients", "update_params", "update_weights", "optimize", "get_update",
    "minimize", "update_parameters", "run",
)  # fmt: skip


class Notes:
    """An optimizer that writes down what it is called with and returns the parameter as it was.

    >>> notes = Notes({}); W, dW = np.ones(2), np.full(2, 3.0)
    >>> notes.update(W, dW) is W, notes.gradient_of(W)
    (True, array([3., 3.]))
    """

    def __init__(self, ours: Mapping[int, Any], original: Any = None) -> None:
        self._ours, self._original = ours, original
        self._calls: list[list[Any]] = []

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        given = [*arguments, *named.values()]
        self._calls.append(given)
        known = [value for value in given if id(value) in self._ours]
        return known[0] if known else (given[0] if given else None)

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
        for given in self._calls:
            for one, other in _beside(given):
                if one is parameter:
                    return other
        return None


def _beside(given: list[Any]) -> Iterator[tuple[Any, Any]]:
    """All pairs of arrays of one shape that stand together in the arguments of one call."""
    arrays = [value for value in given if isinstance(value, np.ndarray)]
    for one in arrays:
        yield from ((one, two) for two in arrays if two is not one and two.shape == one.shape)
    mappings = [value for value in given if isinstance(value, Mapping)]
    for mapping in mappings:
        for other in mappings:
            if mapping is not other:
                yield from ((mapping[key], other[key]) for key in mapping if key in other)
    lists = [value for value in given if isinstance(value, list | tuple)]
    for first in lists:
        for second in lists:
            if first is not second and len(first) == len(second):
                yield from zip(first, second, strict=True)
        if all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in first):
            for one, other in first:
                yield from ((one, other), (other, one))


@dataclass(frozen=True)
class WithNotes:
    """Exchanges the optimizers that a layer holds, or is given, before backward is called."""

    inner: Calling
    held_at: tuple[Path, ...]
    is_given: bool

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
        return self.noted(layer, inputs, cotangent, memory)[0]

    def noted(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any
    ) -> tuple[Any, list[Notes]]:
        """What backward returned, and the notes that were taken."""
        ours = {id(array): array for path in float_arrays(layer) if (array := reads(layer, path)) is not None}
        notes = [Notes(ours, _original(reads(layer, path))) for path in self.held_at]
        for path, one in zip(self.held_at, notes, strict=True):
            write(layer, path, one)  # type: ignore[arg-type]
        extra: dict[str, Any] = {}
        if self.is_given:
            notes.append(Notes(ours))
            extra["optimizer"] = notes[-1]
        return self.inner.backward(layer, inputs, cotangent, memory, **extra), notes


def _original(held: Any) -> Any:
    return held._original if isinstance(held, Notes) else held


@dataclass(frozen=True)
class Noted(Reading):
    """Reads gradients from what an optimizer was handed."""

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Run backward with optimizers that take notes."""
        assert isinstance(self.calling, WithNotes)
        arrays = {name: reads(layer, path) for name, path in parameters.items()}
        returned, notes = self.calling.noted(layer, inputs, cotangent, memory)
        by_name = {name: _noted(notes, array) for name, array in arrays.items()}
        return Gradients(by_input(returned, len(inputs)), by_name)


def _noted(notes: list[Notes], array: Array) -> Any:
    return next((g for one in notes if (g := one.gradient_of(array)) is not None), None)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer that calls an optimizer."""
    held = tuple(path for path, holder in holders(trial.layer) if path and _is_optimizer(holder))
    found: list[Reading] = []
    for calling in candidate_callings(trial):
        is_given = any(role == "optimizer" for _, role in calling.roles)
        if (not held and not is_given) or any(role in ("rate", "out") for _, role in calling.roles):
            continue
        noting = WithNotes(calling, held, is_given)
        paths, was_called = _parameters(trial, noting)
        text = f"{calling.text} that calls an optimizer"
        if paths:
            found.append(Noted(NAME, f"{text}, which was exchanged for one that takes notes", noting, paths))
            continue
        if not was_called and not is_given:
            continue  # It is there for another time.
        outcome = trial.outcome(noting)
        left = search(trial, noting, outcome) if outcome is not None else None
        if left is not None and left.paths:
            text = f"{text}, parameter gradients in {left.where}"
            found.append(Reading(NAME, text, noting, left.paths, left.gradients))
        elif outcome is not None and is_given:
            found.append(Reading(NAME, f"{text}, no parameters", noting))
    return found


def _is_optimizer(holder: Any) -> bool:
    if isinstance(holder, Mapping | list | tuple) or any(
        hasattr(type(holder), method) for method in FORWARD_METHODS if method != "__call__"
    ):
        return False
    if any(callable(getattr(type(holder), method, None)) for method in _UPDATES):
        return True
    # What is called with one array, as an activation is, is given no gradient with it.
    taken = arguments(holder, "__call__") if callable(holder) else {}
    return taken is None or len(taken) > 1 or any(name.startswith("*") for name in taken)


def _parameters(trial: Trial, calling: WithNotes) -> tuple[dict[str, Path], bool]:
    """The arrays that came to an optimizer together with another of their shape; whether one was called."""
    layer = trial.fresh({})
    try:
        inputs = tuple(array.copy() for array in trial.inputs)
        output, memory = calling.forward(layer, inputs)
        arrays = {path: reads(layer, path) for path in float_arrays(layer)}
        _, notes = calling.noted(layer, inputs, signed_like(output), memory)
    except Exception:
        return {}, False
    found: dict[int, Path] = {}
    for path, array in arrays.items():
        if reads(trial.layer, path) is not None and _noted(notes, array) is not None:
            found.setdefault(id(array), path)
    return name_parameters(trial.layer, found.values()), any(one.was_called for one in notes)
