"""Repeatable randomness: global generators are put into a known state for a call, and back after it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

__all__ = ["draws_globally", "global_rng_state", "restored_global_rngs", "seeded_global_rngs"]

T = TypeVar("T")


@contextmanager
def seeded_global_rngs(seed: int) -> Iterator[None]:
    """Inside, `numpy.random` and `random` start from the seed; outside, nothing has happened.

    >>> with seeded_global_rngs(1): first = np.random.rand()
    >>> with seeded_global_rngs(1): first == np.random.rand()
    True
    """
    with restored_global_rngs():
        np.random.seed(seed % 2**32)
        random.seed(seed)
        yield


@contextmanager
def restored_global_rngs() -> Iterator[None]:
    """Whatever is drawn inside, `numpy.random` and `random` go on afterwards as if nothing had been.

    >>> with seeded_global_rngs(1): first = np.random.rand()
    >>> with seeded_global_rngs(1):
    ...     with restored_global_rngs(): _ = np.random.rand()
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
    with seeded_global_rngs(seed):
        before = global_rng_state()
        result = action()
        return result, global_rng_state() != before


def global_rng_state() -> tuple[Any, ...]:
    """Where the global generators are."""
    state: Any = np.random.get_state(legacy=False)
    return (
        state["state"]["pos"],
        state["state"]["key"].tobytes(),
        state["has_gauss"],
        hash(random.getstate()),
    )
