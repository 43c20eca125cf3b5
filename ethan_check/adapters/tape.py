"""The tape: tensors of the layer's own, with `.backward()` on the output and `.grad` on what went in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.adapters.base import LayerFault, Path, fault_of
from ethan_check.adapters.bound import Bound
from ethan_check.adapters.naming import name_parameters
from ethan_check.adapters.parameter_objects import DATA, GRADIENT
from ethan_check.adapters.reading import arguments, holders, reads
from ethan_check.adapters.spelling import FORWARD_METHODS
from ethan_check.adapters.trial import Trial, signed_like
from ethan_core.layer import Array

__all__ = ["NAMES", "readings"]

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
    """

    tensor: Any
    data: str
    gradient: str
    method: str
    held: tuple[Path, ...] = ()

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
                run_backward(self.tensor, output, piece)
        else:
            run_backward(self.tensor, outputs, cotangent)
        return tuple(as_array(getattr(tensor, self.gradient, None), self.data) for tensor in wrapped)


@dataclass(frozen=True)
class Tape(Bound):
    """Reads the gradients of parameters from their tensors."""

    data: str = "data"

    def sum_of(self, layer: Any, name: str) -> Any:
        """The gradient of one parameter as an array; None where there is none."""
        return as_array(super().sum_of(layer, name), self.data)


def make_tensor(cls: Any, array: Array) -> Any:
    """A tensor that wants a gradient, if its class asks whether it does."""
    if array.dtype.kind == "f" and "requires_grad" in (arguments(_Made(cls), "cls") or {}):
        return cls(array, requires_grad=True)
    return cls(array)


class _Made:
    def __init__(self, cls: Any) -> None:
        self.cls = cls


def clear(tensor: Any, gradient: str) -> None:
    """What a user does between two steps: no gradient, or zeros where the tape adds to what is there."""
    held = getattr(tensor, gradient, None)
    if held is None:
        return
    if isinstance(held, np.ndarray):
        setattr(tensor, gradient, np.zeros_like(held))
    elif isinstance(held, float | int):
        setattr(tensor, gradient, 0.0)
    else:
        setattr(tensor, gradient, None)


def run_backward(cls: Any, output: Any, cotangent: Any) -> None:
    """Start the tape at one output with a cotangent, however it takes one."""
    taken = arguments(output, "backward")
    positional = [name for name in taken or {} if not name.startswith("*")]
    starts = [
        name for name in positional if "grad" in name.lower() or name.lower() in ("g", "dy", "gy", "dout")
    ]
    array = np.asarray(cotangent)
    if starts or (positional and taken is not None and taken[positional[0]]):
        try:
            output.backward(array)
        except (AttributeError, TypeError):
            output.backward(cls(array))
        return
    if array.ndim == 0 and float(array) == 1.0:
        output.backward()
        return
    weighted = output * cls(array)
    (weighted.sum() if hasattr(weighted, "sum") else weighted).backward()


def as_array(value: Any, data: str) -> Any:
    """A gradient as an array, out of its tensor if it is in one."""
    while value is not None and not isinstance(value, np.ndarray | np.generic | float | int):
        inner = getattr(value, data, None)
        if inner is value or inner is None:
            return None
        value = inner
    return value


def readings(trial: Trial, stated: str | None = None) -> list[Bound]:
    """The ways to read something that is called with tensors."""
    for cls in _tensor_classes(trial.layer):
        for method in FORWARD_METHODS:
            if not callable(getattr(trial.layer, method, None)):
                continue
            found = _reading(trial, cls, method)
            if found is not None:
                return [found]
    return []


def _reading(trial: Trial, cls: Any, method: str) -> Tape | None:
    try:
        sample = make_tensor(cls, trial.inputs[0].copy())
        data = next(name for name in DATA if isinstance(getattr(sample, name, None), np.ndarray))
        gradient = next(name for name in GRADIENT if hasattr(sample, name) and name != data)
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
        bare.backward(layer, inputs, signed_like(output), memory)
    except (Exception, SystemExit) as error:
        trial.faults.append(fault_of(f"the tape of {cls.__name__}", error))
        return None
    calling = OnTensors(cls, data, gradient, method, tuple(found[path] for path in paths.values()))
    left = {name: ((*found[path], gradient),) for name, path in paths.items()}
    return Tape(NAME, f"{calling.text}, gradients in .{gradient}", calling, paths, left, data=data)


def _is_parameter(trial: Trial, layer: Any, path: Path) -> bool:
    before, after = reads(trial.layer, path), reads(layer, path)
    if not (isinstance(after, np.ndarray) and after.dtype.kind == "f"):
        return False
    return before is None or np.array_equal(before, after, equal_nan=True)


def _tensor_classes(layer: Any) -> Iterator[Any]:
    """Classes with a backward and a gradient: of what the layer holds, then of the module it is from."""
    seen: set[int] = set()
    held = [type(holder) for path, holder in holders(layer) if path]
    module = sys.modules.get(getattr(layer, "__module__", None) or type(layer).__module__)
    names = getattr(layer, "__globals__", None) or (vars(module) if module is not None else {})
    for cls in (*held, *list(names.values())):
        if not isinstance(cls, type) or id(cls) in seen:
            continue
        seen.add(id(cls))
        runs_back = callable(getattr(cls, "backward", None))
        takes = arguments(_Made(cls), "cls") if runs_back else None
        is_layer = any(callable(cls.__dict__.get(name)) for name in FORWARD_METHODS if name != "__call__")
        if runs_back and takes and sum(takes.values()) <= 1 and not is_layer and cls.__dict__.get("backward"):
            yield cls
