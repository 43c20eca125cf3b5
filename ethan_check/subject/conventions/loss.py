"""The loss: a number of a prediction and a target, and its gradient, in their usual spellings and orders.

It reads `value`/`gradient`, `loss`/`grad`, `forward`/`backward`, `__call__`/`derivative`, with the
prediction or the target first, or a `backward()` that remembers both. A loss that returns a gradient for each
of its inputs, two or more, is owed all of them: a distance, a triplet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.adapter import Gradients, Inputs, Paths
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import argument_order
from ethan_check.subject.conventions.stored_gradients import find_stored_gradients
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.method_arguments import arguments, arity

__all__ = ["CONVENTIONS", "Loss", "LossCall", "times"]

NAME = "loss"
TARGET_FIRST = "loss-target-first"

_OTHER_NUMBERS = 0.75
"""By what numbers are multiplied to be others of the same kind: chances stay chances."""


@dataclass(frozen=True)
class LossCall:
    """A value and a gradient, both of the same arguments, perhaps turned around, or the latter of none."""

    value: str
    gradient: str
    turned: bool = False
    taken: int = 2
    memory_is_handed_on = False

    @property
    def text(self) -> str:
        return f"{self.value} and {self.gradient}"

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        return getattr(layer, self.value)(*inputs), None

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        """The gradient as the loss states it, before a cotangent multiplies it."""
        given = (inputs[::-1] if self.turned else inputs) if self.taken else ()
        return getattr(layer, self.gradient)(*given)


@dataclass(frozen=True)
class Loss(Reading):
    """The cotangent of a loss is a number, or one for each row or column, which multiplies its gradient.

    Args:
        of_each: whether there is a gradient for each input.
        of_columns: whether a loss of several numbers has one for each column.
    """

    is_loss: bool = True
    input_names: tuple[str, ...] = ("prediction", "target")
    of_each: bool = False
    of_columns: bool = False

    def stated(self, layer: Any, inputs: Inputs) -> Any:
        """The gradient as the loss states it; the value has been asked before."""
        return self.call.backward(layer, inputs, None, None)

    def gradients(self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, paths: Paths) -> Gradients:
        left = {name: self.stored_gradient(layer, name) for name in paths}
        by_name = {name: self._times(cotangent, g) for name, g in left.items()}
        if self.of_each:
            return Gradients(tuple(self._times(cotangent, g) for g in returned), by_name)
        if isinstance(returned, tuple | list) and len(returned) in (1, 2):
            returned = returned[0]
        scaled = self._times(cotangent, returned)
        return Gradients((scaled, None) if self.input_names[0] == "prediction" else (None, scaled), by_name)

    def _times(self, cotangent: Any, gradient: Any) -> Any:
        return None if gradient is None else times(cotangent, gradient, of_columns=self.of_columns)


def times(cotangent: Any, gradient: Any, *, of_columns: bool = False) -> Any:
    """A gradient times a number, or each of its rows times a number; each of its columns if these are meant,
    or if there are not as many numbers as rows.

    >>> times(np.array([1, 10]), np.ones((2, 2))).tolist()
    [[1.0, 1.0], [10.0, 10.0]]
    >>> times(np.array([1, 10]), np.ones((2, 2)), of_columns=True).tolist()
    [[1.0, 10.0], [1.0, 10.0]]
    """
    u, g = np.asarray(cotangent), np.asarray(gradient)
    if 0 < u.ndim < g.ndim and u.shape == g.shape[: u.ndim] and not of_columns:
        u = u.reshape(u.shape + (1,) * (g.ndim - u.ndim))
    return u[()] * g


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read an object as a loss."""
    count = len(trial.inputs)
    for value, gradient, taken in _methods(trial.layer, count) if count > 1 else ():
        names, others = _names(trial.layer, value), _names(trial.layer, gradient)
        order = argument_order(names)
        if order is None and value == "value":
            order = True
        turned = bool(taken) and names != others and {order, argument_order(others)} == {True, False}
        call = LossCall(value, gradient, turned, taken)
        outcome = trial.outcome(call)
        if outcome is None:
            continue
        reading = Loss(NAME, text := f"loss with {call.text}", call)
        reading = replace(reading, of_columns=_is_of_columns(trial, call, outcome.output))
        if np.ndim(outcome.output) == 0:  # What is left beside several values cannot be told apart by them.
            stored = find_stored_gradients(trial, call, outcome)
            text += f", parameter gradients in {stored.where}" if stored.paths else ""
            reading = replace(reading, paths=stored.paths, stored=stored.gradients)
        if _is_of_each(outcome.returned, trial.inputs):
            text += ", a gradient for each input"
            return [replace(reading, description=text, input_names=names, of_each=True)]
        if count != 2:
            continue
        first = replace(reading, description=f"{text}, prediction first")
        text = f"{text}, target first"
        second = replace(first, name=TARGET_FIRST, description=text, input_names=("target", "prediction"))
        if stated is not None:
            return [first if stated == NAME else second]
        return [first, second] if order is None else [first if order else second]
    return []


def _is_of_columns(trial: Trial, call: LossCall, output: Any) -> bool:
    """Whether a loss has a number for each column. Where there are as many rows, its first number alone moves
    with the first column of the inputs, and others move with their first row.
    """
    axes, shape = np.ndim(output), trial.inputs[0].shape
    if not 0 < axes < len(shape) or np.shape(output) != shape[-axes:]:
        return False
    if np.shape(output) != shape[:axes]:
        return True
    return _moves_others(trial, call, output, np.s_[0]) and not _moves_others(
        trial, call, output, np.s_[..., 0]
    )


def _moves_others(trial: Trial, call: LossCall, output: Any, part: Any) -> bool:
    """Whether numbers of a loss beside the first follow a part of the inputs."""
    moved = trial.copied_inputs()
    for array in moved:
        if array.dtype.kind == "f":
            array[part] *= _OTHER_NUMBERS
    try:
        there = call.forward(trial.fresh({}), moved)[0]
    except BaseException as error:
        let_pass(error)
        return False
    return bool(np.any(np.asarray(there)[1:] != np.asarray(output)[1:]))


def _is_of_each(returned: Any, inputs: Inputs) -> bool:
    """Whether what a gradient returned is one for each input: at least two, in the shapes of theirs."""
    if not isinstance(returned, tuple | list) or len(returned) != len(inputs):
        return False
    stated = [(np.shape(g), x.shape) for g, x in zip(returned, inputs, strict=True) if g is not None]
    return len(stated) > 1 and all(one == other for one, other in stated)


def _methods(layer: Any, count: int = 2) -> list[tuple[str, str, int]]:
    """Pairs of methods that make a loss, and how many arguments the gradient takes."""
    found = []
    for value in spelling.LOSS_VALUES:
        taken = arguments(layer, value)
        if taken is None or sum(taken.values()) != count or len(_names(layer, value)) != count:
            continue
        for gradient in spelling.LOSS_GRADIENTS:
            takes = arity(layer, gradient)
            if takes == count and (count > 2 or _pair_of_a_loss(layer, value, gradient)):
                found.append((value, gradient, count))
            elif takes == 0 and gradient in spelling.REMEMBERED_GRADIENTS and not arguments(layer, gradient):
                found.append((value, gradient, 0))
    return found


def _pair_of_a_loss(layer: Any, value: str, gradient: str) -> bool:
    """`forward(a, b)` with `backward(g, cache)` is a layer; with the same arguments again it is a loss."""
    if value not in ("forward", "__call__") or gradient not in ("backward", "backprop", "backward_pass"):
        return True
    names, others = _names(layer, value), _names(layer, gradient)
    orders = argument_order(names), argument_order(others)
    has_target = any(name.lower() in spelling.TARGETS for name in others)
    return set(names) == set(others) or (None not in orders and has_target)


def _names(layer: Any, method: str) -> tuple[str, ...]:
    """The arguments that a method must be given."""
    taken = arguments(layer, method) or {}
    return tuple(name for name, needed in taken.items() if needed and not name.startswith("*"))


CONVENTIONS = (
    Convention((NAME, TARGET_FIRST), 20, readings, lambda layer: bool(_methods(layer)), ends_search=True),
)
