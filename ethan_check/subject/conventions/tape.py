"""The tape: tensors of the layer's own, with `.backward()` on the output and `.grad` on what went in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.naming import name_parameters
from ethan_check.subject.conventions.spelling import FORWARD_METHODS
from ethan_check.subject.conventions.tape_start import clear, found_start, start_tape
from ethan_check.subject.conventions.tensors import as_array, make_tensor, tensor_classes, tensor_names
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.object_paths import Path, holders, reads
from ethan_core.layer import Array

__all__ = ["NAMES", "OnTensors", "Tape", "readings"]

NAME = "tape"
NAMES = (NAME,)


@dataclass(frozen=True)
class OnTensors:
    """Puts inputs into tensors, and runs the tape backward.

    Args:
        tensor: the class of tensors.
        data, gradient: the names of a tensor's array and of its gradient.
        method: the name of forward.
        held: where the tensors of the parameters are.
        start: how the tape is started, one of `STARTS`.
    """

    tensor: Any
    data: str
    gradient: str
    method: str
    held: tuple[Path, ...] = ()
    start: str = "argument"

    @property
    def text(self) -> str:
        """How it reads."""
        return f"a function of {self.tensor.__name__} tensors"

    @property
    def memory_is_handed_on(self) -> bool:
        """Every forward makes tensors of its own."""
        return True

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Call forward on tensors; the output is its array."""
        wrapped = tuple(make_tensor(self.tensor, array) for array in inputs)
        outputs = getattr(layer, self.method)(*wrapped)
        several = isinstance(outputs, tuple | list)
        arrays = [np.asarray(getattr(one, self.data)) for one in (outputs if several else (outputs,))]
        return tuple(arrays) if several else arrays[0], [wrapped, outputs]

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        """Clear old gradients, run the tape backward, and read the gradients of the inputs."""
        if not memory:
            raise LayerFault("a tape runs backward once")
        wrapped, outputs = memory
        memory.clear()
        for tensor in (*wrapped, *(reads(layer, path) for path in self.held)):
            clear(tensor, self.gradient)
        if isinstance(outputs, tuple | list):
            for output, piece in zip(outputs, cotangent, strict=True):
                start_tape(self.start, self.tensor, output, piece, self.gradient)
        else:
            start_tape(self.start, self.tensor, outputs, cotangent, self.gradient)
        return tuple(as_array(getattr(tensor, self.gradient, None), self.data) for tensor in wrapped)


@dataclass(frozen=True)
class Tape(Reading):
    """Reads the gradients of parameters from their tensors."""

    data: str = "data"

    def sum_of(self, layer: Any, name: str) -> Any:
        """The gradient of one parameter as an array; None where there is none."""
        return as_array(super().sum_of(layer, name), self.data)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read something that is called with tensors."""
    for cls in tensor_classes(trial.layer):
        for method in FORWARD_METHODS:
            if not callable(getattr(trial.layer, method, None)):
                continue
            found = _reading(trial, cls, method)
            if found is not None:
                return [found]
    return []


def _reading(trial: Trial, cls: Any, method: str) -> Tape | None:
    try:
        data, gradient = tensor_names(make_tensor(cls, trial.inputs[0].copy()))
        layer = trial.fresh({})
        inputs = tuple(array.copy() for array in trial.inputs)
        bare = OnTensors(cls, data, gradient, method)
    except Exception:
        return None  # These are no tensors.
    try:
        output, memory = bare.forward(layer, inputs)
        found = {(*path, data): path for path, holder in holders(layer) if path and isinstance(holder, cls)}
        paths = {
            name: path
            for name, path in name_parameters(layer, found).items()
            if _is_parameter(trial, layer, path)
        }
        held = tuple(found[path] for path in paths.values())
        calling = OnTensors(cls, data, gradient, method, held)
        calling = replace(calling, start=_start(trial, calling, memory[1]))
        calling.backward(layer, inputs, signed_like(output), memory)
    except LayerFault as fault:
        trial.faults.append(fault)
        return None
    except (Exception, SystemExit) as error:
        trial.faults.append(fault_of(f"the tape of {cls.__name__}", error))
        return None
    left = {name: ((*found[path], gradient),) for name, path in paths.items()}
    return Tape(NAME, f"{calling.text}, gradients in .{gradient}", calling, paths, left, data=data)


def _start(trial: Trial, calling: OnTensors, outputs: Any) -> str:
    """How the tape is started, tried on fresh layers."""

    def follows(start: str) -> bool:
        return not all(map(np.array_equal, answers(start, 0), answers(start, 1)))

    def answers(start: str, turn: int) -> list[Any]:
        layer, inputs = trial.fresh({}), tuple(array.copy() for array in trial.inputs)
        started = replace(calling, start=start)
        output, memory = started.forward(layer, inputs)
        returned = started.backward(layer, inputs, signed_like(output, turn), memory)
        left = (getattr(reads(layer, path), calling.gradient, None) for path in calling.held)
        return [*returned, *(as_array(value, calling.data) for value in left)]

    several = isinstance(outputs, tuple | list)
    names = (calling.data, calling.gradient)
    make = partial(make_tensor, calling.tensor)
    return found_start(make, outputs if several else (outputs,), names, follows)


def _is_parameter(trial: Trial, layer: Any, path: Path) -> bool:
    before, after = reads(trial.layer, path), reads(layer, path)
    if not (isinstance(after, np.ndarray) and after.dtype.kind == "f"):
        return False
    return before is None or np.array_equal(before, after, equal_nan=True)
