"""Repeatable randomness: global generators are put into a known state for a call, and back after it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

__all__ = ["draws_globally", "frozen_randomness", "generators_put_back", "position"]

T = TypeVar("T")


@contextmanager
def frozen_randomness(seed: int) -> Iterator[None]:
    """Inside, `numpy.random` and `random` start from the seed; outside, nothing has happened.

    >>> with frozen_randomness(1): first = np.random.rand()
    >>> with frozen_randomness(1): first == np.random.rand()
    True
    """
    with generators_put_back():
        np.random.seed(seed % 2**32)
        random.seed(seed)
        yield


@contextmanager
def generators_put_back() -> Iterator[None]:
    """Whatever is drawn inside, `numpy.random` and `random` go on afterwards as if nothing had been.

    >>> with frozen_randomness(1): first = np.random.rand()
    >>> with frozen_randomness(1):
    ...     with generators_put_back(): _ = np.random.rand()
    ...     first == np.random.rand()
    True
    """
    numpy_state, python_state = np.random.get_state(legacy=False), random.getstate()
    try:
        yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)


def draws_globally(action: Callable[[], T], seed: int) -> tuple[T, bool]:
    """Run an action under frozen randomness; say whether it drew from a global generator."""
    with frozen_randomness(seed):
        before = position()
        result = action()
        return result, position() != before


def position() -> tuple[Any, ...]:
    """Where the global generators are."""
    state: Any = np.random.get_state(legacy=False)
    return (
        state["state"]["pos"],
        state["state"]["key"].tobytes(),
        state["has_gauss"],
        hash(random.getstate()),
    )
