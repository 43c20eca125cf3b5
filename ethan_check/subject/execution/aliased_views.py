"""Arrays of a layer that are views of one buffer: a copy keeps them so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.subject.execution.object_paths import float_arrays, reads

__all__ = ["Views"]


class Views:
    """Arrays of a layer that are views of one buffer, which a copy has to keep together.

    False where there are none.

    >>> class Layer: pass
    >>> layer = Layer(); layer.all = np.zeros(4); layer.W, layer.b = layer.all[:3], layer.all[3:]
    >>> new = Views(layer).together({id(layer.b): np.ones(1)})
    >>> new[id(layer.all)], new[id(layer.W)].base is new[id(layer.all)]
    (array([0., 0., 0., 1.]), True)
    """

    def __init__(self, layer: Any) -> None:
        held = {id(array): array for path in float_arrays(layer) if (array := reads(layer, path)) is not None}
        roots: dict[int, list[Any]] = {}
        for array in held.values():
            if isinstance(array.base, np.ndarray):
                roots.setdefault(id(array.base), []).append(array)
        self._groups = [
            (views[0].base, views) for root, views in roots.items() if root in held or len(views) > 1
        ]

    def __bool__(self) -> bool:
        return bool(self._groups)

    def together(self, replacements: Mapping[int, Any]) -> dict[int, Any]:
        """The replacements, with buffers copied as a whole and every view of them made anew."""
        result = dict(replacements)
        for base, views in self._groups:
            given = [replacements[id(one)] for one in (base, *views) if id(one) in replacements]
            kept = (
                [] if len(given) >= len(views) else [base.dtype]
            )  # What is replaced whole may get narrower.
            dtype = np.result_type(*kept, *(array.dtype for array in given))
            start = replacements.get(id(base), base)
            buffer = np.array(start, dtype=dtype, order="C" if base.flags.c_contiguous else "K", subok=False)
            result[id(base)] = buffer
            for view in views:
                new = _same_view(base, view, buffer)
                if id(view) in replacements:
                    new[...] = replacements[id(view)]
                result[id(view)] = new
        return result


def _same_view(base: Any, view: Any, buffer: Any) -> Any:
    """The part of a buffer that a view is of another buffer of the same layout."""
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    old, new = base.itemsize, buffer.itemsize
    strides = tuple(stride // old * new for stride in view.strides)
    return np.ndarray(view.shape, buffer.dtype, buffer, offset // old * new, strides)
