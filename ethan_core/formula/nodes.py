"""The tree of a formula.

Nodes are immutable and compare by what they say; where they stand in the text (`at`) does not count.
`str(node)` gives the notation back, `node.latex()` its LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ethan_core.errors import FormulaError

if TYPE_CHECKING:
    from ethan_core.formula.numbers import NumberSystem

__all__ = [
    "NOWHERE",
    "Array",
    "Binary",
    "Binder",
    "Call",
    "Compare",
    "Conditional",
    "Cotangent",
    "Derivative",
    "Flat",
    "Formula",
    "Generator",
    "Left",
    "Logical",
    "Mark",
    "Name",
    "Node",
    "Not",
    "Number",
    "Position",
    "Read",
    "Star",
    "Target",
    "Unary",
]


@dataclass(frozen=True)
class Mark:
    """A place in the text: line and column count from 1; `text` is the whole line."""

    line: int
    column: int
    text: str

    def error(self, message: str) -> FormulaError:
        """The error that points here.

        >>> print(Mark(1, 3, "Y ? X").error("expected '='"))
        line 1, column 3: expected '='
            Y ? X
              ^
        """
        if self is NOWHERE:
            return FormulaError(message)
        return FormulaError(message, self.line, self.column, self.text)


NOWHERE = Mark(0, 0, "")


@dataclass(frozen=True)
class Node:
    """Any part of a formula.

    >>> node = Binary("*", Number("2"), Binary("+", Name("a"), Name("b")))
    >>> str(node), node.latex()
    ('2*(a+b)', '2 \\\\left(a + b\\\\right)')
    """

    at: Mark = field(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        from ethan_core.formula.text import write

        return write(self)

    def latex(self) -> str:
        """This node in LaTeX's mathematical mode."""
        from ethan_core.formula.latex import write_latex

        return write_latex(self)

    def children(self) -> Iterator[Node]:
        """The nodes right below this one."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Node))


@dataclass(frozen=True)
class Number(Node):
    """A decimal literal, kept as text so that every number system reads it exactly."""

    text: str


@dataclass(frozen=True)
class Name(Node):
    """An index, a named constant or a scalar."""

    name: str


@dataclass(frozen=True)
class Star(Node):
    """`*i`: any number of axes. It stands in brackets and in `flat`."""

    name: str


@dataclass(frozen=True)
class Flat(Node):
    """`flat(c, h, w)` or `flat(*i)`: the row-major position of some indices in their ranges."""

    indices: tuple[Name | Star, ...]


@dataclass(frozen=True)
class Read(Node):
    """`X[n, i*s+p]`: one entry of an array; zero outside it."""

    name: str
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Cotangent(Node):
    """`dL/dY[n, o]`: one entry of the gradient that arrives from above."""

    name: str
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Position(Node):
    """`(h, w)`: several indices, compared with what `first_argmax` finds."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Unary(Node):
    """`-a`."""

    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    """`a + b` and its like: + - * / // % **."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Compare(Node):
    """`a < b` and its like: == != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logical(Node):
    """`a and b`, `a or b`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Not(Node):
    """`not a`."""

    operand: Node


@dataclass(frozen=True)
class Conditional(Node):
    """`a if condition else b`."""

    value: Node
    condition: Node
    otherwise: Node


@dataclass(frozen=True)
class Call(Node):
    """`exp(a)`, `max(a, b)`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Binder(Node):
    """One index of a `for`: `i`, `*i`, or `p < bound`."""

    name: str
    star: bool = False
    bound: Node | None = None


@dataclass(frozen=True)
class Generator(Node):
    """`sum(a for i, j if condition)`; the same for prod, max, min, first_argmax and first_argmin."""

    kind: str
    body: Node
    binders: tuple[Binder, ...]
    condition: Node | None = None


@dataclass(frozen=True)
class Target(Node):
    """`Y[n, o]` on the left: what a line defines."""

    name: str
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Derivative(Node):
    """`dY[n, i]/dX[n, j]` on the left; `of` is above the stroke and `by` below."""

    of: Target
    by: Target


@dataclass(frozen=True)
class Formula(Node):
    """One line: `left = expression for index < bound, ...`."""

    left: Left
    expression: Node
    binders: tuple[Binder, ...] = ()

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
        from ethan_core.formula.evaluate import Evaluation

        return Evaluation(numbers, arrays, constants, cotangents, shapes).entries(self).array()


Left: TypeAlias = Target | Derivative
Array: TypeAlias = Read | Cotangent | Target
