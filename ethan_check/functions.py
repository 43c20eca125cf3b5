"""Verification for people without classes: a forward function and a backward function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ethan_check.engine.verify import check_layer
from ethan_check.result import Report
from ethan_core.errors import ArgumentError

__all__ = ["check_function"]


class _Functions:
    """A pair of functions in the convention of the handed-on cache."""

    def __init__(self, forward: Callable[..., Any], backward: Callable[..., Any], count: int) -> None:
        self._forward, self._backward, self._count = forward, backward, count

    def forward(self, *arrays: Any) -> tuple[Any, Any]:
        returned = self._forward(*arrays)
        pair = isinstance(returned, tuple) and len(returned) == 2 and _is_numeric(returned[0])
        if pair and not (_is_numeric(returned[1]) and np.shape(returned[1]) == ()):
            return returned  # type: ignore[no-any-return]
        return returned, arrays if self._count > 1 else arrays[0]

    def backward(self, cotangent: Any, cache: Any) -> Any:
        return self._backward(cotangent, cache)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Functions:
        return self


def check_function(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    *arrays: Any,
    seed: int = 0,
    checks: Any = None,
    name: str | None = None,
) -> Report:
    """Verify a backward function against its forward function.

    Args:
        forward: takes the arrays; returns the output, or the pair `(output, cache)`.
        backward: takes the cotangent and the cache, and returns one gradient, or a tuple with one for
            each array (None where an array is not differentiable). When forward returns no cache, the
            cache is the input itself, or the tuple of inputs if there are several.
        *arrays: the inputs of forward; arrays of integers are not differentiated.
        seed: the same seed draws the same cases.
        checks: the names of the checks to run; all by default.
        name: what to call it in messages; forward's name by default.

    Raises:
        ArgumentError: no array was given, or a check is unknown.

    >>> x = np.array([0.3, -1.2])
    >>> check_function(np.sin, lambda g, x: g * np.cos(x), x).verdict
    'pass'
    >>> check_function(np.sin, lambda g, x: g * np.sin(x), x).verdict
    'fail'
    """
    if not arrays:
        raise ArgumentError("check_function needs the arrays that forward is called with, after backward")
    report = check_layer(
        _Functions(forward, backward, len(arrays)),
        inputs=tuple(np.asarray(array) for array in arrays),
        name=name or getattr(forward, "__name__", "function"),
        convention="cached",
        checks=checks,
        seed=seed,
    )
    return replace(report, read_as="")  # It was said, not found.


def _is_numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | float | int)
