"""Gradients beside the parameters: `W` and `dW`, `weight` and `grad_weight`, keys like `"W"` and `"dW"`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.pairs import Pair
from ethan_check.subject.conventions.spelling import gradient_spellings, unmangled
from ethan_check.subject.execution.object_paths import Path, attributes

__all__ = ["NAME", "pairs"]

NAME = "attributes"


def pairs(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters of one object or mapping whose gradient has a name made from theirs.

    >>> class Layer:
    ...     def __init__(self): self.w, self.dw = np.ones(2), np.zeros(2)
    >>> [(pair.parameter, pair.gradient) for pair in pairs(Layer(), ())]
    [(('w',), ('dw',))]
    """
    if isinstance(holder, list | tuple):
        return
    is_mapping = isinstance(holder, Mapping)
    held = {str(key): value for key, value in (holder if is_mapping else attributes(holder)).items()}
    plain = {unmangled(name): name for name in held}
    for written, name in plain.items():
        value = held[name]
        if not (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
            continue
        for spelt in gradient_spellings(written)[1:]:
            if spelt not in plain:
                continue
            gradient = held[plain[spelt]]
            if gradient is None or isinstance(gradient, np.ndarray | float | int):
                where, item = ("keys", repr(spelt)) if is_mapping else ("attributes", spelt)
                yield Pair((*path, name), (*path, plain[spelt]), where, owed=True, item=item)
                break
