"""What is wrong with a store, in one line."""

from __future__ import annotations

from ethan_core.errors import EthanError

__all__ = ["StoreError", "one_line"]


class StoreError(EthanError):
    """A store, or a file of it, cannot be used; the text says which, why, and what to do, in one line.

    >>> str(StoreError("gradients/relu.v1.json: is not JSON"))
    'gradients/relu.v1.json: is not JSON'
    """

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


def one_line(text: str) -> str:
    """A text of which nothing ends a line or moves a cursor, whatever stands in a file that it quotes.

    >>> one_line("first\\nsecond")
    'first second'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)
