"""What a layer holds beside the parameters that are read: any of it may decide what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.execution.memory import Memory
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads

__all__ = ["unread_arrays"]


def unread_arrays(layer: Any, read: Mapping[str, Path]) -> dict[str, Path]:
    """Where the layer holds real or complex arrays that are not read as parameters, by name.

    An array that is reached in two ways is one array, and one that shares its memory with a parameter is none
    of its own.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W, layer.scale = np.ones((2, 3)), np.ones(3)
    >>> layer.transposed, layer.alias = layer.W.T, layer.scale
    >>> unread_arrays(layer, {"W": ("W",)})
    {'scale': ('scale',)}
    """
    known, found = Memory(), []
    for array in (reads(layer, path) for path in read.values()):
        if isinstance(array, np.ndarray):
            known.add(array)
    for path in float_arrays(layer):
        array = reads(layer, path)
        if isinstance(array, np.ndarray) and array.size and not known.meets(array):
            known.add(array)
            found.append(path)
    if not found:
        return {}
    names = name_parameters(layer, [*read.values(), *found])
    kept = set(found)
    return {name: path for name, path in names.items() if path in kept}
