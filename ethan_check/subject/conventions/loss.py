"""The loss: a number of a prediction and a target, and its gradient, in their usual spellings and orders.

It reads `value`/`gradient`, `loss`/`grad`, `forward`/`backward`, `__call__`/`derivative`, with the
prediction or the target first, or a `backward()` that remembers both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients, Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import (
    LOSS_GRADIENTS,
    LOSS_VALUES,
    REMEMBERED_GRADIENTS,
    TARGETS,
    argument_order,
)
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arguments, arity
from ethan_check.subject.execution.object_paths import Path

__all__ = ["CONVENTIONS", "Loss", "LossCall", "times"]

NAME = "loss"
TARGET_FIRST = "loss-target-first"


@dataclass(frozen=True)
class LossCall:
    """Calls the value and the gradient of a loss.

    Args:
        value, gradient: the names of the two methods.
        turned: whether the gradient takes its arguments in the other order than the value.
        taken: how many arguments the gradient takes: both, or none if it remembers them.
    """

    value: str
    gradient: str
    turned: bool = False
    taken: int = 2

    @property
    def text(self) -> str:
        """How it reads: `value and gradient`."""
        return f"{self.value} and {self.gradient}"

    @property
    def memory_is_handed_on(self) -> bool:
        """No: the gradient is given the inputs again, or remembers them."""
        return False

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        """The value."""
        return getattr(layer, self.value)(*inputs), None

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        """The gradient as the loss states it, before a cotangent multiplies it."""
        given = (inputs[::-1] if self.turned else inputs) if self.taken else ()
        return getattr(layer, self.gradient)(*given)


@dataclass(frozen=True)
class Loss(Reading):
    """The cotangent of a loss is a number (or one for each row), by which its gradient is multiplied."""

    is_loss: bool = True
    input_names: tuple[str, ...] = ("prediction", "target")

    def stated(self, layer: Any, inputs: Inputs) -> Any:
        """The gradient as the loss states it; the value has been asked before."""
        return self.call.backward(layer, inputs, None, None)

    def gradients(
        self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, parameters: Mapping[str, Path]
    ) -> Gradients:
        """Multiply the gradient of the prediction by the cotangent."""
        if isinstance(returned, tuple | list) and len(returned) in (1, 2):
            returned = returned[0]
        scaled = None if returned is None else times(cotangent, returned)
        return Gradients((scaled, None) if self.input_names[0] == "prediction" else (None, scaled))


def times(cotangent: Any, gradient: Any) -> Any:
    """A gradient times a number, or each of its rows times a number.

    >>> times(np.array([2.0, 3.0]), np.ones((2, 1))).tolist()
    [[2.0], [3.0]]
    """
    u, g = np.asarray(cotangent), np.asarray(gradient)
    if 0 < u.ndim < g.ndim and u.shape == g.shape[: u.ndim]:
        u = u.reshape(u.shape + (1,) * (g.ndim - u.ndim))
    return u[()] * g


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read an object as a loss."""
    if len(trial.inputs) != 2:
        return []
    for value, gradient, taken in _methods(trial.layer):
        names, others = _two(trial.layer, value), _two(trial.layer, gradient)
        order = argument_order(names)
        if order is None and value == "value":
            order = True
        turned = False
        if taken and names != others:
            order_of_gradient = argument_order(others)
            turned = order is not None and order_of_gradient is not None and order_of_gradient != order
        call = LossCall(value, gradient, turned, taken)
        if trial.outcome(call) is None:
            continue
        first = Loss(NAME, f"loss with {call.text}, prediction first", call)
        second = replace(
            first,
            name=TARGET_FIRST,
            description=f"loss with {call.text}, target first",
            input_names=("target", "prediction"),
        )
        if stated is not None:
            return [first if stated == NAME else second]
        return [first, second] if order is None else [first if order else second]
    return []


def _methods(layer: Any) -> list[tuple[str, str, int]]:
    """Pairs of methods that make a loss, and how many arguments the gradient takes."""
    found = []
    for value in LOSS_VALUES:
        if not _takes_two(layer, value):
            continue
        for gradient in LOSS_GRADIENTS:
            takes = arity(layer, gradient)
            if takes == 2 and _pair_of_a_loss(layer, value, gradient):
                found.append((value, gradient, 2))
            elif takes == 0 and gradient in REMEMBERED_GRADIENTS and not arguments(layer, gradient):
                found.append((value, gradient, 0))
    return found


def _takes_two(layer: Any, method: str) -> bool:
    taken = arguments(layer, method)
    return taken is not None and sum(taken.values()) == 2 and len(_two(layer, method)) == 2


def _pair_of_a_loss(layer: Any, value: str, gradient: str) -> bool:
    """`forward(a, b)` with `backward(g, cache)` is a layer; with the same arguments again it is a loss."""
    if value not in ("forward", "__call__") or gradient not in ("backward", "backprop", "backward_pass"):
        return True
    names, others = _two(layer, value), _two(layer, gradient)
    orders = argument_order(names), argument_order(others)
    has_target = any(name.lower() in TARGETS for name in others)
    return set(names) == set(others) or (None not in orders and has_target)


def _two(layer: Any, method: str) -> list[str]:
    taken = arguments(layer, method) or {}
    return [name for name, needed in taken.items() if needed and not name.startswith("*")][:2]


def _looks_like(layer: Any) -> bool:
    return bool(_methods(layer))


CONVENTIONS = (Convention((NAME, TARGET_FIRST), 20, readings, _looks_like, ends_search=True),)
