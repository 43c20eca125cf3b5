"""Functions of torch's, numpy's and Python's that others judge code with: whoever replaces one is seen."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import torch

__all__ = ["judges", "put_back"]

WATCHED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (torch, ("allclose", "equal", "isclose", "isnan")),
    (torch.Tensor, ("allclose", "equal", "isclose", "backward", "__eq__", "item")),
    (torch.testing, ("assert_close",)),
    (torch.autograd, ("grad", "backward", "gradcheck", "gradgradcheck")),
    (np, ("allclose", "isclose", "array_equal")),
    (np.testing, ("assert_allclose", "assert_array_equal")),
    (math, ("isclose",)),
    (time, ("perf_counter", "perf_counter_ns", "monotonic", "time")),
)
"""What tests and benchmarks call. A short list, as it is looked at around every call."""

_MISSING = object()


def judges() -> Mapping[tuple[int, str], Any]:
    """What each of them is now.

    >>> len(judges()) == len(judges())
    True
    """
    held = {(at, name): _held(owner, name) for at, (owner, names) in enumerate(WATCHED) for name in names}
    return MappingProxyType(held)


def put_back(before: Mapping[tuple[int, str], Any]) -> list[str]:
    """The names of those that are others than before, which they are no longer.

    >>> before, math.isclose = judges(), max
    >>> put_back(before), math.isclose is max
    (['math.isclose'], False)
    """
    replaced = []
    for (at, name), value in before.items():
        owner = WATCHED[at][0]
        if _held(owner, name) is value:
            continue
        if value is _MISSING:
            delattr(owner, name)
        else:
            setattr(owner, name, value)
        of = owner.__name__ if not isinstance(owner, type) else f"{owner.__module__}.{owner.__name__}"
        replaced.append(f"{of}.{name}")
    return replaced


def _held(owner: Any, name: str) -> Any:
    return vars(owner).get(name, _MISSING)
