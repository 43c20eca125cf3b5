"""A point that moves along a direction: large arrays in one buffer that is filled anew for each step.

A probe asks for half a dozen steps. A new array of a million entries for each of them costs as much as
the layer's own work on it, and as much memory as is left for them to pile up in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.numerics.blocks import LARGE
from ethan_check.spare import Spare
from ethan_core.layer import Array

__all__ = ["Moving"]

Values = Mapping[str, Array]


class Moving:
    """t -> what a function answers at `values + t * directions`.

    Args:
        function: takes all arrays; what it does to those that it is given stays without consequence.
        values: the point; arrays without a direction stay put.
        spare: where buffers come from.

    >>> line = Moving(lambda values: values["x"], {"x": np.ones(2)}, {"x": np.array([1.0, -1.0])})
    >>> line(0.5)
    array([1.5, 0.5])
    """

    def __init__(
        self,
        function: Callable[[Values], Array],
        values: Values,
        directions: Values,
        spare: Spare | None = None,
    ) -> None:
        self._function, self._values, self._directions = function, values, directions
        self._spare = spare or Spare(())
        self._buffers: dict[str, Array] = {}

    def __call__(self, t: Any) -> Array:
        moved = dict(self._values)
        for name, v in self._directions.items():
            x = moved[name]
            moved[name] = self._filled(name, t) if v.size > LARGE and x.dtype == v.dtype else x + t * v
        answer = self._function(moved)
        # Some layers hand out a parameter, or a part of it: the next step would change it.
        return answer.copy() if any(self._is_in(answer, name) for name in self._buffers) else answer

    def _filled(self, name: str, t: Any) -> Array:
        x, v = self._values[name], self._directions[name]
        dtype = np.result_type(v.dtype, type(t))
        buffer = self._buffers.get(name)
        if buffer is None or buffer.dtype != dtype:
            del buffer  # So that its room is free for the next one.
            self._buffers.pop(name, None)
            buffer = self._buffers[name] = self._spare.empty(x.shape, dtype)
        if isinstance(t, complex):
            np.multiply(v, t.imag, out=buffer.imag)
            np.add(np.multiply(v, t.real, out=buffer.real), x, out=buffer.real)
        else:
            np.add(np.multiply(v, t, out=buffer), x, out=buffer)
        return buffer

    def _is_in(self, answer: Array, name: str) -> bool:
        return np.may_share_memory(answer, self._buffers[name])
