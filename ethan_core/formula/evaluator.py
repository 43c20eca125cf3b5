"""Numbers and conditions for all values of all indices at a time: every index is an axis of a grid.

Where the mask of a frame needs no value nothing is computed, and what stands there means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_core.formula.indices import Frame, Mask, bind, flat, locate, needed
from ethan_core.formula.nodes import Node
from ethan_core.formula.numbers import Objects, objects
from ethan_core.formula.words import EXTREMES, RELATIONS

if TYPE_CHECKING:
    from ethan_core.formula.evaluation import Evaluation

__all__ = ["Evaluator"]

_NOTHING = object()
"""The extreme of no entries."""
_LARGER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x > best else best, 2, 1)
_SMALLER = np.frompyfunc(lambda best, x: x if best is _NOTHING or x < best else best, 2, 1)
_SAME = np.frompyfunc(lambda a, b: a is b or a == b, 2, 1)
_COMPARE = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
_RELATIONS = dict(zip(RELATIONS, _COMPARE, strict=True))
_STAY_WHOLE = {"+": np.add, "-": np.subtract, "*": np.multiply, "//": np.floor_divide, "%": np.remainder}
_STAY_WHOLE |= {"max": _LARGER, "min": _SMALLER}
"""What makes whole numbers of whole numbers."""


class Evaluator:
    """Evaluates expressions. A number that is needed and has no value raises what its system raises."""

    def __init__(self, given: Evaluation) -> None:
        self._given = given
        numbers = given.numbers
        self._functions: dict[str, Any] = {
            "abs": np.absolute,
            "sign": np.frompyfunc(lambda x: numbers.lift((x > 0) - (x < 0)), 1, 1),
            "/": np.true_divide,
            "**": np.frompyfunc(numbers.power, 2, 1),
            "//": np.frompyfunc(lambda a, b: numbers.floor(a / b), 2, 1),
            "%": np.frompyfunc(lambda a, b: a - b * numbers.floor(a / b), 2, 1),
        }

    def index(self, node: Node, frame: Frame) -> Objects:
        """The values of an expression that must be whole."""
        values, is_whole = self._part(node, frame)
        if not is_whole:
            raise node.error(f"'{node}' is not always a whole number, so it cannot be an index")
        return values

    def value(self, node: Node, frame: Frame) -> Objects:
        """The values of an expression as numbers of the system."""
        values, is_whole = self._part(node, frame)
        return frame.apply(self._function("lift"), values) if is_whole else values

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
                for one, other in zip(self._several(left, frame), self._several(right, frame), strict=True):
                    same = same & np.asarray(one == other, np.bool_)
                return same if sign == "==" else ~same
            case Node(sign, parts) if sign in _RELATIONS:
                sides, _ = self._alike(parts, frame)
                return frame.apply(_RELATIONS[sign], *sides).astype(np.bool_)
            case Node("name", name=name) if name not in frame.indices:
                flag = self._given.scalar(node, frame)
                if isinstance(flag, bool):
                    return np.array([flag])
        raise node.error(f"'{node}' is a number, not a condition; compare it: '{node} != 0'")

    def support(self, node: Node, frame: Frame) -> tuple[Node, Frame]:
        """What an expression is where it may differ from zero, and the frame that needs it only there."""
        while node.kind == "if" and node.parts[2].name == "0":
            frame = frame.where(self.condition(node.parts[1], frame))
            node = node.parts[0]
        factors = [node]
        for factor in factors:  # a product is zero wherever an array in it has no entry
            match factor:
                case Node("negative" | "/", parts):
                    factors.append(parts[0])
                case Node("*", parts):
                    factors += parts
                case Node("entry" | "cotangent"):
                    shape = self._given.table(factor).shape
                    frame = frame.where(locate(factor, shape, frame, self.index)[1])
        return node, frame

    def _part(self, node: Node, frame: Frame) -> tuple[Objects, bool]:
        """The values of an expression, and whether they are still Python's ints."""
        match node:
            case Node("number", name=text):
                return (objects(int(text)), True) if text.isdigit() else (self._given.literal(node), False)
            case Node("pi"):
                return objects(self._given.numbers.pi), False
            case Node("name", name=name) if name in frame.indices:
                return frame.values(frame.in_force(node))[0].astype(object), True
            case Node("name"):
                scalar = self._given.scalar(node, frame)
                return objects(scalar + 0 if isinstance(scalar, int) else scalar), isinstance(scalar, int)
            case Node("entry" | "cotangent"):
                table = self._given.table(node)
                return table.values[locate(node, table.shape, frame, self.index)[0]], table.is_whole
            case Node("negative", (operand,)):
                found, is_whole = self._part(operand, frame)
                return frame.apply(np.negative, found), is_whole
            case Node("if", (one, test, two)):
                holds = self.condition(test, frame)
                here, there = self.value(one, frame.where(holds)), self.value(two, frame.where(~holds))
                return np.where(holds, here, there), False
            case Node("**", (left, right)):
                base, (exponent, is_whole) = self.value(left, frame), self._part(right, frame)
                power = np.power if is_whole else self._function("**")
                return frame.apply(power, base, exponent), False
            case Node("flat", indices):
                return flat(indices, frame).astype(object), True
            case Node("first_argmax" | "first_argmin"):
                return self._several(node, frame)[0], True
            case Node() if node.binders:
                return self._several(node, frame)[0], False
            case Node(kind, parts) if kind in _STAY_WHOLE:
                (found, *others), is_whole = self._alike(parts, frame)
                function = _STAY_WHOLE[kind] if is_whole else self._functions.get(kind, _STAY_WHOLE[kind])
                for each in others:
                    found = frame.apply(function, found, each)
                return found, is_whole
        values = (self.value(part, frame) for part in node.parts)
        return frame.apply(self._function(node.kind), *values), False

    def _function(self, name: str) -> Any:
        return self._functions.get(name) or np.frompyfunc(getattr(self._given.numbers, name), 1, 1)

    def _alike(self, nodes: Sequence[Node], frame: Frame) -> tuple[list[Objects], bool]:
        """The values of some expressions: ints where all of them are, otherwise numbers of the system."""
        parts, lift = [self._part(node, frame) for node in nodes], self._function("lift")
        if all(is_whole for _, is_whole in parts):
            return [values for values, _ in parts], True
        return [frame.apply(lift, values) if is_whole else values for values, is_whole in parts], False

    def _several(self, node: Node, frame: Frame) -> list[Objects]:
        """A generator's sum, product or extreme; where this first occurs, or another position, as indices."""
        if node.kind == "position":
            return [self.index(item, frame) for item in node.parts]
        body, _, *conditions = node.parts
        outside = needed(frame.mask, frame.lengths(node.mentions))
        inner, scope = replace(frame, mask=outside), (body, *conditions)
        inner = bind(node, node.binders, inner, scope, self.index, self._given.shape)
        if node.kind == "sum":
            body, inner = self.support(body, inner)
        for condition in conditions:
            inner = inner.where(self.condition(condition, inner))
        values = self.value(body, inner)
        shape = np.broadcast_shapes(values.shape, inner.mask.shape)
        row = (*shape[: frame.ndim], prod(shape[frame.ndim :]))  # what the generator runs over comes last
        values, counts = (np.broadcast_to(each, shape).reshape(row) for each in (values, inner.mask))
        if node.kind in ("sum", "prod"):
            fold, start = (np.add, 0) if node.kind == "sum" else (np.multiply, 1)
            start = self._given.numbers.lift(start)
            return [np.asarray(fold.reduce(values, axis=-1, initial=start, where=counts))]
        empty = ~counts.any(axis=-1)
        if (empty & outside).any():
            raise ValueError(f"{node.kind} over no entries")
        better = _LARGER if node.kind.endswith("max") else _SMALLER  # of equal values both keep the first
        best: Objects = better.reduce(values, axis=-1, initial=_NOTHING, where=counts)
        best[empty] = 0
        if node.kind in EXTREMES or empty.all():
            return [best] * len(node.binders)
        lengths = [length for binder in node.binders for length in inner.indices[binder.name].lengths]
        first = Frame({}, counts).apply(_SAME, values, best[..., None]).astype(np.bool_).argmax(axis=-1)
        return [index.astype(object) for index in np.unravel_index(first, lengths)]
