"""A formula and its parts, as a tree of nodes of one class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from ethan_core.errors import FormulaError
from ethan_core.formula.words import RELATIONS, Word

__all__ = ["Derivative", "Formula", "Given", "Node"]

Given: TypeAlias = Mapping[str, Any] | None
"""Arrays, constants, cotangents or shapes, by name."""

_SPACED = ("=", *RELATIONS, "for", "if", "else", "and", "or")
"""Words that stand apart from their neighbours."""
_INFIX = (*_SPACED, "+", "-", "*", "/", "//", "%", "**")
_UNFINISHED = (*_INFIX, "not", "(", "[", ",")
"""Behind these a `-` is the sign of what follows."""


@dataclass(frozen=True)
class Node:
    r"""One piece of a formula: what it is, the pieces that it is made of, and its name if it has one.

    `kind` is an operator or function as it is written (`if` has a value, a condition and another value), or
        number, name, star     `name` is the literal, or what stands alone; `*i` is a star
        negative, position     `-a`; `(i, j)`
        entry, cotangent       `X[n,i]` and `dL/dX[n,i]`; the parts are the indices
        target                 an entry on the left, in a derivative without its `d`
        for                    the indices of a generator, each a name or star; its bound, if any, is its part
    The parts of a generator are its body, the `for`, and the condition if there is one.

    `str(node)` gives the notation back. Nodes compare by what they say, not by where they stand.

    >>> from ethan_core.formula import parse_formula
    >>> node = parse_formula("y = 2*( a+b )").expression
    >>> node.kind, [part.kind for part in node.parts], str(node)
    ('*', ['number', '+'], '2*(a+b)')
    """

    kind: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    words: list[Word] = field(default_factory=list, compare=False, repr=False)

    def __str__(self) -> str:
        shown = ""
        for before, word in zip(self.words[:1] + self.words[:-1], self.words, strict=True):
            apart = word.line != before.line or word.column > before.column + len(before.text)
            is_term = word.text in ("+", "-") and apart and before.text not in _UNFINISHED
            shown += f" {word.text} " if word.text in _SPACED or is_term else word.text
            shown += " " * (word.text in ("not", ","))
        return shown

    @property
    def at(self) -> Word:
        """Where the node begins, brackets around its first part left out."""
        return self.parts[0].at if self.kind in _INFIX else self.words[0]

    def error(self, message: str) -> FormulaError:
        """The error that points here."""
        return self.at.error(message)

    @property
    def label(self) -> str:
        """What an array is called in messages."""
        return f"dL/d{self.name}" if self.kind == "cotangent" else self.name

    @property
    def binders(self) -> tuple[Node, ...]:
        """The indices of a generator; none of anything else."""
        return self.parts[1].parts if len(self.parts) > 1 and self.parts[1].kind == "for" else ()

    @property
    def width(self) -> int:
        """How many indices a position is made of: 0 for what is no position."""
        if self.kind == "position":
            return len(self.parts)
        return len(self.binders) if self.kind.startswith("first_") and len(self.binders) > 1 else 0

    @cached_property
    def height(self) -> int:
        """How many levels the tree has."""
        return 1 + max((part.height for part in self.parts), default=0)

    def walk(self) -> Iterator[Node]:
        """This node and everything below."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def names_of(self, *kinds: str) -> set[str]:
        """The names of all nodes of some kinds."""
        return {node.name for node in self.walk() if node.kind in kinds}

    @property
    def names(self) -> set[str]:
        """The arrays, constants and indices that are read; not those behind a star, which are no numbers."""
        return self.names_of("name", "entry")

    @cached_property
    def mentions(self) -> set[str]:
        """What stands alone, behind a star or not: all indices are among it."""
        return self.names_of("name", "star")

    @cached_property
    def places(self) -> tuple[tuple[Node, int], ...]:
        """Wherever an index, not bound below, stands alone as one axis of an array: the array and which."""
        own = enumerate(self.parts if self.kind in ("entry", "cotangent", "target") else ())
        here = [(self, axis) for axis, index in own if index.kind in ("name", "star")]
        bound = {binder.name for binder in self.binders}
        below = (place for part in self.parts for place in part.places)
        return tuple((node, axis) for node, axis in (*here, *below) if node.parts[axis].name not in bound)


class Derivative(Node):
    """`dY[n, i]/dX[n, j]` on the left."""

    @property
    def of(self) -> Node:
        """What is above the stroke."""
        return self.parts[0]

    @property
    def by(self) -> Node:
        """What is below the stroke."""
        return self.parts[1]


class Formula(Node):
    """One line: `left = expression for index < bound, ...`; the indices are the other parts."""

    @property
    def left(self) -> Node:
        """A target or a derivative."""
        return self.parts[0]

    @property
    def expression(self) -> Node:
        """The right side."""
        return self.parts[1]

    @property
    def targets(self) -> tuple[Node, ...]:
        """What stands on the left: one target, or two for a derivative."""
        return self.left.parts if isinstance(self.left, Derivative) else (self.left,)
