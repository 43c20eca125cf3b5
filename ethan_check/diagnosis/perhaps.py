"""Explanations that a case is too small to refute: they count where larger cases confirm them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Perhaps", "certain", "possible"]


class Perhaps(str):
    """What a diagnosis yields where its explanation fits because anything would.

    >>> certain(["it is transposed", Perhaps("its mean is left out")])
    ['it is transposed']
    """

    __slots__ = ()


def certain(texts: Iterable[str]) -> list[str]:
    """The explanations that a case itself supports."""
    return [text for text in texts if not isinstance(text, Perhaps)]


def possible(texts: Iterable[str]) -> list[str]:
    """Those that it does not contradict."""
    return [str(text) for text in texts if isinstance(text, Perhaps)]
