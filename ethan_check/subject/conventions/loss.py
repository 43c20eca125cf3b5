"""The loss: a number of a prediction and a target, and its gradient, in their usual spellings and orders.

It reads `value`/`gradient`, `loss`/`grad`, `forward`/`backward`, `__call__`/`derivative`, with the
prediction or the target first, or a `backward()` that remembers both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.loss_spelling import GRADIENTS, TARGETS, VALUES, argument_order
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arguments, arity
from ethan_check.subject.execution.object_paths import Path
from ethan_core.layer import Array

__all__ = ["NAMES", "Loss", "TwoArguments", "readings", "times"]

NAME = "loss"
TARGET_FIRST = "loss-target-first"
NAMES = (NAME, TARGET_FIRST)

_REMEMBER = ("backward", "gradient", "grad", "backward_pass", "backprop")


@dataclass(frozen=True)
class TwoArguments:
    """Calls the value and the gradient of a loss.

    Args:
        value, gradient: the names of the two methods.
        turned: whether the gradient takes its arguments in the other order than the value.
        given: how many arguments the gradient takes: both, or none if it remembers them.
    """

    value: str
    gradient: str
    turned: bool = False
    given: int = 2

    @property
    def text(self) -> str:
        return f"{self.value} and {self.gradient}"

    @property
    def memory_is_handed_on(self) -> bool:
        return False

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        return getattr(layer, self.value)(*inputs), None

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        return self.stated(layer, inputs)

    def stated(self, layer: Any, inputs: tuple[Array, ...]) -> Any:
        """The gradient as the loss states it, before a cotangent multiplies it."""
        given = (inputs[::-1] if self.turned else inputs) if self.given else ()
        return getattr(layer, self.gradient)(*given)


@dataclass(frozen=True)
class Loss(Reading):
    """The cotangent of a loss is a number (or one for each row), by which its gradient is multiplied."""

    is_loss: bool = True
    input_names: tuple[str, ...] = ("prediction", "target")

    def stated(self, layer: Any, inputs: tuple[Array, ...]) -> Any:
        """The gradient as the loss states it; the value has been asked before."""
        assert isinstance(self.calling, TwoArguments)
        return self.calling.stated(layer, inputs)

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call gradient."""
        gradient = self.calling.backward(layer, inputs, cotangent, memory)
        if isinstance(gradient, tuple | list) and len(gradient) in (1, 2):
            gradient = gradient[0]
        scaled = None if gradient is None else times(cotangent, gradient)
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
    for value, gradient, given in _methods(trial.layer):
        names, others = _two(trial.layer, value), _two(trial.layer, gradient)
        order = argument_order(names)
        if order is None and value == "value":
            order = True
        turned = False
        if given and names != others:
            order_of_gradient = argument_order(others)
            turned = order is not None and order_of_gradient is not None and order_of_gradient != order
        calling = TwoArguments(value, gradient, turned, given)
        if trial.outcome(calling) is None:
            continue
        first = Loss(NAME, f"loss with {calling.text}, prediction first", calling)
        second = replace(
            first,
            name=TARGET_FIRST,
            description=f"loss with {calling.text}, target first",
            input_names=("target", "prediction"),
        )
        if stated is not None:
            return [first if stated == NAME else second]
        return [first, second] if order is None else [first if order else second]
    return []


def _methods(layer: Any) -> list[tuple[str, str, int]]:
    """Pairs of methods that make a loss, and how many arguments the gradient takes."""
    found = []
    for value in VALUES:
        if not _takes_two(layer, value):
            continue
        for gradient in GRADIENTS:
            takes = arity(layer, gradient)
            if takes == 2 and _pair_of_a_loss(layer, value, gradient):
                found.append((value, gradient, 2))
            elif takes == 0 and gradient in _REMEMBER and not arguments(layer, gradient):
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
    return (
        names == others
        or (set(names) == set(others))
        or (
            argument_order(names) is not None
            and argument_order(others) is not None
            and any(name.lower() in TARGETS for name in others)
        )
    )


def _two(layer: Any, method: str) -> list[str]:
    taken = arguments(layer, method) or {}
    return [name for name, needed in taken.items() if needed and not name.startswith("*")][:2]
