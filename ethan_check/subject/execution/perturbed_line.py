"""A point that moves along a direction: large arrays in one buffer that is filled anew for each step.

A probe asks for half a dozen steps. A new array of a million entries for each of them costs as much as
the layer's own work on it, and as much memory as is left for them to pile up in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import chunks
from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.subject.execution.buffer_pool import BufferPool
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.layer import Array

__all__ = ["PerturbedLine"]

Values = Mapping[str, Array]


class PerturbedLine:
    """t -> what a function answers at `values + t * directions`.

    Args:
        function: takes all arrays; what it does to those that it is given stays without consequence.
        values: the point; arrays without a direction stay put.
        buffers: where buffers come from.
        refused: what is answered where a layer refuses arrays other than those of the point; by default its
            fault is raised.

    >>> line = PerturbedLine(lambda values: values["x"], {"x": np.ones(2)}, {"x": np.array([1.0, -1.0])})
    >>> line(0.5)
    array([1.5, 0.5])
    """

    def __init__(
        self,
        function: Callable[[Values], Array],
        values: Values,
        directions: Values,
        buffers: BufferPool | None = None,
        refused: Callable[[], Array] | None = None,
    ) -> None:
        self._function, self._values, self._directions = function, values, directions
        self._buffers, self._refused = buffers or BufferPool(()), refused

    def __call__(self, t: Any) -> Array:
        moved, buffers = dict(self._values), []
        for name, v in self._directions.items():
            x = moved[name]
            if v.size > LARGE and x.dtype == v.dtype:
                moved[name] = self._filled(x, v, t)
                buffers.append(moved[name])
            else:
                moved[name] = x + t * v
        try:
            answer = self._function(moved)
        except LayerFault:
            if self._refused is None or isinstance(t, complex) or t == 0:
                raise
            return self._refused()
        # Some layers hand out a parameter, or a part of it: the next step may fill its room.
        return answer.copy() if any(np.may_share_memory(answer, buffer) for buffer in buffers) else answer

    def _filled(self, x: Array, v: Array, t: Any) -> Array:
        buffer = self._buffers.empty(x.shape, np.result_type(v.dtype, type(t)))
        if isinstance(t, complex):
            np.multiply(v, t.imag, out=buffer.imag)
            buffer.real[...] = x + t.real * v if t.real else x
        else:
            for room, there, along in chunks(buffer, x, v):
                np.add(np.multiply(along, t, out=room), there, out=room)
        return buffer
