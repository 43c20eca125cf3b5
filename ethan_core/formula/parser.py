"""Words and brackets: what the parsers of expressions and of lines have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ethan_core.errors import FormulaError
from ethan_core.formula.lexer import Token, tokens
from ethan_core.formula.nodes import Node
from ethan_core.formula.vocabulary import KEYWORDS, RESERVED

__all__ = ["DEEPEST", "Words"]

AnyNode = TypeVar("AnyNode", bound=Node)
Item = TypeVar("Item")

DEEPEST = 30
"""How deep brackets nest, and how many operators stand in one row: deeper is no documentation."""


class Words:
    """The words of a text, read from left to right.

    Raises:
        FormulaError: at the first word that does not fit.
    """

    def __init__(self, text: str) -> None:
        self._words: Sequence[Token] = tuple(tokens(text))
        self._next = 0
        self._depth = 0
        self._heights: dict[int, tuple[Node, int]] = {}

    @property
    def word(self) -> Token:
        """The word that comes next."""
        return self._words[self._next]

    def peek(self, ahead: int = 1) -> Token:
        """A word further on."""
        return self._words[min(self._next + ahead, len(self._words) - 1)]

    def take(self) -> Token:
        """The next word, which is then behind."""
        word = self.word
        self._next = min(self._next + 1, len(self._words) - 1)
        return word

    def sees(self, *texts: str) -> bool:
        """Whether the next word is one of these signs or keywords."""
        return self.word.kind in ("sign", "name") and self.word.text in texts

    def takes(self, *texts: str) -> Token | None:
        """The next word if it is one of these, else None."""
        return self.take() if self.sees(*texts) else None

    def expect(self, text: str, what: str = "") -> Token:
        """The next word, which must be this one."""
        if not self.sees(text):
            raise self.unexpected(what or f"'{text}'")
        return self.take()

    def name(self, what: str) -> Token:
        """The next word, which must be a name of the writer's own."""
        if self.word.kind != "name" or self.word.text in KEYWORDS:
            raise self.unexpected(what)
        if self.word.text in RESERVED:
            raise self.word.at.error(f"'{self.word.text}' is a word of the notation and names nothing else")
        return self.take()

    def unexpected(self, what: str) -> FormulaError:
        """The error that says what was expected in place of the next word."""
        return self.word.at.error(f"expected {what}, found {self.word}")

    def separated(self, item: Callable[[], Item]) -> tuple[Item, ...]:
        """One item or more, parted by commas."""
        items = [item()]
        while self.takes(","):
            items.append(item())
        return tuple(items)

    def deeper(self, parse: Callable[[], AnyNode]) -> AnyNode:
        """What `parse` reads one bracket further in."""
        if self._depth == DEEPEST:
            raise self.word.at.error(f"this is nested deeper than {DEEPEST} levels; name a part of it")
        self._depth += 1
        node = parse()
        self._depth -= 1
        return node

    def grown(self, node: AnyNode) -> AnyNode:
        """The node, whose tree must not be too high for those who will walk it."""
        below = (self._heights.get(id(child), (child, 0))[1] for child in node.children())
        height = 1 + max(below, default=0)
        if height > 2 * DEEPEST:
            raise node.at.error(f"this has more than {2 * DEEPEST} levels; name a part of it")
        self._heights[id(node)] = node, height
        return node
