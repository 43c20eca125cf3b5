"""Repeatable randomness: global generators are put into a known state for a call, and back after it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

__all__ = ["draws_globally", "frozen_randomness"]

T = TypeVar("T")


@contextmanager
def frozen_randomness(seed: int) -> Iterator[None]:
    """Inside, `numpy.random` and `random` start from the seed; outside, nothing has happened.

    >>> with frozen_randomness(1): first = np.random.rand()
    >>> with frozen_randomness(1): first == np.random.rand()
    True
    """
    numpy_state, python_state = np.random.get_state(legacy=False), random.getstate()
    np.random.seed(seed % 2**32)
    random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)


def draws_globally(action: Callable[[], T], seed: int) -> tuple[T, bool]:
    """Run an action under frozen randomness; say whether it drew from a global generator."""
    with frozen_randomness(seed):
        before = _position()
        result = action()
        return result, _position() != before


def _position() -> tuple[Any, ...]:
    state: Any = np.random.get_state(legacy=False)
    return (
        state["state"]["pos"],
        state["state"]["key"].tobytes(),
        state["has_gauss"],
        hash(random.getstate()),
    )
