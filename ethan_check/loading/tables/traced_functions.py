"""Functions of libraries that derive the backward pass themselves: by a `vjp`, or by a tape of tensors.

Each becomes a layer that returns its backward: `Y, backprop = layer(*inputs)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from ethan_check.loading.tables.declared_calls import CallArguments
from ethan_check.subject.conventions.tensors import Tape, as_sequence, tape_of
from ethan_check.subject.conventions.trial import signed_like
from ethan_check.subject.execution.faults import LayerFault

__all__ = ["TapeFunction", "VjpFunction"]


class _Traced:
    """A function, what its library needs to derive it, and the arguments that it is called with."""

    def __init__(
        self, function: Callable[..., Any], tracer: Callable[..., Any], arguments: CallArguments | None = None
    ) -> None:
        self.function, self.tracer, self.arguments = function, tracer, arguments or CallArguments()
        self.__name__ = str(getattr(function, "__name__", "function"))

    def __deepcopy__(self, memo: dict[int, Any]) -> _Traced:
        return self


class VjpFunction(_Traced):
    """A function, and the function of its library that makes the backward pass.

    Two protocols are known, and told apart by trying: `vjp(f, *inputs) -> (value, pull)`, as in jax, and
    `make_vjp(f, positions)(*inputs) -> (pull, value)`, as in autograd. In either order of the pair.
    """

    def __call__(self, *inputs: Any) -> tuple[Any, Callable[[Any], Any]]:
        """The output, and the function that takes a cotangent and returns one gradient for each input."""
        moved = [position for position, array in enumerate(inputs) if _is_moved(array)]

        def of_moved(*arrays: Any) -> Any:
            every = list(inputs)
            for position, array in zip(moved, arrays, strict=True):
                every[position] = array
            return self.arguments.call(self.function, input=tuple(every))

        value, pull = self._pair(of_moved, [inputs[position] for position in moved])
        output = tuple(map(np.asarray, value)) if isinstance(value, tuple | list) else np.asarray(value)

        def backprop(cotangent: Any) -> Any:
            returned = pull(cotangent)
            gradients: list[Any] = [None] * len(inputs)
            for position, gradient in zip(moved, as_sequence(returned), strict=True):
                gradients[position] = None if gradient is None else np.asarray(gradient)
            return tuple(gradients) if len(gradients) > 1 else gradients[0]

        return output, backprop

    def _pair(self, function: Callable[..., Any], arrays: list[Any]) -> tuple[Any, Callable[[Any], Any]]:
        """The value and the pull-back, by whichever protocol gives a pair of an output and a function."""
        positions = tuple(range(len(arrays))) if len(arrays) > 1 else 0
        failed: Exception | None = None
        for as_in_jax in (True, False):
            try:
                pair = (
                    self.tracer(function, *arrays) if as_in_jax else self.tracer(function, positions)(*arrays)
                )
            except Exception as error:
                failed = error
                continue
            if isinstance(pair, tuple) and len(pair) == 2 and callable(pair[0]) != callable(pair[1]):
                value, pull = pair if callable(pair[1]) else pair[::-1]
                return value, pull
        if failed is not None:
            raise failed
        name = getattr(self.tracer, "__name__", "vjp")
        raise LayerFault(
            f"{name} is neither vjp(f, *inputs) -> (value, pull) nor "
            "make_vjp(f, positions)(*inputs) -> (pull, value)"
        )


class TapeFunction(_Traced):
    """A function of tensors, and what makes a tensor of an array."""

    _tape: Tape | None = None

    def __call__(self, *inputs: Any) -> tuple[Any, Callable[[Any], Any]]:
        """The output, and the function that runs the tape backward and returns the gradients of the inputs.

        Raises:
            LayerFault: the tape cannot be started with a cotangent.
        """
        tensors, outputs = self._forward(inputs)
        tape = tape_of(self.tracer, as_sequence(outputs)[0])
        if self._tape is None:
            self._tape = tape.with_start(outputs, partial(self._gradients, inputs))
        tape = replace(tape, start=self._tape.start)
        values = [np.array(array) for array in as_sequence(tape.values(outputs))]
        several = isinstance(outputs, tuple | list)
        return tuple(values) if several else values[0], partial(_pull_back, tape, tensors, outputs)

    def _forward(self, inputs: tuple[Any, ...]) -> tuple[list[Any], Any]:
        tensors = [self.tracer(np.array(array)) if _is_moved(array) else array for array in inputs]
        return tensors, self.arguments.call(self.function, input=tuple(tensors))

    def _gradients(self, inputs: tuple[Any, ...], tape: Tape, turn: int) -> Any:
        """The gradients of another forward, for a tape that is started in some way."""
        tensors, outputs = self._forward(inputs)
        return as_sequence(_pull_back(tape, tensors, outputs, signed_like(tape.values(outputs), turn)))


def _pull_back(tape: Tape, tensors: list[Any], outputs: Any, cotangent: Any) -> Any:
    """The gradients of the inputs, None for those that are no tensors."""
    tape.run((tensor for tensor in tensors if hasattr(tensor, "backward")), outputs, cotangent)
    found: list[Any] = [None] * len(tensors)
    for position, tensor in enumerate(tensors):
        if hasattr(tensor, "backward"):
            stated = tape.gradient_of(tensor)
            # A tape leaves no gradient where the output does not depend on a tensor: then it is zero.
            found[position] = np.zeros_like(getattr(tensor, tape.data)) if stated is None else stated
    return tuple(found) if len(found) > 1 else found[0]


def _is_moved(array: Any) -> bool:
    """Whether an input is differentiated: one of integers is handed on as it is."""
    return np.asarray(array).dtype.kind in "fc"
