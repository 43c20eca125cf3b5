"""Numbers and conditions for all values of all indices at a time: every index is an axis of a grid.

A mask says where a value is needed. Elsewhere nothing is computed, and what stands there means nothing.
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from ethan_core.formula.kinds import width
from ethan_core.formula.nodes import as_entry, as_generator
from ethan_core.formula.ranges import Frame, Mask
from ethan_core.formula.reductions import EXTREME, Reductions, apply
from ethan_core.formula.tables import Objects, plain, single
from ethan_core.formula.words import SELECTIONS

__all__ = ["Evaluator"]

_OPERATORS: dict[type[ast.AST], np.ufunc] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.FloorDiv: np.floor_divide,
    ast.Mod: np.remainder,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


class Evaluator(Reductions):
    """Evaluates the expressions of one line.

    Raises:
        FormulaError: as `Indices`.
        ArithmeticError, ValueError, TypeError: a number that is needed has no value.
    """

    def value(self, tree: ast.expr, frame: Frame, mask: Mask) -> Objects:
        """The values of an expression as numbers of the system."""
        entry = as_entry(tree)
        if entry is not None:
            table = self.given.table(entry, self.error)
            return table.values[self.locate(entry, table.shape, frame, mask)[0]]
        if isinstance(tree, ast.Constant):
            return self.given.literal(tree)
        values, is_whole = self._part(tree, frame, mask)
        return self._lifted(values, mask) if is_whole else values

    def whole(self, tree: ast.expr, frame: Frame, mask: Mask) -> Objects | None:
        """The values of an expression as Python's ints, or None if it is not always whole."""
        values, is_whole = self._part(tree, frame, mask)
        return values if is_whole else None

    def condition(self, tree: ast.expr, frame: Frame, mask: Mask) -> Mask:
        """Where a condition holds."""
        match tree:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self.condition(operand, frame, mask)
            case ast.BoolOp(op=ast.And(), values=parts):
                holds: Mask = np.ones(1, np.bool_)
                for part in parts:
                    holds = holds & self.condition(part, frame, mask & holds)
                return holds
            case ast.BoolOp(values=parts):
                fails: Mask = np.ones(1, np.bool_)
                for part in parts:
                    fails = fails & ~self.condition(part, frame, mask & fails)
                return ~fails
            case ast.Compare(left=left, ops=[op], comparators=[right]) if width(left):
                pairs = zip(
                    self._position(left, frame, mask), self._position(right, frame, mask), strict=True
                )
                same: Mask = np.ones(1, np.bool_)
                for one, other in pairs:
                    same = same & np.asarray(one == other, np.bool_)
                return same if isinstance(op, ast.Eq) else ~same
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                sides, _ = self._alike([left, right], frame, mask)
                return apply(_OPERATORS[type(op)], mask, *sides).astype(np.bool_)
            case ast.Name(id=key) if key not in frame.indices and key != "pi":
                flag = self.given.scalar(key[1:], self.error, tree, frame)
                if isinstance(flag, bool):
                    return np.array([flag])
        shown = self.shown(tree)
        raise self.error(tree, f"'{shown}' is a number, not a condition; compare it: '{shown} != 0'")

    def support(self, tree: ast.expr, frame: Frame, mask: Mask) -> tuple[ast.expr, Mask]:
        """Where an expression may differ from zero, and what it is there."""
        nonzero: Mask = np.ones(1, np.bool_)
        while isinstance(tree, ast.IfExp) and getattr(tree.orelse, "value", "") == "0":
            nonzero = nonzero & self.condition(tree.test, frame, mask & nonzero)
            tree = tree.body
        return tree, nonzero & self._inside(tree, frame, mask & nonzero)

    def _inside(self, tree: ast.expr, frame: Frame, mask: Mask) -> Mask:
        """Where the arrays that an expression is a product of have entries."""
        match tree:
            case ast.UnaryOp(operand=inner) | ast.BinOp(op=ast.Div(), left=inner):
                return self._inside(inner, frame, mask)
            case ast.BinOp(op=ast.Mult(), left=left, right=right):
                first = self._inside(left, frame, mask)
                return first & self._inside(right, frame, mask & first)
        entry = as_entry(tree)
        if entry is None:
            return np.ones(1, np.bool_)
        return self.locate(entry, self.given.table(entry, self.error).shape, frame, mask)[1]

    def _part(self, tree: ast.expr, frame: Frame, mask: Mask) -> tuple[Objects, bool]:
        """The values of an expression, and whether they are still Python's ints."""
        match tree:
            case ast.Constant(value=str(text)):
                return (single(int(text)), True) if text.isdigit() else (self.given.literal(tree), False)
            case ast.Name(id="pi"):
                return single(self.given.numbers.pi), False
            case ast.Name(id=key) if key in frame.indices:
                return frame.values(self.in_force(tree, frame))[0].astype(object), True
            case ast.Name(id=key):
                scalar = plain(self.given.scalar(key[1:], self.error, tree, frame))
                is_whole = isinstance(scalar, int)
                return single(scalar if is_whole else self.given.numbers.lift(scalar)), is_whole
            case ast.UnaryOp(operand=operand):
                values, is_whole = self._part(operand, frame, mask)
                return apply(np.negative, mask, values), is_whole
            case ast.IfExp(test=test, body=body, orelse=orelse):
                holds = self.condition(test, frame, mask)
                one = self.value(body, frame, mask & holds)
                return np.where(holds, one, self.value(orelse, frame, mask & ~holds)), False
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                base, (exponent, is_whole) = self.value(left, frame, mask), self._part(right, frame, mask)
                return apply(np.power if is_whole else self._function("**"), mask, base, exponent), False
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                sides = self.value(left, frame, mask), self.value(right, frame, mask)
                return apply(np.true_divide, mask, *sides), False
            case ast.BinOp(left=left, op=op, right=right):
                both, is_whole = self._alike([left, right], frame, mask)
                is_own = isinstance(op, ast.FloorDiv | ast.Mod) and not is_whole
                return apply(self._function(op) if is_own else _OPERATORS[type(op)], mask, *both), is_whole
        entry, generator = as_entry(tree), as_generator(tree)
        if entry is not None:
            table = self.given.table(entry, self.error)
            position = self.locate(entry, table.shape, frame, mask)[0]
            is_whole = table.integers is not None and not entry.is_cotangent
            return (table.values if table.integers is None else table.integers)[position], is_whole
        if generator is not None:
            if generator.kind in SELECTIONS:
                return self.selected(tree, generator, frame, mask)[0], True
            return self.reduced(tree, generator, frame, mask), False
        assert isinstance(tree, ast.Call)
        return self._call(ast.unparse(tree.func), tree.args, frame, mask)

    def _call(self, name: str, trees: list[ast.expr], frame: Frame, mask: Mask) -> tuple[Objects, bool]:
        if name == "flat":
            return self.flat(trees, frame).astype(object), True
        if name not in EXTREME:
            return apply(self._function(name), mask, self.value(trees[0], frame, mask)), False
        (best, *others), is_whole = self._alike(trees, frame, mask)
        for other in others:
            best = apply(EXTREME[name], mask, best, other)
        return best, is_whole

    def _alike(self, trees: list[ast.expr], frame: Frame, mask: Mask) -> tuple[list[Objects], bool]:
        """The values of some expressions: ints where all of them are, otherwise numbers of the system."""
        parts = [self._part(tree, frame, mask) for tree in trees]
        if all(is_whole for _, is_whole in parts):
            return [values for values, _ in parts], True
        return [self._lifted(values, mask) if is_whole else values for values, is_whole in parts], False

    def _lifted(self, values: Objects, mask: Mask) -> Objects:
        return apply(np.frompyfunc(self.given.numbers.lift, 1, 1), mask, values)

    def _position(self, tree: ast.expr, frame: Frame, mask: Mask) -> list[Objects]:
        generator = as_generator(tree)
        if generator is not None:
            return self.selected(tree, generator, frame, mask)
        return [self.index(item, frame, mask) for item in getattr(tree, "elts", ())]

    def _function(self, name: str | ast.operator) -> Any:
        numbers = self.given.numbers
        match name:
            case "abs":
                return np.absolute
            case "sign":
                return np.frompyfunc(lambda x: numbers.lift((x > 0) - (x < 0)), 1, 1)
            case "**":
                return np.frompyfunc(numbers.power, 2, 1)
            case ast.FloorDiv():
                return np.frompyfunc(lambda a, b: numbers.floor(a / b), 2, 1)
            case ast.Mod():
                return np.frompyfunc(lambda a, b: a - b * numbers.floor(a / b), 2, 1)
        return np.frompyfunc(getattr(numbers, str(name)), 1, 1)
