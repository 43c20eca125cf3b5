"""Numbers and conditions for all values of all indices at a time: every index is an axis of a grid.

Where the mask of a frame needs no value nothing is computed, and what stands there means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_core.formula.frames import Frame, Mask, needed
from ethan_core.formula.indices import Indices
from ethan_core.formula.nodes import Node
from ethan_core.formula.reductions import EXTREME, apply, best_of, first_place
from ethan_core.formula.tables import Objects, plain, single
from ethan_core.formula.words import RELATIONS

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["Evaluator"]

_COMPARE = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
_RELATIONS = dict(zip(RELATIONS, _COMPARE, strict=True))
_OPERATORS = {"+": np.add, "-": np.subtract, "*": np.multiply, "//": np.floor_divide, "%": np.remainder}
_STAY_WHOLE = {**_OPERATORS, "max": EXTREME["max"], "min": EXTREME["min"]}
"""What makes whole numbers of whole numbers."""


class Evaluator(Indices):
    """Evaluates expressions.

    Raises:
        FormulaError: as `Indices`.
        ArithmeticError, ValueError, TypeError: a number that is needed has no value.
    """

    def __init__(self, given: Evaluation) -> None:
        super().__init__(given)
        numbers = given.numbers
        self._functions: dict[str, Any] = {
            "abs": np.absolute,
            "sign": np.frompyfunc(lambda x: numbers.lift((x > 0) - (x < 0)), 1, 1),
            "**": np.frompyfunc(numbers.power, 2, 1),
            "//": np.frompyfunc(lambda a, b: numbers.floor(a / b), 2, 1),
            "%": np.frompyfunc(lambda a, b: a - b * numbers.floor(a / b), 2, 1),
        }

    def value(self, node: Node, frame: Frame) -> Objects:
        """The values of an expression as numbers of the system."""
        if node.kind == "number":
            return self.given.literal(node)
        if node.kind in ("entry", "cotangent"):
            table = self.given.table(node)
            return table.values[self.locate(node, table.shape, frame)[0]]
        values, is_whole = self._part(node, frame)
        return self._lifted(values, frame) if is_whole else values

    def whole(self, node: Node, frame: Frame) -> Objects | None:
        """The values of an expression as Python's ints, or None if it is not always whole."""
        values, is_whole = self._part(node, frame)
        return values if is_whole else None

    def condition(self, node: Node, frame: Frame) -> Mask:
        """Where a condition holds."""
        match node:
            case Node("not", (operand,)):
                return ~self.condition(operand, frame)
            case Node("and", (left, right)):
                holds = self.condition(left, frame)
                return holds & self.condition(right, frame.where(holds))
            case Node("or", (left, right)):
                holds = self.condition(left, frame)
                return holds | self.condition(right, frame.where(~holds))
            case Node("==" | "!=" as sign, (left, right)) if left.width:
                same: Mask = np.ones(1, np.bool_)
                for one, other in zip(self._position(left, frame), self._position(right, frame), strict=True):
                    same = same & np.asarray(one == other, np.bool_)
                return same if sign == "==" else ~same
            case Node(sign, parts) if sign in _RELATIONS:
                sides, _ = self._alike(parts, frame)
                return apply(_RELATIONS[sign], frame.mask, *sides).astype(np.bool_)
            case Node("name", name=name) if name not in frame.indices:
                flag = self.given.scalar(node, frame)
                if isinstance(flag, bool):
                    return np.array([flag])
        raise node.error(f"'{node}' is a number, not a condition; compare it: '{node} != 0'")

    def support(self, node: Node, frame: Frame) -> tuple[Node, Frame]:
        """What an expression is where it may differ from zero, and the frame that needs it only there."""
        while node.kind == "if" and node.parts[2].name == "0":
            frame = frame.where(self.condition(node.parts[1], frame))
            node = node.parts[0]
        return node, self._inside(node, frame)

    def _inside(self, node: Node, frame: Frame) -> Frame:
        """The frame that needs a value only where the arrays that it is a product of have entries."""
        match node:
            case Node("negative", (factor,)) | Node("/", (factor, _)):
                return self._inside(factor, frame)
            case Node("*", (left, right)):
                return self._inside(right, self._inside(left, frame))
            case Node("entry" | "cotangent"):
                return frame.where(self.locate(node, self.given.table(node).shape, frame)[1])
        return frame

    def _part(self, node: Node, frame: Frame) -> tuple[Objects, bool]:
        """The values of an expression, and whether they are still Python's ints."""
        match node:
            case Node("number", name=text):
                return (single(int(text)), True) if text.isdigit() else (self.given.literal(node), False)
            case Node("pi"):
                return single(self.given.numbers.pi), False
            case Node("name", name=name) if name in frame.indices:
                return frame.values(frame.in_force(node))[0].astype(object), True
            case Node("name"):
                scalar = plain(self.given.scalar(node, frame))
                is_whole = isinstance(scalar, int)
                return single(scalar if is_whole else self.given.numbers.lift(scalar)), is_whole
            case Node("entry" | "cotangent"):
                table = self.given.table(node)
                position = self.locate(node, table.shape, frame)[0]
                is_whole = table.integers is not None and node.kind == "entry"
                return (table.values if table.integers is None else table.integers)[position], is_whole
            case Node("negative", (operand,)):
                values, is_whole = self._part(operand, frame)
                return apply(np.negative, frame.mask, values), is_whole
            case Node("if", (one, test, other)):
                holds = self.condition(test, frame)
                here, there = self.value(one, frame.where(holds)), self.value(other, frame.where(~holds))
                return np.where(holds, here, there), False
            case Node("/", (left, right)):
                return apply(
                    np.true_divide, frame.mask, self.value(left, frame), self.value(right, frame)
                ), False
            case Node("**", (left, right)):
                base, (exponent, is_whole) = self.value(left, frame), self._part(right, frame)
                return apply(
                    np.power if is_whole else self._functions["**"], frame.mask, base, exponent
                ), False
            case Node("flat", indices):
                return self.flat(indices, frame).astype(object), True
            case Node("first_argmax" | "first_argmin"):
                return self._selected(node, frame)[0], True
            case Node() if node.binders:
                return self._reduced(node, frame), False
            case Node(kind, parts) if kind in _STAY_WHOLE:
                (found, *others), is_whole = self._alike(parts, frame)
                function = _STAY_WHOLE[kind] if is_whole else self._functions.get(kind, _STAY_WHOLE[kind])
                for other in others:
                    found = apply(function, frame.mask, found, other)
                return found, is_whole
        return apply(self._function(node.kind), frame.mask, self.value(node.parts[0], frame)), False

    def _function(self, name: str) -> Any:
        if name not in self._functions:
            self._functions[name] = np.frompyfunc(getattr(self.given.numbers, name), 1, 1)
        return self._functions[name]

    def _alike(self, nodes: Sequence[Node], frame: Frame) -> tuple[list[Objects], bool]:
        """The values of some expressions: ints where all of them are, otherwise numbers of the system."""
        parts = [self._part(node, frame) for node in nodes]
        if all(is_whole for _, is_whole in parts):
            return [values for values, _ in parts], True
        return [self._lifted(values, frame) if is_whole else values for values, is_whole in parts], False

    def _lifted(self, values: Objects, frame: Frame) -> Objects:
        return apply(self._function("lift"), frame.mask, values)

    def _position(self, node: Node, frame: Frame) -> list[Objects]:
        if node.kind == "position":
            return [self.index(item, frame) for item in node.parts]
        return self._selected(node, frame)

    def _reduced(self, node: Node, frame: Frame) -> Objects:
        """The sum, product or extreme of a generator's entries."""
        inner, values, counts, outside = self._entries(node, frame)
        if node.kind in EXTREME:
            return best_of(node.kind, values, counts, outside)
        fold, start = (np.add, 0) if node.kind == "sum" else (np.multiply, 1)
        found: Objects = fold.reduce(values, axis=-1, initial=self.given.numbers.lift(start), where=counts)
        return found

    def _selected(self, node: Node, frame: Frame) -> list[Objects]:
        """Where the best value first occurs."""
        inner, values, counts, outside = self._entries(node, frame)
        best = best_of(node.kind, values, counts, outside)
        lengths = [length for binder in node.binders for length in inner.indices[binder.name].lengths]
        return first_place(best, values, counts, lengths)

    def _entries(self, node: Node, frame: Frame) -> tuple[Frame, Objects, Mask, Mask]:
        """What a generator runs over, along a last axis: the values and which of them count."""
        body, _, *conditions = node.parts
        outside = needed(frame.mask, frame.lengths(node.mentions))
        inner = self.bind(node, node.binders, replace(frame, mask=outside), (body, *conditions))
        if node.kind == "sum":
            body, inner = self.support(body, inner)
        for condition in conditions:
            inner = inner.where(self.condition(condition, inner))
        values = self.value(body, inner)
        shape = np.broadcast_shapes(values.shape, inner.mask.shape)
        flat = (*shape[: frame.ndim], prod(shape[frame.ndim :]))
        values, counts = (np.broadcast_to(each, shape).reshape(flat) for each in (values, inner.mask))
        return inner, values, counts, outside
