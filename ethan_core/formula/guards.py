"""Finds what must hold for an expression to differ from zero, so that loops can skip the rest."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ethan_core.formula.affine import General, Linear
from ethan_core.formula.frames import Frame, free_slots
from ethan_core.formula.indices import locate, try_index
from ethan_core.formula.kinds import width
from ethan_core.formula.loops import Guard
from ethan_core.formula.nodes import (
    Binary,
    Compare,
    Conditional,
    Cotangent,
    Generator,
    Logical,
    Node,
    Not,
    Number,
    Read,
    Unary,
)

if TYPE_CHECKING:
    from ethan_core.formula.compiler import Compiler

__all__ = ["RELATION", "condition_guards", "zero_guards"]

RELATION: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def zero_guards(compiler: Compiler, node: Node, frame: Frame) -> list[Guard]:
    """Guards outside of which the node is zero: its factors' arrays and its conditions."""
    match node:
        case Read() | Cotangent():
            table = compiler.lookup.table(node)
            return locate(compiler, node, table.shape, frame)[1]
        case Unary(operand) | Binary("/", operand, _):
            return zero_guards(compiler, operand, frame)
        case Binary("*", left, right):
            return zero_guards(compiler, left, frame) + zero_guards(compiler, right, frame)
        case Conditional(value, condition, Number("0")):
            return condition_guards(compiler, condition, frame) + zero_guards(compiler, value, frame)
    return []


def condition_guards(compiler: Compiler, node: Node, frame: Frame) -> list[Guard]:
    """Guards that follow from a condition: all that compares indices alone."""
    match node:
        case Logical("and", left, right):
            return condition_guards(compiler, left, frame) + condition_guards(compiler, right, frame)
        case Compare(sign, left, right) if not width(left):
            sides = try_index(compiler, left, frame), try_index(compiler, right, frame)
            if isinstance(sides[0], Linear) and isinstance(sides[1], Linear):
                return _linear(sign, sides[0], sides[1])
    if not _is_about_indices(compiler, node, frame):
        return []
    holds = compiler.condition(node, frame)
    return [Guard(General(free_slots(node, frame), lambda v: 0 if holds(v) else -1), None)]


def _linear(sign: str, left: Linear, right: Linear) -> list[Guard]:
    gap = right + left.times(-1)
    match sign:
        case "==":
            return [Guard(gap, 1)]
        case "<":
            return [Guard(gap + Linear({}, -1), None)]
        case "<=":
            return [Guard(gap, None)]
        case ">":
            return [Guard(gap.times(-1) + Linear({}, -1), None)]
        case ">=":
            return [Guard(gap.times(-1), None)]
    both = gap.function()
    return [Guard(General(gap.slots, lambda v: 0 if both(v) else -1), None)]


def _is_about_indices(compiler: Compiler, node: Node, frame: Frame) -> bool:
    """Whether a condition is cheap to test early: no search and no number but indices in it."""
    if isinstance(node, Generator):
        return False
    if isinstance(node, Logical | Not):
        return all(_is_about_indices(compiler, child, frame) for child in node.children())
    if isinstance(node, Compare) and not width(node.left):
        sides = node.left, node.right
        return all(
            not any(isinstance(part, Generator) for part in _walk(side))
            and try_index(compiler, side, frame) is not None
            for side in sides
        )
    return False


def _walk(node: Node) -> list[Node]:
    return [node, *(part for child in node.children() for part in _walk(child))]
