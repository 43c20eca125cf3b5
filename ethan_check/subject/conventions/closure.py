"""The closure: `Y, backprop = layer(X)`, and `layer(X, is_train)` in the manner of thinc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.plain import object_readings
from ethan_check.subject.conventions.spelling import FORWARD_METHODS
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.method_arguments import arguments
from ethan_core.layer import Array

__all__ = ["NAMES", "Closing", "readings"]

NAME = "closure"
NAMES = (NAME,)

_METHODS = ("begin_update", *FORWARD_METHODS)
_IS_TRAIN = ("is_train", "train", "training", "is_training", "drop")


@dataclass(frozen=True)
class Closing:
    """Calls forward, and then the function that it returned.

    Args:
        method: the name of forward; `__call__` where the layer itself is called.
        is_train: whether forward takes a flag after its inputs.
    """

    method: str
    is_train: bool
    spread: bool = False

    @property
    def text(self) -> str:
        called = "layer" if self.method == "__call__" else self.method
        return f"Y, backprop = {called}(X{', is_train' if self.is_train else ''})"

    @property
    def memory_is_handed_on(self) -> bool:
        return True

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        returned = getattr(layer, self.method)(*inputs, *((True,) if self.is_train else ()))
        if not (isinstance(returned, tuple) and len(returned) == 2 and callable(returned[1])):
            raise LayerFault(f"{self.method} did not return the pair (Y, backprop)")
        return returned

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        return memory(*cotangent) if self.spread else memory(cotangent)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer whose forward returns its backward."""
    for method in _METHODS:
        calling = _calling(trial, method)
        if calling is None:
            continue
        outcome = trial.outcome(calling)
        if outcome is None:
            continue
        return object_readings(trial, calling, outcome, name=NAME, words=calling.text)
    return []


def _calling(trial: Trial, method: str) -> Closing | None:
    """How to call one method, if it returns an output and a function."""
    taken = arguments(trial.layer, method)
    if taken is None:
        return None
    count = len(trial.inputs)
    required = [name for name, needed in taken.items() if needed]
    is_train = len(required) == count + 1 and required[-1] in _IS_TRAIN
    if not is_train and len(required) > count:
        return None
    if not is_train and count > len(taken) and not any(name.startswith("*") for name in taken):
        return None
    calling = Closing(method, is_train)
    try:
        output, backprop = calling.forward(trial.fresh({}), tuple(array.copy() for array in trial.inputs))
    except (Exception, SystemExit):
        return None
    several = isinstance(output, tuple | list) and len(output) > 1
    needed = [n for n, owed in (arguments(_Held(backprop), "function") or {}).items() if owed]
    return Closing(method, is_train, spread=several and len(needed) == len(output))


class _Held:
    def __init__(self, function: Any) -> None:
        self.function = function
