"""Functions whose derivatives are known exactly, for tests of everything that differentiates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Vector = npt.NDArray[Any]
Function = Callable[[Vector], Vector]

quiet = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def erf_like(x: Vector) -> Vector:
    """A rational bell, which every number type can evaluate."""
    return x / (1 + x * x)


SMOOTH: dict[str, tuple[Function, Function, float, float]] = {
    "exp": (np.exp, np.exp, -5, 5),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, -4, 4),
    "sine": (np.sin, np.cos, -10, 10),
    "fast sine": (lambda x: np.sin(1000 * x), lambda x: 1000 * np.cos(1000 * x), -3, 3),
    "square": (lambda x: x * x, lambda x: 2 * x, -100, 100),
    "rational": (erf_like, lambda x: (1 - x * x) / (1 + x * x) ** 2, -6, 6),
    "logarithm": (np.log, lambda x: 1 / x, 1e-3, 10),
    "root": (np.sqrt, lambda x: 0.5 / np.sqrt(x), 1e-3, 10),
    "cancellation": (lambda x: (1e6 + x) - 1e6, lambda x: 1.0 + 0 * x, 0.5, 3),
    "large": (lambda x: 1e12 * np.cos(x), lambda x: -1e12 * np.sin(x), -3, 3),
    "saturated": (lambda x: 1 + np.tanh(x), lambda x: 1 / np.cosh(x) ** 2, -12, 12),
    "constant": (lambda x: 0 * x + 3, lambda x: 0 * x, -3, 3),
}
"""Name -> the function, its derivative, and the values between which it is tried."""

KINKED: dict[str, tuple[Function, float, float]] = {
    "relu": (lambda x: np.maximum(x, 0), 0.0, 1.0),
    "abs": (np.abs, -1.0, 1.0),
    "leaky": (lambda x: np.where(x > 0, x, 0.01 * x), 0.01, 1.0),
    "norm": (lambda x: np.sqrt(x * x), -1.0, 1.0),
    "curved": (lambda x: np.abs(x) * np.exp(x) + np.sin(x), 0.0, 2.0),
    "clip": (lambda x: np.clip(x, 0, 1), 0.0, 1.0),
}
"""Name -> a function with a kink at 0, and its slopes before and after it."""


def points(low: float, high: float) -> st.SearchStrategy[Vector]:
    """Three places between two values, away from the very ends."""
    inside = st.floats(low, high, allow_nan=False, allow_subnormal=False)
    return st.lists(inside, min_size=3, max_size=3).map(np.array)


def ray(function: Function, x: Vector, v: Vector | float = 1.0) -> Callable[[Any], Vector]:
    """The function along a line."""
    return lambda t: function(x + t * v)
