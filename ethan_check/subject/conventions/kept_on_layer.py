"""The way of Darknet: forward returns the layer itself, which holds its output and the cotangent.

`forward(x)` leaves `output` on the layer and returns it; whoever comes after writes into `delta`; and
`backward(delta)` adds the gradient of the input to the array that it is handed, which is the `delta` of the
layer before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import backward_method, forward_method
from ethan_check.subject.conventions.stored_gradients import find_stored_gradients
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.last_call import calling
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.silenced import Silenced

__all__ = ["CONVENTIONS"]

NAME = "kept-on-layer"
_OUTPUT, _COTANGENT = "output", "delta"
_INPUTS = frozenset({"inpt", "input", "inputs", "x", "X"})
"""What the argument of backward is called that takes the input again."""


@dataclass(frozen=True)
class KeptOnLayer:
    """Reads the output from the layer, writes the cotangent onto it, and hands backward an array to add to.

    Args:
        method: the name of forward, and of backward.
        taken: for each argument of backward, whether it takes the input again.
    """

    method: tuple[str, str]
    taken: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return f"{self.method[0]} that leaves {_OUTPUT}, and {self.method[1]} that adds to {_COTANGENT}"

    @property
    def memory_is_handed_on(self) -> bool:
        return False

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        getattr(layer, self.method[0])(*inputs)
        return np.array(getattr(layer, _OUTPUT)), None

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        setattr(layer, _COTANGENT, np.array(cotangent))
        dtype = inputs[0].dtype if inputs[0].dtype.kind in "fc" else np.float64
        gradient = np.zeros(inputs[0].shape, dtype)
        given = {name: inputs[0] if is_input else gradient for name, is_input in self.taken}
        getattr(layer, self.method[1])(**given)
        return gradient


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The reading of a layer whose forward returns the layer."""
    methods = forward_method(trial.layer), backward_method(trial.layer)
    if len(trial.inputs) != 1 or None in methods or not _returns_itself(trial, str(methods[0])):
        return []
    names = arguments(trial.layer, str(methods[1])) or {}
    taken = tuple((name, name in _INPUTS) for name, needed in names.items() if needed or name == _COTANGENT)
    if sum(not is_input for _, is_input in taken) != 1:
        return []
    call = KeptOnLayer((str(methods[0]), str(methods[1])), taken)
    outcome = trial.outcome(call)
    if outcome is None:
        return []
    found = find_stored_gradients(trial, call, outcome)
    where = f", parameter gradients in {found.where}" if found.paths else ""
    return [Reading(NAME, f"{call.text}{where}", call, found.paths, found.gradients)]


def _returns_itself(trial: Trial, method: str) -> bool:
    try:
        layer = trial.fresh({})
        with Silenced(), calling("forward"):
            returned = getattr(layer, method)(*(array.copy() for array in trial.inputs))
    except BaseException as error:
        let_pass(error)
        return False
    return returned is layer and isinstance(getattr(layer, _OUTPUT, None), np.ndarray)


CONVENTIONS = (Convention((NAME,), 12, readings, ends_search=True),)
