"""A formula and its parts: pieces of Python's tree, with the words that they were read from.

`str(node)` gives the notation back and `node.latex()` its LaTeX. Nodes compare by what they say; where
they stand in the text does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ethan_core.formula.words import GENERATORS, RELATIONS, Mark, Word

if TYPE_CHECKING:
    from ethan_core.formula.numbers import NumberSystem

__all__ = [
    "Binder",
    "Derivative",
    "Entry",
    "Formula",
    "Generator",
    "Node",
    "Target",
    "as_binders",
    "as_entry",
    "as_generator",
    "bare",
    "mark",
    "names_in",
    "spelt",
]


_SPACED = ("=", *RELATIONS, "for", "if", "else", "and", "or")
"""Words that stand apart from their neighbours."""
_UNFINISHED = (*_SPACED, "not", "+", "-", "*", "/", "//", "%", "**", "(", "[", ",")
"""Behind these a `-` is the sign of what follows."""


class Entry(NamedTuple):
    """`X[n, i*s+p]`, or an entry of the cotangent dL/dY; `key` tells the two apart."""

    key: str
    indices: Sequence[ast.expr]
    tree: ast.expr

    @property
    def label(self) -> str:
        """What the array is called in messages."""
        return f"dL/d{self.key[2:]}" if self.is_cotangent else self.key[1:]

    @property
    def is_cotangent(self) -> bool:
        """Whether this is dL/dY and not Y."""
        return self.key.startswith("d_")

    @property
    def name(self) -> str:
        """The array's name, Y for dL/dY, too."""
        return self.key.partition("_")[2]


class Binder(NamedTuple):
    """One index of a `for`: `i`, `*i`, or `p < bound`."""

    key: str
    star: bool
    bound: ast.expr | None
    tree: ast.expr


class Generator(NamedTuple):
    """`sum(a for i, j if condition)`; the same for prod, max, min, first_argmax and first_argmin."""

    kind: str
    body: ast.expr
    binders: tuple[Binder, ...]
    condition: ast.expr | None

    @property
    def scope(self) -> tuple[ast.expr, ...]:
        """Where its indices are in force."""
        return (self.body,) if self.condition is None else (self.body, self.condition)


def as_entry(tree: ast.AST) -> Entry | None:
    """The entry of an array that a piece of Python's tree stands for, or None."""
    if (
        isinstance(tree, ast.Call)
        and isinstance(tree.func, ast.Name)
        and tree.func.id.startswith(("_", "d_"))
    ):
        return Entry(tree.func.id, tree.args, tree)
    return None


def as_generator(tree: ast.AST) -> Generator | None:
    """The generator that a piece of Python's tree stands for, or None."""
    match tree:
        case ast.Call(func=ast.Name(id=kind), args=[body, ast.List() as binders, *rest]) if (
            kind in GENERATORS
        ):
            only = rest[0].elts[0] if rest and isinstance(rest[0], ast.List) else None
            return Generator(kind, body, as_binders(binders), only)
    return None


def as_binders(tree: ast.expr) -> tuple[Binder, ...]:
    """The indices of a `for`."""
    assert isinstance(tree, ast.List)
    binders = []
    for each in tree.elts:
        bound = each.comparators[0] if isinstance(each, ast.Compare) else None
        key, star = bare(each.left if isinstance(each, ast.Compare) else each) or ("", False)
        binders.append(Binder(key, star, bound, each))
    return tuple(binders)


def mark(tree: ast.AST, words: Sequence[Word]) -> Mark:
    """Where a piece of Python's tree begins, brackets around its first part left out."""
    while True:
        match tree:
            case ast.BinOp(left=first) | ast.Compare(left=first) | ast.IfExp(body=first):
                tree = first
            case ast.BoolOp(values=[first, *_]):
                tree = first
            case _:
                return words[getattr(tree, "lineno", 1) - 1].at


def spelt(words: Sequence[Word]) -> str:
    """The notation of some words, evenly spaced; `+` and `-` stand apart where they were written so."""
    shown, before = "", words[0]
    for word in words:
        apart = word.at.line != before.at.line or word.at.column > before.at.column + len(before.text)
        if word.text in _SPACED or (word.text in ("+", "-") and apart and before.text not in _UNFINISHED):
            shown += f" {word.text} "
        elif word.kind != "end":
            shown += f"{word.text} " if word.text in ("not", ",") else word.text
        before = word
    return shown


def names_in(tree: ast.AST) -> set[str]:
    """The names in a piece of the tree, as Python's tree has them."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def bare(tree: ast.AST) -> tuple[str, bool] | None:
    """The name that stands alone, and whether a star stands before it; None for anything else."""
    name = tree.value if isinstance(tree, ast.Starred) else tree
    return (name.id, name is not tree) if isinstance(name, ast.Name) else None


@dataclass(frozen=True, eq=False)
class Node:
    """Any part of a formula.

    >>> from ethan_core.formula import parse_expression
    >>> node = parse_expression("2*( a+b )")
    >>> str(node), node.latex()
    ('2*(a+b)', '2 \\\\left(a + b\\\\right)')
    """

    tree: ast.expr
    words: Sequence[Word]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @cached_property
    def _said(self) -> str:
        return ast.dump(self.tree)

    def __str__(self) -> str:
        return spelt(self.words[self.tree.lineno - 1 : self.tree.end_lineno])

    @property
    def at(self) -> Mark:
        """Where the node begins."""
        return mark(self.tree, self.words)

    def latex(self) -> str:
        """This node in LaTeX's mathematical mode."""
        from ethan_core.formula.latex import write_latex

        return write_latex(self)

    @property
    def names(self) -> set[str]:
        """The arrays, constants and indices that are read; not those behind a star, which are no numbers."""
        starred = {bare(node) for node in ast.walk(self.tree) if isinstance(node, ast.Starred)}
        return {key[1:] for key in names_in(self.tree) if key[0] == "_" and (key, True) not in starred}


@dataclass(frozen=True, eq=False)
class Target(Node):
    """`Y[n, o]` on the left: what a line defines, or a side of a derivative without its `d`."""

    name: str

    def __str__(self) -> str:
        is_differential = self.words[self.tree.lineno - 1].text != self.name
        return super().__str__()[is_differential:]

    @property
    def entry(self) -> Entry:
        """What it stands for, as an entry of an array."""
        return Entry(f"_{self.name}", self.tree.args if isinstance(self.tree, ast.Call) else (), self.tree)


@dataclass(frozen=True, eq=False)
class Derivative(Node):
    """`dY[n, i]/dX[n, j]` on the left; `of` is above the stroke and `by` below."""

    of: Target
    by: Target


@dataclass(frozen=True, eq=False)
class Formula(Node):
    """One line: `left = expression for index < bound, ...`."""

    left: Target | Derivative
    expression: Node
    binders: tuple[Binder, ...] = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        """What stands on the left: one target, or two for a derivative."""
        return (self.left.of, self.left.by) if isinstance(self.left, Derivative) else (self.left,)

    @property
    def names(self) -> set[str]:
        """As of any node, without the arrays on the left side."""
        return super().names - {self.words[target.tree.lineno - 1].text for target in self.targets}

    @property
    def cotangents(self) -> set[str]:
        """The outputs Y whose dL/dY the right side reads."""
        return {key[2:] for key in names_in(self.expression.tree) if key.startswith("d_")}

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
