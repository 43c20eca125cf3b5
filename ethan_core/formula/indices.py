"""Compiles index expressions and where in an array they point."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ethan_core.formula.affine import General, Index, Linear
from ethan_core.formula.frames import Frame, free_slots
from ethan_core.formula.loops import Guard
from ethan_core.formula.nodes import (
    Array,
    Binary,
    Call,
    Flat,
    Generator,
    Mark,
    Name,
    Node,
    Number,
    Read,
    Star,
    Unary,
)
from ethan_core.formula.ranges import axes_of
from ethan_core.formula.tables import strides_of
from ethan_core.formula.vocabulary import SELECTIONS

if TYPE_CHECKING:
    from ethan_core.formula.compiler import Compiler

__all__ = ["compile_index", "locate", "try_index"]

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}
_UNION: dict[str, Callable[[int, int], int]] = {"max": max, "min": min}


def compile_index(compiler: Compiler, node: Node, frame: Frame) -> Index:
    """The node as a function of the indices.

    Raises:
        FormulaError: the node is no whole number for every value of the indices.
    """
    index = try_index(compiler, node, frame)
    if index is None:
        raise node.at.error(f"'{node}' is not always a whole number, so it cannot be an index")
    return index


def try_index(compiler: Compiler, node: Node, frame: Frame) -> Index | None:
    """The node as a function of the indices, or None if it is a number of another kind."""
    match node:
        case Number(text):
            return Linear({}, int(text)) if text.isdigit() else None
        case Name("pi"):
            return None
        case Name(name):
            if name in frame:
                return _bare(compiler.bound(name, False, frame, node.at).slots[0])
            value = compiler.lookup.scalar(name, node.at, frame)
            return Linear({}, int(value)) if isinstance(value, int) else None
        case Flat():
            return _flat(compiler, node, frame)
        case Unary(operand):
            index = try_index(compiler, operand, frame)
            return None if index is None else _product(index, Linear({}, -1))
        case Binary("+" | "-" | "*" | "//" | "%" as sign, left, right):
            sides = try_index(compiler, left, frame), try_index(compiler, right, frame)
            return None if sides[0] is None or sides[1] is None else _binary(sign, sides[0], sides[1])
        case Call("max" | "min" as function, arguments):
            indices = [try_index(compiler, argument, frame) for argument in arguments]
            whole = [index for index in indices if index is not None]
            return _folded(_UNION[function], whole) if len(whole) == len(indices) else None
        case Read():
            return _entry(compiler, node, frame)
        case Generator(kind, _, (_,)) if kind in SELECTIONS:
            find = compiler.selection(node, frame)
            return General(free_slots(node, frame), lambda v: find(v)[0])
    return None


def locate(
    compiler: Compiler, node: Array, shape: tuple[int, ...], frame: Frame
) -> tuple[Index, list[Guard]]:
    """Where in a flat array the node points, and what must hold for it to point inside."""
    position: Index = Linear({})
    guards = []
    strides = strides_of(shape)
    for index, axes in axes_of(node, shape):
        if isinstance(index, Star):
            bound = compiler.bound(index.name, True, frame, index.at)
            if len(bound.slots) != len(axes):
                raise index.at.error(
                    f"*{index.name} stands for {len(bound.slots)} axes, here for {len(axes)} of {node.name}"
                )
            parts: Sequence[Index] = [_bare(slot) for slot in bound.slots]
        else:
            parts = [compile_index(compiler, index, frame)]
        for part, axis in zip(parts, axes, strict=True):
            position = _binary("+", position, _product(part, Linear({}, strides[axis])))
            if not compiler.stays_inside(part, shape[axis]):
                guards.append(Guard(part, shape[axis]))
    return position, guards


def _bare(slot: int) -> Linear:
    return Linear({slot: 1})


def _flat(compiler: Compiler, node: Flat, frame: Frame) -> Index:
    slots: list[int] = []
    sizes: list[int] = []
    for index in node.indices:
        bound = compiler.bound(index.name, isinstance(index, Star), frame, index.at)
        slots += bound.slots
        sizes += [_known(size, index.name, index.at) for size in bound.sizes]
    total = Linear({})
    for slot, stride in zip(slots, strides_of(sizes), strict=True):
        total = total + Linear({slot: stride})
    return total


def _known(size: int | None, name: str, at: Mark) -> int:
    if size is None:
        raise at.error(f"the range of '{name}' varies, so it cannot be flattened")
    return size


def _binary(sign: str, left: Index, right: Index) -> Index:
    if sign in "+-" and isinstance(left, Linear) and isinstance(right, Linear):
        return left + (right if sign == "+" else right.times(-1))
    if sign in "+-":
        first, second = left.function(), right.function()
        slots = left.slots | right.slots
        if sign == "+":
            return General(slots, lambda v: first(v) + second(v))
        return General(slots, lambda v: first(v) - second(v))
    return _product(left, right) if sign == "*" else _folded(_OPERATORS[sign], [left, right])


def _product(left: Index, right: Index) -> Index:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Linear) and isinstance(other, Linear) and not other.terms:
            return one.times(other.constant)
    return _folded(operator.mul, [left, right])


def _folded(function: Callable[[int, int], int], indices: Sequence[Index]) -> Index:
    functions = [index.function() for index in indices]

    def compute(v: list[int]) -> int:
        total = functions[0](v)
        for each in functions[1:]:
            total = function(total, each(v))
        return total

    slots = frozenset[int]().union(*(index.slots for index in indices))
    is_constant = all(isinstance(index, Linear) and not index.terms for index in indices)
    if not is_constant:
        return General(slots, compute)
    try:
        return Linear({}, compute([]))
    except ZeroDivisionError:
        return General(slots, compute)


def _entry(compiler: Compiler, node: Read, frame: Frame) -> Index | None:
    table = compiler.lookup.table(node)
    if table.integers is None:
        return None
    position, guards = locate(compiler, node, table.shape, frame)
    return General(free_slots(node, frame), compiler.reader(table.integers, 0, position, guards))
