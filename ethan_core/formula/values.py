"""Compiles numbers: one case for each kind of node that is one."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from ethan_core.formula.frames import Frame
from ethan_core.formula.guards import RELATION
from ethan_core.formula.indices import locate, try_index
from ethan_core.formula.nodes import (
    Binary,
    Call,
    Conditional,
    Cotangent,
    Flat,
    Generator,
    Name,
    Node,
    Number,
    Read,
    Unary,
)
from ethan_core.formula.numbers import NumberSystem
from ethan_core.formula.tables import plain
from ethan_core.formula.vocabulary import SELECTIONS

if TYPE_CHECKING:
    from ethan_core.formula.compiler import Compiler

__all__ = ["compile_value"]

Value: TypeAlias = Callable[[list[int]], Any]

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def compile_value(compiler: Compiler, node: Node, frame: Frame) -> Value:
    """The number that a node stands for, as a function of the indices."""
    numbers = compiler.lookup.numbers
    match node:
        case Number(text):
            number = numbers.number(text)
            return lambda v: number
        case Name("pi"):
            return lambda v: numbers.pi
        case Name(name) if name not in frame:
            constant = numbers.lift(plain(compiler.lookup.scalar(name, node.at, frame)))
            return lambda v: constant
        case Name() | Flat():
            return _lifted(compiler, node, frame)
        case Read() | Cotangent():
            table = compiler.lookup.table(node)
            position, guards = locate(compiler, node, table.shape, frame)
            return compiler.reader(table.values, numbers.lift(0), position, guards)
        case Unary(operand):
            negated = compiler.value(operand, frame)
            return lambda v: -negated(v)
        case Binary():
            return _binary(compiler, node, frame)
        case Conditional(value, condition, otherwise):
            holds = compiler.condition(condition, frame)
            first, second = compiler.value(value, frame), compiler.value(otherwise, frame)
            return lambda v: first(v) if holds(v) else second(v)
        case Call():
            return _call(compiler, node, frame)
        case Generator(kind):
            return _lifted(compiler, node, frame) if kind in SELECTIONS else _reduction(compiler, node, frame)
    raise AssertionError(node)


def _lifted(compiler: Compiler, node: Node, frame: Frame) -> Value:
    index = try_index(compiler, node, frame)
    assert index is not None
    lift, whole = compiler.lookup.numbers.lift, index.function()
    return lambda v: lift(whole(v))


def _binary(compiler: Compiler, node: Binary, frame: Frame) -> Value:
    numbers = compiler.lookup.numbers
    left, right = compiler.value(node.left, frame), compiler.value(node.right, frame)
    if node.operator in _OPERATORS:
        apply = _OPERATORS[node.operator]
        return lambda v: apply(left(v), right(v))
    if node.operator == "//":
        return lambda v: numbers.floor(left(v) / right(v))
    if node.operator == "%":
        return lambda v: _remainder(numbers, left(v), right(v))
    index = try_index(compiler, node.right, frame)
    if index is None:
        return lambda v: numbers.power(left(v), right(v))
    exponent = index.function()
    return lambda v: left(v) ** exponent(v)


def _remainder(numbers: NumberSystem, value: Any, divisor: Any) -> Any:
    return value - divisor * numbers.floor(value / divisor)


def _call(compiler: Compiler, node: Call, frame: Frame) -> Value:
    numbers = compiler.lookup.numbers
    arguments = [compiler.value(argument, frame) for argument in node.arguments]
    if node.function in ("max", "min"):
        better = RELATION[">" if node.function == "max" else "<"]
        return lambda v: _best((argument(v) for argument in arguments), better, node.function)
    argument = arguments[0]
    if node.function == "abs":
        return lambda v: abs(argument(v))
    if node.function == "sign":
        return lambda v: _sign(numbers, argument(v))
    function: Callable[[Any], Any] = getattr(numbers, node.function)
    return lambda v: function(argument(v))


def _sign(numbers: NumberSystem, value: Any) -> Any:
    return numbers.lift((value > 0) - (value < 0))


def _best(values: Any, better: Callable[[Any, Any], bool], kind: str) -> Any:
    best, empty = None, True
    for value in values:
        if empty or better(value, best):
            best, empty = value, False
    if empty:
        raise ValueError(f"{kind} over no entries")
    return best


def _reduction(compiler: Compiler, node: Generator, frame: Frame) -> Value:
    lift, kind = compiler.lookup.numbers.lift, node.kind
    run, inner, _ = compiler.generator(node, frame, [node.body] if kind == "sum" else [])
    body = compiler.value(node.body, inner)
    if kind in ("max", "min"):
        better = RELATION[">" if kind == "max" else "<"]
        return lambda v: _best((body(v) for _ in run(v)), better, kind)
    start = lift(0 if kind == "sum" else 1)
    combine = _OPERATORS["+" if kind == "sum" else "*"]

    def reduce(v: list[int]) -> Any:
        total = start
        for _ in run(v):
            total = combine(total, body(v))
        return total

    return reduce
