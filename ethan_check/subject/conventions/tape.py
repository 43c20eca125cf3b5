"""The tape: tensors of the layer's own, with `.backward()` on the output and `.grad` on what went in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import FORWARD_METHODS
from ethan_check.subject.conventions.tensors import Tape, make_tensor, tape_of, tensor_classes
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.faults import LayerFault, fault_of, text_of
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import Path, holders, reads
from ethan_core.plain_text import plain_line

__all__ = ["CONVENTIONS"]

NAME = "tape"


@dataclass(frozen=True)
class TapeCall:
    """Puts inputs into tensors, calls a method with them, and runs the tape backward; `held` is where the
    tensors of the parameters are.
    """

    tensor: Any
    tape: Tape
    method: str
    held: tuple[Path, ...] = ()
    memory_is_handed_on = True

    @property
    def text(self) -> str:
        return f"a function of {self.tensor.__name__} tensors"

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        tensors = tuple(map(self.tape.make, inputs))
        outputs = getattr(layer, self.method)(*tensors)
        return self.tape.values(outputs), [tensors, outputs]

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        if not memory:
            raise LayerFault("a tape runs backward once")
        tensors, outputs = memory
        memory.clear()
        parameters = (reads(layer, path) for path in self.held)
        self.tape.run((*tensors, *parameters), outputs, cotangent)
        return tuple(map(self.tape.gradient_of, tensors))


@dataclass(frozen=True)
class TapeReading(Reading):
    """Reads the gradients of parameters from their tensors."""

    def stored_gradient(self, layer: Any, name: str) -> Any:
        assert isinstance(self.call, TapeCall)
        return self.call.tape.as_array(super().stored_gradient(layer, name))


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


def _reading(trial: Trial, cls: Any, method: str) -> TapeReading | None:
    try:
        make = partial(make_tensor, cls)
        tape = tape_of(make, make(trial.inputs[0].copy()))
        layer = trial.fresh({})
        inputs = trial.copied_inputs()
    except BaseException as error:
        let_pass(error)
        trial.reject(f"a function of {cls.__name__} tensors", plain_line(text_of(error)))
        return None
    call = TapeCall(cls, tape, method)
    try:
        output, memory = call.forward(layer, inputs)
        tensors = {
            (*path, tape.data): path for path, holder in holders(layer) if path and isinstance(holder, cls)
        }
        paths = {
            name: path
            for name, path in name_parameters(layer, tensors).items()
            if _is_parameter(trial, layer, path)
        }
        call = replace(call, held=tuple(tensors[path] for path in paths.values()))
        call = replace(call, tape=tape.with_start(memory[1], partial(_gradients, trial, call)))
        call.backward(layer, inputs, signed_like(output), memory)
    except LayerFault as fault:
        trial.fail(call.text, fault)
        return None
    except BaseException as error:
        trial.fail(call.text, fault_of(f"the tape of {cls.__name__}", error))
        return None
    stored = {name: ((*tensors[path], tape.gradient),) for name, path in paths.items()}
    return TapeReading(NAME, f"{call.text}, gradients in .{tape.gradient}", call, paths, stored)


def _gradients(trial: Trial, call: TapeCall, tape: Tape, turn: int) -> list[Any]:
    """All gradients of a fresh layer for a tape that is started in some way."""
    layer, inputs = trial.fresh({}), trial.copied_inputs()
    started = replace(call, tape=tape)
    output, memory = started.forward(layer, inputs)
    returned = started.backward(layer, inputs, signed_like(output, turn), memory)
    return [*returned, *(tape.gradient_of(reads(layer, path)) for path in call.held)]


def _is_parameter(trial: Trial, layer: Any, path: Path) -> bool:
    before, after = reads(trial.layer, path), reads(layer, path)
    if not (isinstance(after, np.ndarray) and after.dtype.kind == "f"):
        return False
    return before is None or np.array_equal(before, after, equal_nan=True)


def _looks_like(layer: Any) -> bool:
    """Whether an object has a forward and stands beside tensors, without being one itself."""
    if isinstance(layer, FunctionType) or callable(getattr(layer, "backward", None)):
        return False
    has_forward = any(callable(getattr(layer, name, None)) for name in FORWARD_METHODS)
    return has_forward and next(tensor_classes(layer), None) is not None


CONVENTIONS = (Convention((NAME,), 95, readings, _looks_like),)
