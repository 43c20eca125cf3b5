"""The activation with a derivative of its own: `fn(z)` and `grad(z)`, entry by entry.

The second method returns f'(z), and not a vector-Jacobian product: it is multiplied by the cotangent here. It
is given what the first was given; or the output, if its argument is called so and forward agrees; or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.derivative_test import is_derivative
from ethan_check.subject.conventions.methods import PLAIN
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import BACKWARD_METHODS
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.last_call import calling
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import attributes
from ethan_check.subject.execution.silenced import Silenced

__all__ = ["CONVENTIONS"]

NAME = "elementwise"


@dataclass(frozen=True)
class ValueAndDerivative:
    """A function and its derivative, of its `"input"`, its `"output"` or `"nothing"`, times the cotangent."""

    value: str
    derivative: str
    taken: str = "input"

    @property
    def text(self) -> str:
        return f"{self.value} and {self.derivative}"

    @property
    def memory_is_handed_on(self) -> bool:
        return self.taken != "nothing"

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        output = getattr(layer, self.value)(*inputs)
        return output, np.array(output) if self.taken == "output" else None

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        arguments = {"input": inputs, "output": (memory,), "nothing": ()}[self.taken]
        derivative = getattr(layer, self.derivative)(*arguments)
        return None if derivative is None else np.asarray(cotangent) * np.asarray(derivative)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read an object as a function of each entry, with its derivative."""
    if len(trial.inputs) != 1 or trial.inputs[0].dtype.kind != "f":
        return []
    for call in _calls(trial.layer, stated):
        outcome = trial.outcome(call)
        shape = trial.inputs[0].shape
        if outcome is None:
            continue
        if np.shape(outcome.output) != shape or np.shape(outcome.returned) not in (shape, ()):
            trial.reject(call.text, "the value or its derivative has another shape than the input")
            continue
        if call.derivative in BACKWARD_METHODS and (proven := _prove(trial, call)):
            return [proven]
        names = [
            next(iter(arguments(trial.layer, one) or {}), "").lower() for one in (call.value, call.derivative)
        ]
        names_output = names[1] in spelling.ELEMENTWISE_OUTPUTS and names[0] != names[1]
        if call.taken == "input" and names_output:
            at_output = replace(call, taken="output")
            if trial.outcome(at_output) is not None and is_derivative(trial, _reading(at_output)):
                return [_reading(at_output)]
        return [_reading(call)]
    return []


def _reading(call: ValueAndDerivative) -> Reading:
    where = " of its output" if call.taken == "output" else ""
    return Reading(NAME, f"function of each entry, {call.text}{where}", call)


def rival(trial: Trial, chosen: Reading) -> Reading | None:
    """The reading of `backward(x)` as the derivative at x; None unless it needs no forward and is right.

    Nobody can see whether `backward` takes a cotangent or a place. One that takes a cotangent remembers, from
    forward, where it is; this one answers without, or takes nothing that it would look at. Where the output
    never moves, the derivative is 0, whatever is read: that proves no reading.
    """
    if chosen.name != PLAIN or len(trial.inputs) != 1:
        return None
    calls = (call for call in _calls(trial.layer, NAME) if call.derivative in BACKWARD_METHODS)
    possible = (call for call in calls if _could_be(trial, call) and trial.output_moves(chosen.call))
    readings = (_prove(trial, call) for call in possible)
    proven = next((one for one in readings if one is not None), None)
    return None if proven is None or is_derivative(trial, chosen) else proven


def _could_be(trial: Trial, call: ValueAndDerivative) -> bool:
    if call.taken == "nothing":
        return True
    (x,) = trial.inputs
    try:
        with Silenced(), calling("backward"):
            alone = getattr(trial.fresh({}), call.derivative)(x.copy())
    except BaseException as error:
        let_pass(error)
        return False  # It wants its forward first.
    return np.shape(alone) in (x.shape, ())


def _prove(trial: Trial, call: ValueAndDerivative) -> Reading | None:
    """The reading, at the input or at the output, under which the derivative is right."""
    ways = ("input", "output") if call.taken == "input" else (call.taken,)
    found = (_reading(replace(call, taken=taken)) for taken in ways)
    return next((one for one in found if is_derivative(trial, one)), None)


def _calls(layer: Any, stated: str | None) -> list[ValueAndDerivative]:
    # `backward(x)` that returns a derivative cannot be told from one that takes a cotangent by looking at it.
    derivatives = spelling.ELEMENTWISE_DERIVATIVES + (BACKWARD_METHODS if stated == NAME else ())
    is_layer, parts = spelling.forward_method(layer) and spelling.backward_method(layer), attributes(layer)
    found = []
    for value in spelling.ELEMENTWISE_VALUES:
        if _needed(layer, value) != 1 or (is_layer and value in parts):
            continue  # What a layer holds and calls is no reading of the layer itself.
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


CONVENTIONS = (
    Convention((NAME,), 80, readings, lambda layer: bool(_calls(layer, None)), ends_search=True, rival=rival),
)
