"""The activation with a derivative of its own: `fn(z)` and `grad(z)`, entry by entry.

The second method returns f'(z), and not a vector-Jacobian product: it is multiplied by the cotangent here. It
is given what the first was given; or the output, if its argument is called so and forward agrees; or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.evidence import is_derivative
from ethan_check.subject.conventions.loss_spelling import GRADIENTS, VALUES
from ethan_check.subject.conventions.spelling import BACKWARD_METHODS
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.quiet import Silenced
from ethan_core.layer import Array

__all__ = ["NAMES", "derivative_pair", "in_disguise", "readings"]

NAME = "elementwise"
NAMES = (NAME,)

_VALUES = (*(name for name in VALUES if name not in ("cost", "loss")), "activate", "apply", "activation")
_DERIVATIVES = tuple(name for name in GRADIENTS if "loss" not in name and name not in BACKWARD_METHODS)
_OUTPUTS = {"a", "y", "out", "output", "outputs", "activated", "activation", "s", "fx", "f_x"}


@dataclass(frozen=True)
class ValueAndDerivative:
    """Calls the function and its derivative, and multiplies the derivative by the cotangent.

    Args:
        value, derivative: the names of the two methods.
        given: what the derivative is given: `"input"`, `"output"` or `"nothing"`.
    """

    value: str
    derivative: str
    given: str = "input"

    @property
    def text(self) -> str:
        """How it reads."""
        return f"{self.value} and {self.derivative}"

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether the derivative is told where it is asked for, instead of remembering."""
        return self.given != "nothing"

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """The value; its output is kept for a derivative that takes it, as forward left it."""
        output = getattr(layer, self.value)(*inputs)
        return output, np.array(output) if self.given == "output" else None

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        """The derivative times the cotangent."""
        arguments = {"input": inputs, "output": (memory,), "nothing": ()}[self.given]
        derivative = getattr(layer, self.derivative)(*arguments)
        return None if derivative is None else np.asarray(cotangent) * np.asarray(derivative)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read an object as a function of each entry, with its derivative."""
    if len(trial.inputs) != 1 or trial.inputs[0].dtype.kind != "f":
        return []
    for calling in _callings(trial.layer, stated):
        outcome = trial.outcome(calling)
        shape = trial.inputs[0].shape
        if outcome is None or np.shape(outcome.output) != shape:
            continue
        if np.shape(outcome.returned) not in (shape, ()):
            continue
        if calling.derivative in BACKWARD_METHODS and (proven := _proven(trial, calling)):
            return [proven]
        found = Reading(NAME, f"function of each entry, {calling.text}", calling)
        if calling.given == "input" and _names_the_output(trial.layer, calling):
            calling = replace(calling, given="output")
            words = f"function of each entry, {calling.text} of its output"
            at_output = replace(found, calling=calling, description=words)
            if trial.outcome(calling) is not None and is_derivative(trial, at_output):
                return [at_output]
        return [found]
    return []


def in_disguise(trial: Trial) -> Reading | None:
    """The reading of `backward(x)` as the derivative at x; None unless it needs no forward and is right.

    Nobody can see whether `backward` takes a cotangent or a place. One that takes a cotangent remembers, from
    forward, where it is; this one answers without, or takes nothing that it would look at.
    """
    for calling in _callings(trial.layer, NAME):
        if calling.derivative in BACKWARD_METHODS and _could_be(trial, calling):
            proven = _proven(trial, calling)
            if proven is not None:
                return proven
    return None


def _could_be(trial: Trial, calling: ValueAndDerivative) -> bool:
    if calling.given == "nothing":
        return True
    (x,) = trial.inputs
    try:
        with Silenced():
            alone = getattr(trial.fresh({}), calling.derivative)(x.copy())
    except Exception:
        return False  # It wants its forward first.
    return np.shape(alone) in (x.shape, ())


def _proven(trial: Trial, calling: ValueAndDerivative) -> Reading | None:
    """The reading, at the input or at the output, under which the derivative is right."""
    ways = {"input": "", "output": " of its output"} if calling.given == "input" else {calling.given: ""}
    for given, words in ways.items():
        text = f"function of each entry, {calling.text}{words}"
        found = Reading(NAME, text, replace(calling, given=given))
        if is_derivative(trial, found):
            return found
    return None


def derivative_pair(layer: Any) -> tuple[str, str] | None:
    """The names of a function and its derivative, if an object looks as if it had them.

    >>> class Tanh:
    ...     def fn(self, z): ...
    ...     def grad(self, z): ...
    >>> derivative_pair(Tanh())
    ('fn', 'grad')
    """
    found = _callings(layer, None)
    return (found[0].value, found[0].derivative) if found else None


def _callings(layer: Any, stated: str | None) -> list[ValueAndDerivative]:
    # `backward(x)` that returns a derivative cannot be told from one that takes a cotangent by looking at it.
    derivatives = (*_DERIVATIVES, *BACKWARD_METHODS) if stated == NAME else _DERIVATIVES
    found = []
    for value in _VALUES:
        if _needed(layer, value) != 1:
            continue
        for derivative in derivatives:
            needed = None if derivative == value else _needed(layer, derivative)
            if needed == 1:
                found.append(ValueAndDerivative(value, derivative))
            elif _looks_at_nothing(layer, derivative):
                found.append(ValueAndDerivative(value, derivative, "nothing"))
    return found


def _needed(layer: Any, method: str) -> int | None:
    """How many arguments a method must be given; None if it is missing or takes any number."""
    taken = arguments(layer, method)
    if taken is None or any(name.startswith("*") for name in taken):
        return None
    return sum(taken.values())


def _looks_at_nothing(layer: Any, method: str) -> bool:
    """Whether a method takes nothing, or anything without a look at it: `backward(self, *_)`."""
    taken = arguments(layer, method)
    return taken is not None and (not taken or (list(taken) == ["*_"] and method in BACKWARD_METHODS))


def _names_the_output(layer: Any, calling: ValueAndDerivative) -> bool:
    """Whether the derivative calls its argument what one calls an output, and the value does not."""
    value, derivative = (
        next(iter(arguments(layer, name) or {}), "").lower() for name in (calling.value, calling.derivative)
    )
    return derivative in _OUTPUTS and value != derivative
