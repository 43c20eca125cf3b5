"""Functions of libraries that derive the backward pass themselves: by a `vjp`, or by a tape of tensors.

Each becomes a layer that returns its backward: `Y, backprop = layer(*inputs)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ethan_check.subject.conventions.given import Given
from ethan_check.subject.conventions.tape_start import clear, found_start, start_tape
from ethan_check.subject.conventions.tensors import as_array, tensor_names
from ethan_check.subject.conventions.trial import signed_like
from ethan_check.subject.execution.faults import LayerFault

__all__ = ["TapeFunction", "VjpFunction"]


class VjpFunction:
    """A function, and the function of its library that makes the backward pass.

    Two protocols are known, and told apart by trying: `vjp(f, *inputs) -> (value, pull)`, as in jax, and
    `make_vjp(f, positions)(*inputs) -> (pull, value)`, as in autograd. In either order of the pair.

    >>> def vjp(f, x): return f(x), lambda g: (g * 2 * x,)
    >>> Y, backprop = VjpFunction(lambda x: x * x, vjp)(np.array([3.0]))
    >>> Y.tolist(), backprop(np.array([1.0])).tolist()
    ([9.0], [6.0])
    """

    def __init__(
        self, function: Callable[..., Any], vjp: Callable[..., Any], given: Given | None = None
    ) -> None:
        self.function, self.vjp, self.given = function, vjp, given or Given()
        self.__name__ = str(getattr(function, "__name__", "function"))

    def __deepcopy__(self, memo: dict[int, Any]) -> VjpFunction:
        return self

    def __call__(self, *inputs: Any) -> tuple[Any, Callable[[Any], Any]]:
        """The output, and the function that takes a cotangent and returns one gradient for each input."""
        moved = [position for position, array in enumerate(inputs) if _is_moved(array)]

        def of_moved(*arrays: Any) -> Any:
            every = list(inputs)
            for position, array in zip(moved, arrays, strict=True):
                every[position] = array
            return self.given.call(self.function, input=tuple(every))

        value, pull = self._pair(of_moved, [inputs[position] for position in moved])
        several = isinstance(value, tuple | list)
        output = tuple(map(np.asarray, value)) if several else np.asarray(value)

        def backprop(cotangent: Any) -> Any:
            returned = pull(cotangent)
            pieces = returned if isinstance(returned, tuple | list) else (returned,)
            gradients: list[Any] = [None] * len(inputs)
            for position, gradient in zip(moved, pieces, strict=True):
                gradients[position] = None if gradient is None else np.asarray(gradient)
            return tuple(gradients) if len(gradients) > 1 else gradients[0]

        return output, backprop

    def _pair(self, function: Callable[..., Any], arrays: list[Any]) -> tuple[Any, Callable[[Any], Any]]:
        """The value and the pull-back, by whichever protocol gives a pair of an output and a function."""
        positions: Any = tuple(range(len(arrays))) if len(arrays) > 1 else 0
        make: Callable[..., Any] = self.vjp
        attempts: tuple[Callable[[], Any], ...] = (
            lambda: make(function, *arrays),
            lambda: make(function, positions)(*arrays),
        )
        failed: Exception | None = None
        for attempt in attempts:
            try:
                pair = attempt()
            except Exception as error:
                failed = error
                continue
            if isinstance(pair, tuple) and len(pair) == 2 and callable(pair[0]) != callable(pair[1]):
                value, pull = pair if callable(pair[1]) else pair[::-1]
                return value, pull
        if failed is not None:
            raise failed
        name = getattr(self.vjp, "__name__", "vjp")
        raise LayerFault(
            f"{name} is neither vjp(f, *inputs) -> (value, pull) nor "
            "make_vjp(f, positions)(*inputs) -> (pull, value)"
        )


class TapeFunction:
    """A function of tensors, and what makes a tensor of an array."""

    def __init__(
        self, function: Callable[..., Any], tensor: Callable[[Any], Any], given: Given | None = None
    ) -> None:
        self.function, self.tensor, self.given = function, tensor, given or Given()
        self.__name__ = str(getattr(function, "__name__", "function"))
        self._start = ""

    def __deepcopy__(self, memo: dict[int, Any]) -> TapeFunction:
        return self

    def __call__(self, *inputs: Any) -> tuple[Any, Callable[[Any], Any]]:
        """The output, and the function that runs the tape backward and returns the gradients of the inputs.

        Raises:
            LayerFault: the tape cannot be started with a cotangent.
        """
        tensors, outputs, names = self._forward(inputs)
        several = isinstance(outputs, tuple | list)
        arrays = [np.array(getattr(one, names[0])) for one in _listed(outputs)]
        if not self._start:
            follows = partial(self._follows, inputs)
            self._start = found_start(self.tensor, _listed(outputs), names, follows)
        backprop = partial(self._backward, self._start, tensors, outputs, names)
        return tuple(arrays) if several else arrays[0], lambda cotangent: backprop(cotangent)

    def _forward(self, inputs: tuple[Any, ...]) -> tuple[list[Any], Any, tuple[str, str]]:
        tensors = [self.tensor(np.array(array)) if _is_moved(array) else array for array in inputs]
        outputs = self.given.call(self.function, input=tuple(tensors))
        return tensors, outputs, tensor_names(_listed(outputs)[0])

    def _backward(
        self, start: str, tensors: list[Any], outputs: Any, names: tuple[str, str], cotangent: Any
    ) -> Any:
        data, gradient = names
        moved = [tensor for tensor in tensors if hasattr(tensor, "backward")]
        for tensor in moved:
            clear(tensor, gradient)
        pieces = cotangent if isinstance(outputs, tuple | list) else (cotangent,)
        for output, piece in zip(_listed(outputs), pieces, strict=True):
            start_tape(start, self.tensor, output, piece, gradient)
        found: list[Any] = [None] * len(tensors)
        for position, tensor in enumerate(tensors):
            if hasattr(tensor, "backward"):
                stated = as_array(getattr(tensor, gradient, None), data)
                # A tape leaves no gradient where the output does not depend on a tensor: then it is zero.
                found[position] = np.zeros_like(getattr(tensor, data)) if stated is None else stated
        return tuple(found) if len(found) > 1 else found[0]

    def _follows(self, inputs: tuple[Any, ...], start: str) -> bool:
        """Whether the gradients follow the cotangent."""
        answers = []
        for turn in (0, 1):
            tensors, outputs, names = self._forward(inputs)
            values = [np.asarray(getattr(one, names[0])) for one in _listed(outputs)]
            cotangent = signed_like(values if isinstance(outputs, tuple | list) else values[0], turn)
            answers.append(_listed(self._backward(start, tensors, outputs, names, cotangent)))
        return not all(map(np.array_equal, *answers))


def _listed(value: Any) -> Any:
    return value if isinstance(value, tuple | list) else (value,)


def _is_moved(array: Any) -> bool:
    """Whether an input is differentiated: one of integers is handed on as it is."""
    return np.asarray(array).dtype.kind in "fc"
