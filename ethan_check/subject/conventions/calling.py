"""How a layer's forward and backward are called, apart from where it leaves parameter gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_core.layer import Array

__all__ = ["Calling", "MethodCalling", "ones_like"]


class Calling(Protocol):
    """Runs forward and backward; what backward returned is left as it is."""

    @property
    def text(self) -> str:
        """How it reads, for people: `backward(dout, cache)`."""

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether backward is given what forward remembers, instead of finding it on the layer."""

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """The output, and what backward has to be told."""

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        """Whatever backward returned. `extra` gives a value for the roles `rate` and `optimizer`."""


@dataclass(frozen=True)
class MethodCalling:
    """Two methods.

    Args:
        forward_name, backward_name: what they are called.
        roles: for each argument of backward, its name and what it is given: `"cotangent"`, `"cache"`,
            `"rate"`, `"optimizer"`, `"output"`, `"X0"` for the first input and so on; `"cotangent0"` and
            so on where each of several outputs has an argument of its own.
        listed: whether forward takes all its inputs in one list.
        pair: whether forward returns the pair (output, cache).
        first: further arguments that forward is given first: a context to save things on.
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
        """How it reads: `backward(dout, cache)`."""
        name = self.backward_name
        return f"{name}({', '.join(argument for argument, _ in self.roles)})"

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether backward is given what forward saved: inputs that it is given again it may ignore."""
        return self.with_context or any(role == "cache" for _, role in self.roles)

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
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

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        """Call backward with what each argument is owed."""
        given: Mapping[str, Any] = {
            "cotangent": cotangent,
            "cache": memory,
            "output": memory,
            **{f"X{position}": array for position, array in enumerate(inputs)},
            **extra,
        }
        if any(role == "cotangent0" for _, role in self.roles):
            given = {**given, **{f"cotangent{i}": piece for i, piece in enumerate(cotangent)}}
        positional = [given[role] for name, role in self.roles if name not in self.keywords]
        named = {name: given[role] for name, role in self.roles if name in self.keywords}
        return getattr(layer, self.backward_name)(*positional, **named)


class Context:
    """What `forward(ctx, x)` saves things on: attributes of any name, or `save_for_backward`."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()
        self.needs_input_grad = (True,) * 64

    @property
    def saved_values(self) -> tuple[Any, ...]:
        """Another spelling of `saved_tensors`."""
        return self.saved_tensors

    def save_for_backward(self, *values: Any) -> None:
        """Keep values for backward."""
        self.saved_tensors = values


def ones_like(output: Any) -> Any:
    """A cotangent of ones, built like an output."""
    if isinstance(output, tuple | list):
        pieces = [ones_like(piece) for piece in output]
        return pieces if isinstance(output, list) else tuple(pieces)
    piece = np.asarray(output)
    return np.ones(piece.shape, piece.dtype if piece.dtype.kind == "f" else np.float64)[()]
