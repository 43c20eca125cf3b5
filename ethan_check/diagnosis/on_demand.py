"""Explanations are found where somebody reads them: not for each of the cases on the way to the smallest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["are_explanations_wanted", "without_explanations"]

_wanted: ContextVar[bool] = ContextVar("explanations are wanted", default=True)


def are_explanations_wanted() -> bool:
    """Whether a wrong gradient is to be explained."""
    return _wanted.get()


@contextmanager
def without_explanations() -> Iterator[None]:
    """Verdicts alone, for as long as it is open.

    >>> with without_explanations():
    ...     are_explanations_wanted()
    False
    """
    token = _wanted.set(False)
    try:
        yield
    finally:
        _wanted.reset(token)
