r"""A formula and its parts, as a tree of nodes of one class.

`str(node)` gives the notation back and `node.latex()` its LaTeX. Nodes compare by what they say; where
they stand in the text does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError
from ethan_core.formula.words import RELATIONS, Word

if TYPE_CHECKING:
    from ethan_core.formula.numbers import NumberSystem

__all__ = ["Derivative", "Formula", "Node", "spelt"]

_SPACED = ("=", *RELATIONS, "for", "if", "else", "and", "or")
"""Words that stand apart from their neighbours."""
_UNFINISHED = (*_SPACED, "not", "+", "-", "*", "/", "//", "%", "**", "(", "[", ",")
"""Behind these a `-` is the sign of what follows."""
_INFIX = frozenset((*_SPACED, "+", "-", "*", "/", "//", "%", "**"))
_ARRAYS = ("entry", "cotangent", "target")


@dataclass(frozen=True)
class Node:
    r"""One piece of a formula: what it is, the pieces that it is made of, and its name if it has one.

    `kind` is an operator or function as it is written (`if` has a value, a condition and another value), or
        number, name, star     `name` is the literal, or what stands alone; `*i` is a star
        negative, position     `-a`; `(i, j)`
        entry, cotangent       `X[n,i]` and `dL/dX[n,i]`; the parts are the indices
        target                 an entry on the left, in a derivative without its `d`
        for                    the indices of a generator, each a name or star with its bound, if any, as part
    The parts of a generator are its body, the `for`, and the condition if there is one.

    >>> from ethan_core.formula import parse_expression
    >>> node = parse_expression("2*( a+b )")
    >>> node.kind, [part.kind for part in node.parts], str(node), node.latex()
    ('*', ['number', '+'], '2*(a+b)', '2 \\left(a + b\\right)')
    """

    kind: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    words: Sequence[Word] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return spelt(self.words)

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

    @cached_property
    def mentions(self) -> frozenset[str]:
        """What stands alone somewhere below, behind a star or not: all indices are among it."""
        return frozenset(node.name for node in self.walk() if node.kind in ("name", "star"))

    @property
    def names(self) -> set[str]:
        """The arrays, constants and indices that are read; not those behind a star, which are no numbers."""
        return {node.name for node in self.walk() if node.kind in ("name", "entry")}

    @property
    def cotangents(self) -> set[str]:
        """The outputs Y whose dL/dY is read."""
        return {node.name for node in self.walk() if node.kind == "cotangent"}

    @cached_property
    def places(self) -> tuple[tuple[Node, int], ...]:
        """Wherever an index, not bound below, stands alone as one axis of an array: the array and which."""
        own = enumerate(self.parts if self.kind in _ARRAYS else ())
        here = [(self, axis) for axis, index in own if index.kind in ("name", "star")]
        bound = {binder.name for binder in self.binders}
        below = (place for part in self.parts for place in part.places)
        return tuple((node, axis) for node, axis in (*here, *below) if node.parts[axis].name not in bound)

    def latex(self) -> str:
        """This node in LaTeX's mathematical mode."""
        from ethan_core.formula.latex import write_latex

        return write_latex(self)


class Derivative(Node):
    """`dY[n, i]/dX[n, j]` on the left; `of` is above the stroke and `by` below."""

    @property
    def of(self) -> Node:
        """What is differentiated."""
        return self.parts[0]

    @property
    def by(self) -> Node:
        """By what."""
        return self.parts[1]


class Formula(Node):
    """One line: `left = expression for index < bound, ...`."""

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

    def evaluate(
        self,
        numbers: NumberSystem,
        arrays: Mapping[str, Any],
        constants: Mapping[str, Any] | None = None,
        *,
        cotangents: Mapping[str, Any] | None = None,
        shapes: Mapping[str, tuple[int, ...]] | None = None,
    ) -> npt.NDArray[np.object_]:
        """Every entry of the left side; for a derivative, the axes above the stroke come first.

        >>> from ethan_core.formula import FloatNumbers, parse_formula
        >>> total = parse_formula("Y[n] = sum(X[n,i] for i)")
        >>> total.evaluate(FloatNumbers(), {"X": np.array([[1, 2], [3, 4]])})
        array([3.0, 7.0], dtype=object)
        """
        from ethan_core.formula.evaluation import Evaluation

        return Evaluation(numbers, arrays, constants, cotangents, shapes).entries(self)


def spelt(words: Sequence[Word]) -> str:
    """The notation of some words, evenly spaced; `+` and `-` stand apart where they were written so."""
    shown, before = "", words[0]
    for word in words:
        apart = word.line != before.line or word.column > before.column + len(before.text)
        if word.text in _SPACED or (word.text in ("+", "-") and apart and before.text not in _UNFINISHED):
            shown += f" {word.text} "
        elif word.kind != "end":
            shown += f"{word.text} " if word.text in ("not", ",") else word.text
        before = word
    return shown
