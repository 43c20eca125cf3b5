"""Repeatable randomness: global generators are put into a known state for a call, and back after it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from ethan_check.subject.execution.kept_process import KeptProcess

__all__ = ["draws_globally", "global_rng_state", "restored_global_rngs", "seeded_global_rngs"]

T = TypeVar("T")

_random: Any = np.random
_bit_generator, _use = _random.get_bit_generator, _random.set_bit_generator
"""As they are now: a layer may put others in their places."""


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
    before = _bit_generator()
    numpy_state, python_state = np.random.get_state(legacy=False), random.getstate()
    inside = before if isinstance(before, np.random.MT19937) else np.random.MT19937(0)
    if inside is not before:
        _use(inside)  # No other can be seeded.
    try:
        yield
    finally:
        if _bit_generator() is not inside:
            KeptProcess.notice("numpy's generator")
        if _bit_generator() is not before:
            _use(before)
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
    inner = (part.tobytes() if isinstance(part, np.ndarray) else part for part in state["state"].values())
    return (*inner, state["has_gauss"], hash(random.getstate()))
