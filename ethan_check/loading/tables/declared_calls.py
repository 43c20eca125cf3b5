"""A layer whose forward and backward are called as somebody says: where looking would not find out how.

What a call is given are constants, and stand-ins for what is not known before: inputs, outputs, cotangents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import numpy as np

from ethan_check.subject.conventions.loss import times
from ethan_check.subject.conventions.spelling import BACKWARD_METHODS, FORWARD_METHODS, RESETS

__all__ = ["Argument", "CallArguments", "Computed", "DeclaredCalls", "DeclaredLayer"]


@dataclass(frozen=True)
class Argument:
    """Stands for an input or an output of forward, or for the cotangent of an output."""

    kind: Literal["input", "output", "cotangent"]
    position: int = 0


@dataclass(frozen=True)
class Computed:
    """Stands for what a function returns of other arguments: for the softmax of an input."""

    function: Callable[..., Any]
    arguments: CallArguments


@dataclass(frozen=True)
class CallArguments:
    """The arguments of a call.

    Args:
        listed: the positional ones; None for what is usual: the inputs of forward, in their order, without
            those that are among the named ones.
        named: further ones, by name.
    """

    listed: tuple[Any, ...] | None = None
    named: Mapping[str, Any] = field(default_factory=dict)

    def asks_for(self, kind: str) -> bool:
        """Whether any of them is of a kind."""
        return any(one.kind == kind for one in _arguments_in([self.listed or (), self.named]))

    def call(self, function: Callable[..., Any], **values: Any) -> Any:
        """Call a function, with every `Argument` filled from `values`: for each kind, by position.

        Raises:
            IndexError: there is no input, output or cotangent at the position of an `Argument`.
        """
        if self.listed is None:
            named = {one.position for one in _arguments_in(self.named) if one.kind == "input"}
            listed = tuple(one for position, one in enumerate(values["input"]) if position not in named)
        else:
            listed = _substitute(self.listed, values)
        return function(*listed, **_substitute(self.named, values))


def _substitute(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, Argument):
        return values[value.kind][value.position]
    if isinstance(value, Computed):
        return value.arguments.call(value.function, **values)
    if type(value) in (list, tuple):
        return type(value)(_substitute(item, values) for item in value)
    if type(value) is dict:
        return {name: _substitute(item, values) for name, item in value.items()}
    return value


def _arguments_in(value: Any) -> Iterator[Argument]:
    if isinstance(value, Argument):
        yield value
    elif isinstance(value, Computed):
        yield from _arguments_in([value.arguments.listed or (), value.arguments.named])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arguments_in(item)
    elif isinstance(value, Mapping):
        yield from _arguments_in(list(value.values()))


@dataclass(frozen=True)
class DeclaredCalls:
    """How a layer is called.

    Args:
        forward, backward: the names of the methods; empty for the usual ones.
        to_forward, to_backward: what they are given.
        returns: whose gradients backward returns: positions of inputs; empty for all, in their order.
        outputs: which outputs of forward are the layer's; empty for all.
    """

    forward: str = ""
    backward: str = ""
    to_forward: CallArguments = field(default_factory=CallArguments)
    to_backward: CallArguments = field(default_factory=CallArguments)
    returns: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()

    @property
    def are_complete(self) -> bool:
        """Whether nothing about the call of backward is left to be found out."""
        return self.to_backward.listed is not None or bool(self.returns)


class DeclaredLayer:
    """The layer with a forward of its inputs and a backward of the cotangent.

    A backward that is given no cotangent states the gradient of a number, or the derivative of each entry: it
    is multiplied by the cotangent.
    """

    ethan_stands_in = "layer"
    """The attribute that holds what this stands in for: names of arrays leave it out."""

    def __init__(self, layer: Any, calls: DeclaredCalls) -> None:
        self.layer = layer
        self.calls = calls
        self.seen: dict[str, Any] = {}
        self.__name__ = str(getattr(layer, "__name__", type(layer).__name__))

    def __getattr__(self, name: str) -> Any:
        # What asks it for a size, or tells it to forget, means the layer; all else is as it is said here.
        value = getattr(self.__dict__.get("layer"), name, None)
        is_size = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if is_size or (name in RESETS and callable(value)):
            return value
        raise AttributeError(f"{type(self).__name__} has no {name}")

    @property
    def forward(self) -> Callable[..., Any]:
        """The layer's own forward where nothing is said of its arguments."""
        calls, arguments = self.calls, self.calls.to_forward
        method = self._method(calls.forward, FORWARD_METHODS)
        if arguments == CallArguments() and not calls.are_complete and not calls.outputs:
            return method

        def forward(*inputs: Any) -> Any:
            output = arguments.call(method, input=inputs)
            every = output if isinstance(output, tuple | list) else (output,)
            if calls.are_complete:
                self.seen = {"input": inputs, "output": every}
            judged = tuple(every[position] for position in calls.outputs)
            return (judged if len(judged) > 1 else judged[0]) if judged else output

        return forward

    @property
    def backward(self) -> Callable[..., Any]:
        """The layer's own backward, with what is said of its arguments."""
        method = self._method(self.calls.backward, BACKWARD_METHODS)
        arguments = self.calls.to_backward
        if not self.calls.are_complete:
            return partial(method, **arguments.named) if arguments.named else method

        def backward(cotangent: Any) -> Any:
            if arguments.listed is None:
                return self._by_input(method(cotangent, **arguments.named))
            cotangents = cotangent if isinstance(cotangent, tuple | list) else (cotangent,)
            returned = arguments.call(method, **self.seen, cotangent=cotangents)
            return self._by_input(
                returned if arguments.asks_for("cotangent") else _scale(returned, cotangent)
            )

        return backward

    def _by_input(self, returned: Any) -> Any:
        if not self.calls.returns:
            return returned
        gradients: list[Any] = [None] * len(self.seen["input"])
        pieces = returned if isinstance(returned, tuple | list) else (returned,)
        for position, gradient in zip(self.calls.returns, pieces, strict=True):
            gradients[position] = gradient
        return tuple(gradients) if len(gradients) > 1 else gradients[0]

    def _method(self, name: str, usual: tuple[str, ...]) -> Callable[..., Any]:
        methods = [getattr(self.layer, one, None) for one in ((name,) if name else usual)]
        for method in filter(callable, methods):
            return method
        raise AttributeError(f"{type(self.layer).__name__} has no {name or usual[0]}")


def _scale(returned: Any, cotangent: Any) -> Any:
    if isinstance(returned, tuple | list):
        return tuple(_scale(piece, cotangent) for piece in returned)
    return None if returned is None else times(cotangent, returned)
