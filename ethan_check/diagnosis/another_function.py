"""One function forward, and the derivative of another backward."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH406"

PRECEDENCE = MECHANISM

_LEAST_ENTRIES = 3
"""Entries that have to agree: two numbers are those of many functions."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Of a function of each entry, compare what backward multiplies by with the usual derivatives."""
    jacobian, u, shape = difference.jacobian, difference.cotangent, difference.backward.shape
    x = subject.values.get(difference.name)
    if jacobian is None or u is None or x is None or difference.name not in subject.input_names:
        return
    if isinstance(subject.output, tuple | list) or np.shape(subject.output) != shape:
        return
    if np.count_nonzero(jacobian - np.diag(np.diag(jacobian))):
        return
    with np.errstate(all="ignore"):
        for words, derivative in _DERIVATIVES.items():
            stated = derivative(np.asarray(x, np.float64)) * u.reshape(shape)
            if np.all(np.isfinite(stated)) and difference.is_backward(stated):
                text = f"{difference.target} is the derivative of {words}, where forward is another function"
                yield text if _tells(stated, u) else Perhaps(text)
        for words, multiplier in _OF_THE_OUTPUT.items():
            stated = multiplier(np.asarray(subject.output, np.float64)) * u.reshape(shape)
            if np.all(np.isfinite(stated)) and difference.is_backward(stated):
                text = f"{difference.target} multiplies by {words}, y being the output: no derivative of it"
                yield text if _tells(stated, u) else Perhaps(text)


def _tells(stated: Array, u: Array) -> bool:
    """Whether the function is seen at enough points: numbers that are all the same are those of many."""
    slopes = np.unique(np.round(stated.ravel() / np.where(u == 0, 1.0, u), 9))
    return len(slopes) >= _LEAST_ENTRIES


def _sigmoid(x: Array) -> Array:
    y: Array = 0.5 * (1.0 + np.tanh(0.5 * x))
    return y


_CUBIC = 0.044715
"""Of the approximation of Gelu by tanh: Hendrycks and Gimpel, arXiv:1606.08415."""


def _gelu_by_tanh(x: Array) -> Array:
    root = np.sqrt(2.0 / np.pi)
    t = np.tanh(root * (x + _CUBIC * x**3))
    slope: Array = 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * root * (1 + 3 * _CUBIC * x**2)
    return slope


_DERIVATIVES: dict[str, Callable[[Array], Array]] = {
    "the ReLU": lambda x: (x > 0).astype(float),
    "the sigmoid": lambda x: _sigmoid(x) * (1 - _sigmoid(x)),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "the softplus": _sigmoid,
    "the SiLU": lambda x: _sigmoid(x) * (1 + x * (1 - _sigmoid(x))),
    "the GELU by tanh": _gelu_by_tanh,
    "the ELU": lambda x: np.where(x > 0, 1.0, np.exp(np.minimum(x, 0.0))),
    "exp": np.exp,
    "log": lambda x: 1 / x,
    "the square": lambda x: 2 * x,
    "the square root": lambda x: 0.5 / np.sqrt(x),
    "sin": np.cos,
    "cos": lambda x: -np.sin(x),
    "arctan": lambda x: 1 / (1 + x**2),
    "the absolute value": np.sign,
}
"""The functions that people confuse with each other."""

_OF_THE_OUTPUT: dict[str, Callable[[Array], Array]] = {
    "1 - y": lambda y: 1 - y,
    "1 + y": lambda y: 1 + y,
    "1 - y**2": lambda y: 1 - y**2,
    "1 + y**2": lambda y: 1 + y**2,
    "y * (1 - y)": lambda y: y * (1 - y),
    "y": lambda y: y,
    "y**2": lambda y: y**2,
}
"""What the derivatives of sigmoid, tanh and exp are made of, and what becomes of them by a slip."""
