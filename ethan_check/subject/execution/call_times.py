"""Whoever measures what a layer's calls cost, or shows how far a run is, is told of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

__all__ = ["CallListener", "call_began", "call_ended", "told_of_calls"]


class CallListener(Protocol):
    """Is told of every call; what it does takes no time to speak of, and raises nothing."""

    def call_began(self) -> None: ...

    def call_ended(self) -> None: ...


_listeners: list[CallListener] = []


@contextmanager
def told_of_calls(listener: CallListener) -> Iterator[None]:
    """Inside, a listener is told of every call that is made of a layer's own code.

    >>> class Counting:
    ...     count = 0
    ...     def call_began(self): self.count += 1
    ...     def call_ended(self): pass
    >>> counting = Counting()
    >>> with told_of_calls(counting):
    ...     call_began(); call_ended()
    >>> call_began(); call_ended(); counting.count
    1
    """
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def call_began() -> None:
    """Tell that a call of the layer's own code begins."""
    for listener in _listeners:
        listener.call_began()


def call_ended() -> None:
    """Tell that it is over, whether it returned or raised."""
    for listener in _listeners:
        listener.call_ended()
