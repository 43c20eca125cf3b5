"""How one layer is called, and where it leaves its gradients: what detection ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients, Inputs, Paths
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import Path, reads, write
from ethan_core.contract import Reduction

__all__ = ["Call", "Context", "MethodCall", "Reading", "WrappedCall", "by_input"]

_MOST_INPUTS = 64
"""How many inputs a context says that gradients are wanted of: more than any function takes."""


class Call(Protocol):
    """Runs forward and backward; what backward returned is left as it is."""

    @property
    def text(self) -> str:
        """How it reads, for people: `backward(dout, cache)`."""

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether backward is given what forward remembers, instead of finding it on the layer."""

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        """The output, and what backward has to be told."""

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        """Whatever backward returned. `extra` gives a value for the roles `rate` and `optimizer`."""


@dataclass(frozen=True)
class Reading:
    """Calls one layer, and reads its parameters' gradients where they were found.

    Args:
        name: the convention's.
        description: for people, `plain object, parameter gradients in the mapping grads`.
        call: how forward and backward are called.
        paths: where the parameters are.
        stored: for each parameter the places on the layer that add up to its gradient.
        reduction: over the batch, if nothing is declared.
        adds_up: whether the convention is that gradients are added to what is there, so that it has to be
            cleared before backward.
        input_names: what the inputs are, where that is known; a `target` is not differentiated.
    """

    name: str
    description: str
    call: Call
    paths: Paths = field(default_factory=dict)
    stored: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    reduction: Reduction = "sum"
    is_loss: bool = False
    adds_up: bool = False
    input_names: tuple[str, ...] = ()

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether backward is given what forward remembers, instead of finding it on the layer."""
        return self.call.memory_is_handed_on

    def recognises(self, layer: Any) -> bool:
        return True  # It is the layer that it was made for, or one like it.

    def parameters(self, layer: Any, inputs: Inputs) -> dict[str, Path]:
        return dict(self.paths)

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        return self.call.forward(layer, inputs)

    def backward(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, parameters: Paths
    ) -> Gradients:
        """Run backward and read what it returned and what it left."""
        if self.adds_up:
            self._clear(layer)
        returned = self.call.backward(layer, inputs, cotangent, memory)
        return self.gradients(layer, inputs, cotangent, returned, parameters)

    def gradients(self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, paths: Paths) -> Gradients:
        """The gradients after backward: of inputs as returned, of parameters where they are stored."""
        by_name = {name: self.stored_gradient(layer, name) for name in paths}
        return Gradients(by_input(returned, inputs), by_name)

    def _clear(self, layer: Any) -> None:
        for path in (path for paths in self.stored.values() for path in paths):
            value = reads(layer, path)
            if isinstance(value, np.ndarray):
                write(layer, path, np.zeros_like(value))

    def stored_gradient(self, layer: Any, name: str) -> Any:
        """The gradient of one parameter; None where there is none."""
        found = [value for path in self.stored.get(name, ()) if (value := reads(layer, path)) is not None]
        if len(found) < 2:
            return found[0] if found else None
        return np.sum(found, axis=0)


@dataclass(frozen=True)
class MethodCall:
    """Two methods.

    Args:
        forward_name, backward_name: what they are called.
        roles: for each argument of backward, its name and what it is given: `"cotangent"`, `"cache"`,
            `"rate"`, `"optimizer"`, `"output"`, `"X0"` for the first input and so on; `"cotangent0"` and
            so on where each of several outputs has an argument of its own.
        listed: whether forward takes all its inputs in one list.
        pair: whether forward returns the pair (output, cache).
        with_context: whether forward is given a context first, to save things on.
        keywords: the arguments that are given by name.
    """

    forward_name: str
    backward_name: str
    roles: tuple[tuple[str, str], ...]
    listed: bool = False
    pair: bool = False
    with_context: bool = False
    keywords: frozenset[str] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        return f"{self.backward_name}({', '.join(argument for argument, _ in self.roles)})"

    @property
    def given(self) -> frozenset[str]:
        """The roles that backward has an argument for."""
        return frozenset(role for _, role in self.roles)

    @property
    def memory_is_handed_on(self) -> bool:
        return "cache" in self.given  # Inputs that it is given again it may ignore.

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        """Call forward, and part its output from the cache where it returns one.

        Raises:
            LayerFault: a pair was to be returned and was not.
        """
        method = getattr(layer, self.forward_name)
        if self.with_context:
            context = Context()
            return method(context, *inputs), context
        returned = method(list(inputs)) if self.listed else method(*inputs)
        if not self.pair:
            return returned, returned
        if not (isinstance(returned, tuple) and len(returned) == 2):
            raise LayerFault(
                f"{self.forward_name} returned a {type(returned).__name__}, but backward takes a cotangent "
                "and a cache; expected the pair (output, cache)"
            )
        return returned

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        """Call backward with what each argument is owed."""
        values = {"cotangent": cotangent, "cache": memory, "output": memory, **extra}
        values |= {f"X{position}": array for position, array in enumerate(inputs)}
        if "cotangent0" in self.given:
            values |= {f"cotangent{position}": piece for position, piece in enumerate(cotangent)}
        positional = [values[role] for name, role in self.roles if name not in self.keywords]
        named = {name: values[role] for name, role in self.roles if name in self.keywords}
        return getattr(layer, self.backward_name)(*positional, **named)


@dataclass(frozen=True)
class WrappedCall:
    """Another call, with something done before or after its backward."""

    inner: Call

    @property
    def text(self) -> str:
        return self.inner.text

    @property
    def memory_is_handed_on(self) -> bool:
        return self.inner.memory_is_handed_on

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        return self.inner.forward(layer, inputs)

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        return self.inner.backward(layer, inputs, cotangent, memory, **extra)


class Context:
    """What `forward(ctx, x)` saves things on: attributes of any name, or `save_for_backward`."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()
        self.needs_input_grad = (True,) * _MOST_INPUTS

    @property
    def saved_values(self) -> tuple[Any, ...]:
        """Another spelling of `saved_tensors`."""
        return self.saved_tensors

    def save_for_backward(self, *values: Any) -> None:
        self.saved_tensors = values


def by_input(returned: Any, inputs: Inputs) -> tuple[Any, ...]:
    """One gradient for each input from what backward returned.

    Fewer than there are inputs are, in their order, of those that have a derivative: `forward(ids, weights)`
    whose backward returns one array. A None says that the others were counted.

    >>> by_input("dw", (np.array([3, 5]), np.array([0.5, 1.5])))
    (None, 'dw')
    """
    count = len(inputs)
    if isinstance(returned, Mapping) and len(returned) == count:
        return tuple(returned.values())
    apart = isinstance(returned, tuple | list) and (count > 1 or len(returned) == 1)
    pieces = tuple(returned)[:count] if apart else (returned,)
    real = [place for place, array in enumerate(inputs) if np.asarray(array).dtype.kind in "fc"]
    counted = len(pieces) > len(real) or any(piece is None for piece in pieces)
    places = range(len(pieces)) if counted else real
    owned = dict(zip(places, pieces, strict=False))
    return tuple(owned.get(place) for place in range(count))
