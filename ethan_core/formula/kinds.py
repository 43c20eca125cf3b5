"""What stands for a number, a condition or a position; each has its own places."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Literal, TypeAlias

from ethan_core.errors import FormulaError
from ethan_core.formula.nodes import as_binders, as_entry, as_generator, mark
from ethan_core.formula.words import EXTREMES, RELATIONS, SELECTIONS, Word

__all__ = ["Kinds", "width"]

Kind: TypeAlias = Literal["number", "condition", "position"]

_EXPECTED = {
    "number": "a number",
    "condition": "a condition such as 'i == j' or 'X[n] > 0'",
}
_FOUND = {
    "number": "a number",
    "condition": "a condition; write '1 if ... else 0'",
    "position": "a position; compare positions with == or !=",
}


def width(tree: ast.expr) -> int:
    """How many indices a position is made of: 0 for what is no position."""
    if isinstance(tree, ast.Tuple):
        return len(tree.elts)
    generator = as_generator(tree)
    is_selection = generator is not None and generator.kind in SELECTIONS
    return len(generator.binders) if generator and is_selection and len(generator.binders) > 1 else 0


class Kinds:
    """Checks trees made of some words.

    Raises:
        FormulaError: a condition stands where a number belongs, an index is none, and so on.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words

    def kind(self, tree: ast.expr) -> Kind:
        """What a tree is, each of whose parts stands in its place; a name may be a condition, too."""
        match tree:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._are([operand], "condition", "condition")
            case ast.UnaryOp(operand=operand):
                return self._are([operand], "number", "number")
            case ast.BinOp(left=left, right=right):
                return self._are([left, right], "number", "number")
            case ast.BoolOp(values=parts):
                return self._are(parts, "condition", "condition")
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.require(body, "number")
                self.require(test, "condition")
                return self._are([orelse], "number", "number")
            case ast.Compare():
                return self._comparison(tree)
            case ast.Tuple(elts=items):
                self.indices(items)
            case ast.Call(func=ast.Name(id=name), args=arguments) if name != "flat":
                self._call(tree, arguments)
        return "position" if width(tree) else "number"

    def require(self, tree: ast.expr, expected: Kind) -> None:
        """The tree is of that kind."""
        found = self.kind(tree)
        if found != expected and not (expected == "condition" and isinstance(tree, ast.Name)):
            told = "a number" if expected == "condition" else _FOUND[found]
            raise self._error(tree, f"expected {_EXPECTED[expected]}, found {told}")

    def indices(self, trees: Sequence[ast.expr]) -> None:
        """The trees are made of what indices are made of."""
        for tree in trees:
            self.kind(tree)
            self._index(tree)

    def binders(self, tree: ast.expr, kind: str = "") -> None:
        """The trees are the indices of a generator, or of the `for` at the end of a line."""
        binders = as_binders(tree)
        self.indices([binder.bound for binder in binders if binder.bound is not None])
        for binder in binders:
            if [each.key for each in binders].count(binder.key) > 1:
                raise self._error(binder.tree, f"'{binder.key[1:]}' is bound twice by one 'for'")
            if binder.star and not kind:
                message = "a *index takes its ranges from an array; it needs no 'for' here"
                raise self._error(binder.tree, message)
            if binder.star and kind in SELECTIONS:
                message = f"'{kind}' needs indices with names of their own, not a *index"
                raise self._error(binder.tree, message)

    def _are(self, trees: Sequence[ast.expr], expected: Kind, whole: Kind) -> Kind:
        for tree in trees:
            self.require(tree, expected)
        return whole

    def _call(self, tree: ast.expr, arguments: Sequence[ast.expr]) -> None:
        generator = as_generator(tree)
        if as_entry(tree) is not None:
            self.indices(arguments)
        elif generator is None:
            self._are(arguments, "number", "number")
        else:
            self.require(generator.body, "number")
            self.binders(arguments[1], generator.kind)
            if generator.condition is not None:
                self.require(generator.condition, "condition")

    def _comparison(self, tree: ast.Compare) -> Kind:
        left, (right, *others) = tree.left, tree.comparators
        if others:
            raise self._sign(others[0]).at.error("comparisons do not chain; write 'a < b and b < c'")
        sign = self._sign(right)
        if width(left) != width(right):
            one, other = (
                f"a position of {n} indices" if n else "a number" for n in (width(left), width(right))
            )
            raise sign.at.error(f"one side is {one}, the other {other}")
        if width(left) and sign.text not in ("==", "!="):
            raise sign.at.error("positions are compared with == and !=")
        return self._are([left, right], "position" if width(left) else "number", "condition")

    def _sign(self, right: ast.expr) -> Word:
        """The sign of a comparison before its right side."""
        at = right.lineno - 2
        while self._words[at].text not in RELATIONS:  # the right side's own brackets lie between
            at -= 1
        return self._words[at]

    def _index(self, tree: ast.expr) -> None:
        match tree:
            case ast.Name() | ast.Starred() | ast.Call(func=ast.Name(id="flat")):
                return None
            case ast.Constant(value=str(text)) if text.isdigit():
                return None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._index(operand)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod()):
                self._index(tree.left)
                return self._index(tree.right)
        entry, generator = as_entry(tree), as_generator(tree)
        if generator is not None and generator.kind in SELECTIONS and not width(tree):
            return None
        if entry is not None and not entry.is_cotangent:
            return None
        if isinstance(tree, ast.Call) and generator is None and getattr(tree.func, "id", "") in EXTREMES:
            for argument in tree.args:
                self._index(argument)
            return None
        message = (
            "this is no index; an index is made of indices, whole numbers, integer arrays and + - * // %"
        )
        raise self._error(tree, message)

    def _error(self, tree: ast.expr, message: str) -> FormulaError:
        return mark(tree, self._words).error(message)
