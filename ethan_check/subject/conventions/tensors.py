"""Tensors of the layer's own: finding their class, making and reading them, and running their tape.

Many tapes take no cotangent and start from ones, whose gradient must not be held against another cotangent.
So where backward has no argument for it, other ways are tried on a product, whose gradient is known.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions import spelling
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import holders
from ethan_core.layer import Array

__all__ = ["STARTS", "Tape", "as_sequence", "make_tensor", "tape_of", "tensor_classes"]

STARTS = ("argument", "weighted", "seeded", "seeded with a tensor")
"""`backward(u)`; `(output * u).sum().backward()`; `output.grad = u` (array or tensor) and `backward()`."""


@dataclass(frozen=True)
class Tape:
    """How tensors are made, under which names they have their array and gradient, and how their tape is
    started with a cotangent: one of `STARTS`.
    """

    make: Callable[[Any], Any]
    data: str
    gradient: str
    start: str = "argument"

    def values(self, outputs: Any) -> Any:
        """The arrays of one output, or of several."""
        arrays = tuple(np.asarray(getattr(one, self.data)) for one in as_sequence(outputs))
        return arrays if isinstance(outputs, tuple | list) else arrays[0]

    def run(self, tensors: Iterable[Any], outputs: Any, cotangent: Any) -> None:
        """Run the tape backward from one output or several, after clearing the gradients of some tensors."""
        for tensor in tensors:
            self._clear(tensor)
        pieces = cotangent if isinstance(outputs, tuple | list) else (cotangent,)
        for output, piece in zip(as_sequence(outputs), pieces, strict=True):
            self._backward(output, np.asarray(piece))

    def gradient_of(self, tensor: Any) -> Any:
        """A tensor's gradient as an array; None if it has none."""
        return self.as_array(getattr(tensor, self.gradient, None))

    def as_array(self, value: Any) -> Any:
        """A gradient as an array, out of its tensor if it is in one."""
        while value is not None and not isinstance(value, np.ndarray | np.generic | float | int):
            inner = getattr(value, self.data, None)
            if inner is value or inner is None:
                return None
            value = inner
        return value

    def with_start(self, outputs: Any, gradients: Callable[[Tape, int], Iterable[Any]]) -> Tape:
        """The tape, started as it must be for the outputs of one forward.

        Where tensors cannot be multiplied, the layer is asked for its gradients by a tape, on two turns for
        two cotangents.

        Raises:
            LayerFault: nothing reaches it.
        """
        if all(map(takes_cotangent, as_sequence(outputs))):
            return replace(self, start="argument")
        first = as_sequence(outputs)[0]
        for start in STARTS[1:]:
            tape = replace(self, start=start)
            reached = tape._reaches_a_leaf(np.shape(getattr(first, self.data)))
            if reached or (reached is None and start != "weighted" and _follows(gradients, tape)):
                return tape
        raise LayerFault(
            f"the tape of a {type(first).__name__} starts from ones whatever the cotangent: its backward "
            "takes none, and neither a weighted sum of the output nor a gradient put on the output reaches "
            "it; give backward an argument grad",
            "backward",
        )

    def _clear(self, tensor: Any) -> None:
        held = getattr(tensor, self.gradient, None)  # None, or zeros where the tape adds to what is there.
        if isinstance(held, np.ndarray):
            setattr(tensor, self.gradient, np.zeros_like(held))
        elif held is not None:
            setattr(tensor, self.gradient, 0.0 if isinstance(held, float | int) else None)

    def _backward(self, output: Any, cotangent: Array) -> None:
        if self.start == "argument":
            try:
                output.backward(cotangent)
            except (AttributeError, TypeError):
                output.backward(self.make(cotangent))
        elif self.start == "weighted":
            weighted = output * self.make(cotangent)
            (weighted.sum() if hasattr(weighted, "sum") else weighted).backward()
        else:
            seed = cotangent.copy() if self.start == "seeded" else self.make(cotangent)
            setattr(output, self.gradient, seed)
            output.backward()

    def _reaches_a_leaf(self, shape: tuple[int, ...]) -> bool | None:
        """Whether a product gets the gradient that it is owed; None where there is no product."""
        u = np.resize([0.5, -1.25, 2.0], shape)
        leaf = self.make(np.resize([1.5, 0.75], shape))
        try:
            output = leaf * self.make(np.full(shape, 2.0))
        except BaseException as error:
            let_pass(error)
            return None
        try:
            self._backward(output, u)
            found = getattr(leaf, self.gradient, None)
            return bool(np.allclose(np.asarray(getattr(found, self.data, found), dtype=np.float64), 2.0 * u))
        except BaseException as error:
            let_pass(error)
            return False


def _follows(gradients: Callable[[Tape, int], Iterable[Any]], tape: Tape) -> bool:
    try:
        return not all(map(np.array_equal, gradients(tape, 0), gradients(tape, 1)))
    except BaseException as error:
        let_pass(error)
        return False


def takes_cotangent(output: Any) -> bool:
    """Whether backward has an argument for a cotangent, by its name, or because it must be given."""
    try:
        parameters = list(inspect.signature(output.backward).parameters.values())
    except (TypeError, ValueError):
        return True
    taken = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if not taken:
        return any(p.kind is p.VAR_POSITIONAL for p in parameters)
    first, name = taken[0], taken[0].name.lower()
    if first.default is first.empty:
        return True
    is_named = "grad" in name or name in spelling.COTANGENTS_OF_TAPES
    is_flag = isinstance(first.default, bool) or any(word in name for word in spelling.FLAGS_OF_TAPES)
    return is_named and not is_flag


def tape_of(make: Callable[[Any], Any], tensor: Any) -> Tape:
    """The tape of tensors like one that was made.

    Raises:
        LayerFault: it has no array or no gradient, so it is no tensor.
    """
    arrays, gradients = spelling.ARRAY_ATTRIBUTES, spelling.GRADIENT_ATTRIBUTES
    held = (name for name in arrays if isinstance(getattr(tensor, name, None), np.ndarray | np.generic))
    data = next(held, "")
    gradient = next((name for name in gradients if hasattr(tensor, name) and name != data), "")
    if not data or not gradient or not callable(getattr(tensor, "backward", None)):
        raise LayerFault(
            f"a {type(tensor).__name__} is no tensor: expected an array in one of "
            f"{', '.join(arrays[:3])}, a gradient in one of {', '.join(gradients[:3])}, and backward()"
        )
    return Tape(make, data, gradient)


def make_tensor(cls: Any, array: Array) -> Any:
    """A tensor that wants a gradient, if its class asks whether it does."""
    if array.dtype.kind == "f" and "requires_grad" in (arguments(cls, "__call__") or {}):
        return cls(array, requires_grad=True)
    return cls(array)


def tensor_classes(layer: Any) -> Iterator[Any]:
    """Classes with a backward and a gradient: of what the layer holds, then of the module it is from."""
    seen: set[int] = set()
    held = [type(holder) for path, holder in holders(layer) if path]
    module = sys.modules.get(getattr(layer, "__module__", None) or type(layer).__module__)
    names = getattr(layer, "__globals__", None) or (vars(module) if module is not None else {})
    for named in (*held, *list(names.values())):
        # The class itself, or the one of its bases that has the backward: a parameter is a kind of tensor.
        bases = named.__mro__ if isinstance(named, type) else ()
        cls = next((base for base in bases if callable(base.__dict__.get("backward"))), None)
        if cls is None or id(cls) in seen:
            continue
        seen.add(id(cls))
        takes = arguments(cls, "__call__")
        is_layer = any(callable(cls.__dict__.get(name)) for name in spelling.FORWARD_FUNCTIONS)
        if takes and sum(takes.values()) <= 1 and not is_layer:
            yield cls


def as_sequence(outputs: Any) -> Any:
    """Several outputs, or one as a tuple of it."""
    return outputs if isinstance(outputs, tuple | list) else (outputs,)
