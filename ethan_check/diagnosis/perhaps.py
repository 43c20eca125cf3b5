"""Explanations that a case is too small to refute: they count where larger cases confirm them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["SURE", "Perhaps", "certain", "possible", "weighed"]


SURE = 7.0
"""From so many bits on a case supports an explanation alone: of 128 that are tried, one fits by chance.

Unit: bits. Fixed by: benchmarks/naming.py. Tenfold: smaller cases name nothing.
"""


class Perhaps(str):
    """What a diagnosis yields where its explanation fits because much else would.

    Args:
        text: of the explanation.
        bits: how much the case proves; those of several cases add up.

    >>> certain(["it is transposed", Perhaps("its mean is left out")])
    ['it is transposed']
    """

    __slots__ = ("bits",)

    bits: float

    def __new__(cls, text: str, bits: float = 0.0) -> Perhaps:
        said = super().__new__(cls, text)
        said.bits = bits
        return said


def weighed(text: str, bits: float) -> str:
    """An explanation that is certain if enough bits support it.

    >>> certain([weighed("the last row", 2.0), weighed("a large value", 20.0)])
    ['a large value']
    """
    return text if bits >= SURE else Perhaps(text, bits)


def certain(texts: Iterable[str]) -> list[str]:
    """The explanations that a case itself supports."""
    return [text for text in texts if not _is_open(text)]


def possible(texts: Iterable[str]) -> list[str]:
    """Those that it does not contradict."""
    return [str(text) for text in texts if _is_open(text)]


def _is_open(text: str) -> bool:
    return isinstance(text, Perhaps) or not getattr(text, "is_certain", True)
