"""A layer whose forward and backward are called as somebody says: where looking would not find out how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from ethan_check.subject.conventions.given import Given
from ethan_check.subject.conventions.loss import times
from ethan_check.subject.conventions.spelling import BACKWARD_METHODS, FORWARD_METHODS, RESETS

__all__ = ["Directed", "Directions"]


@dataclass(frozen=True)
class Directions:
    """How a layer is called.

    Args:
        forward, backward: the names of the methods; empty for the usual ones.
        to_forward, to_backward: what they are given.
        returns: whose gradients backward returns: positions of inputs; empty for all, in their order.
        outputs: which outputs of forward are the layer's; empty for all.
    """

    forward: str = ""
    backward: str = ""
    to_forward: Given = field(default_factory=Given)
    to_backward: Given = field(default_factory=Given)
    returns: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()

    @property
    def tell_everything(self) -> bool:
        """Whether nothing about the call of backward is left to be found out."""
        return self.to_backward.listed is not None or bool(self.returns)


class Directed:
    """The layer with a forward of its inputs and a backward of the cotangent.

    A backward that is given no cotangent states the gradient of a number, or the derivative of each entry: it
    is multiplied by the cotangent.

    >>> class Power:
    ...     def of(self, exponent, x): return x**exponent
    ...     def slope(self, x, exponent): return exponent * x ** (exponent - 1)
    >>> from ethan_check.subject.conventions.given import Slot
    >>> x = Slot("input")
    >>> cube = Directed(Power(), Directions("of", "slope", Given((3, x)), Given((x, 3))))
    >>> cube.forward(2.0), float(cube.backward(10.0))
    (8.0, 120.0)
    """

    def __init__(self, layer: Any, directions: Directions) -> None:
        self.layer = layer
        self.directions = directions
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
        method = self._method(self.directions.forward, FORWARD_METHODS)
        given = self.directions.to_forward
        directions = self.directions
        if given == Given() and not directions.tell_everything and not directions.outputs:
            return method

        def forward(*inputs: Any) -> Any:
            output = given.call(method, input=inputs)
            every = output if isinstance(output, tuple | list) else (output,)
            if directions.tell_everything:
                self.seen = {"input": inputs, "output": every}
            kept = tuple(every[position] for position in directions.outputs)
            return (kept if len(kept) > 1 else kept[0]) if kept else output

        return forward

    @property
    def backward(self) -> Callable[..., Any]:
        """The layer's own backward, with what is said of its arguments."""
        method = self._method(self.directions.backward, BACKWARD_METHODS)
        given = self.directions.to_backward
        if not self.directions.tell_everything:
            return partial(method, **given.named) if given.named else method

        def backward(cotangent: Any) -> Any:
            several = isinstance(cotangent, tuple | list)
            cotangents = cotangent if several else (cotangent,)
            if given.listed is None:
                returned = method(cotangent, **given.named)
            else:
                returned = given.call(method, **self.seen, cotangent=cotangents)
            if given.listed is not None and not given.asks_for("cotangent"):
                returned = _scaled(returned, cotangent)
            return self._by_input(returned)

        return backward

    def _by_input(self, returned: Any) -> Any:
        if not self.directions.returns:
            return returned
        gradients: list[Any] = [None] * len(self.seen["input"])
        pieces = returned if isinstance(returned, tuple | list) else (returned,)
        for position, gradient in zip(self.directions.returns, pieces, strict=True):
            gradients[position] = gradient
        return tuple(gradients) if len(gradients) > 1 else gradients[0]

    def _method(self, name: str, usual: tuple[str, ...]) -> Callable[..., Any]:
        names = (name,) if name else usual
        held = (getattr(self.layer, one, None) for one in names)
        found: Callable[..., Any] | None = next((method for method in held if callable(method)), None)
        if found is None:
            raise AttributeError(f"{type(self.layer).__name__} has no {name or usual[0]}")
        return found


def _scaled(returned: Any, cotangent: Any) -> Any:
    if isinstance(returned, tuple | list):
        return tuple(_scaled(piece, cotangent) for piece in returned)
    return None if returned is None else times(cotangent, returned)
