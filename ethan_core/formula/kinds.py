"""What a node stands for: a number, a condition or a position. Each has its own places."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ethan_core.formula.nodes import (
    Binary,
    Call,
    Compare,
    Flat,
    Generator,
    Logical,
    Name,
    Node,
    Not,
    Number,
    Position,
    Read,
    Star,
    Unary,
)
from ethan_core.formula.vocabulary import EXTREMES, SELECTIONS

__all__ = ["Meaning", "meaning", "require_condition", "require_index", "require_number", "width"]

Meaning: TypeAlias = Literal["number", "condition", "position"]


def width(node: Node) -> int:
    """How many indices a node is: 0 for one that is no position."""
    if isinstance(node, Position):
        return len(node.items)
    if isinstance(node, Generator) and node.kind in SELECTIONS and len(node.binders) > 1:
        return len(node.binders)
    return 0


def meaning(node: Node) -> Meaning:
    """What a node stands for; a bare name may also be a condition.

    >>> meaning(Compare("<", Name("i"), Name("j")))
    'condition'
    """
    if isinstance(node, Compare | Logical | Not):
        return "condition"
    return "position" if width(node) else "number"


def require_number(node: Node) -> Node:
    """The node, which must be a number."""
    if meaning(node) == "position":
        raise node.at.error("expected a number, found a position; compare positions with == or !=")
    if meaning(node) == "condition":
        raise node.at.error("expected a number, found a condition; write '1 if ... else 0'")
    return node


def require_condition(node: Node) -> Node:
    """The node, which must be a condition, or a name that may turn out to be one."""
    if meaning(node) != "condition" and not isinstance(node, Name):
        raise node.at.error("expected a condition such as 'i == j' or 'X[n] > 0', found a number")
    return node


def require_index(node: Node) -> Node:
    """The node, which must be made of what indices are made of."""
    match node:
        case Name() | Star() | Flat():
            return node
        case Number(text) if text.isdigit():
            return node
        case Unary(operand):
            require_index(operand)
            return node
        case Binary("+" | "-" | "*" | "//" | "%", left, right):
            require_index(left)
            require_index(right)
            return node
        case Call(function, arguments) if function in EXTREMES:
            for argument in arguments:
                require_index(argument)
            return node
        case Read():
            return node
        case Generator(kind) if kind in SELECTIONS and not width(node):
            return node
    raise node.at.error(
        "this is no index; an index is made of indices, whole numbers, integer arrays and + - * // %"
    )
