"""Compiles an expression, once, into closures over the list of all indices' present values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from ethan_core.formula.affine import General, Index, Linear
from ethan_core.formula.frames import Bound, Frame, Lookup
from ethan_core.formula.guards import RELATION, condition_guards, zero_guards
from ethan_core.formula.indices import compile_index, try_index
from ethan_core.formula.kinds import width
from ethan_core.formula.loops import Guard, Level, Loop, loop
from ethan_core.formula.nodes import (
    Binder,
    Compare,
    Generator,
    Logical,
    Mark,
    Name,
    Node,
    Not,
    Position,
)
from ethan_core.formula.ranges import ranges
from ethan_core.formula.values import compile_value

__all__ = ["Compiler", "Condition", "Value"]

Value: TypeAlias = Callable[[list[int]], Any]
Condition: TypeAlias = Callable[[list[int]], bool]


class Compiler:
    """Compiles the parts of one line; every index that the line binds gets a slot of its own.

    Raises:
        FormulaError: a name is unknown, sizes contradict each other, a range does not follow.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self._sizes: list[int | None] = []

    @property
    def slots(self) -> int:
        """How many indices have been bound so far."""
        return len(self._sizes)

    def value(self, node: Node, frame: Frame) -> Value:
        """A number as a function of the indices."""
        return compile_value(self, node, frame)

    def condition(self, node: Node, frame: Frame) -> Condition:
        """A condition as a function of the indices."""
        match node:
            case Not(operand):
                holds = self.condition(operand, frame)
                return lambda v: not holds(v)
            case Logical(word, left, right):
                first, second = self.condition(left, frame), self.condition(right, frame)
                if word == "and":
                    return lambda v: first(v) and second(v)
                return lambda v: first(v) or second(v)
            case Compare(sign, left, right):
                relation = RELATION[sign]
                one, other = self._comparable(left, right, frame)
                return lambda v: relation(one(v), other(v))
            case Name(name):
                flag = None if name in frame else self.lookup.scalar(name, node.at, frame)
                if isinstance(flag, bool):
                    return lambda v: flag
        raise node.at.error(f"'{node}' is a number, not a condition; compare it: '{node} != 0'")

    def selection(self, node: Generator, frame: Frame) -> Callable[[list[int]], tuple[int, ...]]:
        """Where, among some indices, the largest or smallest value first occurs."""
        run, inner, levels = self.generator(node, frame, [])
        body = self.value(node.body, inner)
        better = RELATION[">" if node.kind == "first_argmax" else "<"]

        def find(v: list[int]) -> tuple[int, ...]:
            best: Any = None
            where: tuple[int, ...] = ()
            for _ in run(v):
                value = body(v)
                if not where or better(value, best):
                    best, where = value, tuple(v[level.slot] for level in levels)
            if not where:
                raise ValueError(f"{node.kind} over no entries")
            return where

        return find

    def generator(
        self, node: Generator, frame: Frame, zero_of: Sequence[Node]
    ) -> tuple[Loop, Frame, list[Level]]:
        """The loop over a generator's indices, without what its condition shuts out.

        Entries in which one of `zero_of` is known to be zero may be skipped as well.
        """
        scope = [part for part in (node.body, node.condition) if part is not None]
        levels, inner = self.bind(node.binders, frame, scope)
        guards: list[Guard] = []
        for part in zero_of:
            guards += zero_guards(self, part, inner)
        if node.condition is None:
            return loop(levels, guards), inner, levels
        guards += condition_guards(self, node.condition, inner)
        run, holds = loop(levels, guards), self.condition(node.condition, inner)
        return (lambda v: (each for each in run(v) if holds(v))), inner, levels

    def bind(
        self, binders: Iterable[Binder], frame: Frame, scope: Sequence[Node]
    ) -> tuple[list[Level], dict[str, Bound]]:
        """Slots and ranges for some indices, in force in the nodes of the scope."""
        levels: list[Level] = []
        inner = dict(frame)
        for binder in binders:
            sizes: Sequence[Index]
            if binder.bound is not None:
                sizes = [compile_index(self, binder.bound, inner)]
            else:
                found = ranges(binder.name, binder.star, scope, self.lookup.shape, binder)
                sizes = [Linear({}, size) for size in found]
            own = [Level(self.slots + number, size, binder.at) for number, size in enumerate(sizes)]
            known = [
                max(0, size.constant) if isinstance(size, Linear) and not size.terms else None
                for size in sizes
            ]
            self._sizes += known
            inner[binder.name] = Bound(tuple(level.slot for level in own), tuple(known), binder.star)
            levels += own
        return levels, inner

    def bound(self, name: str, star: bool, frame: Frame, at: Mark) -> Bound:
        """The index of that name.

        Raises:
            FormulaError: it is not in force here, or it is a `*index` where one index is wanted.
        """
        if name not in frame:
            raise at.error(
                f"no index '{name}' is in force here; bind it on the left side or with 'for {name}'"
            )
        if frame[name].star != star:
            one, many = f"'{name}'", f"'*{name}'"
            raise at.error(f"{many if star else one} stands here, but {one if star else many} is bound")
        return frame[name]

    def stays_inside(self, index: Index, size: int) -> bool:
        """Whether an index expression can never leave an axis of that size."""
        if isinstance(index, General):
            return False
        low = high = index.constant
        for slot, factor in index.terms.items():
            length = self._sizes[slot]
            if length is None:
                return False
            reach = factor * (length - 1)
            low, high = low + min(reach, 0), high + max(reach, 0)
        return low >= 0 and high < size

    def reader(self, values: Sequence[Any], zero: Any, position: Index, guards: Sequence[Guard]) -> Value:
        """One entry of a flat array, or zero where a guard fails."""
        where = position.function()
        checks = [(guard.index.function(), guard.size or 0) for guard in guards]
        if not checks:
            return lambda v: values[where(v)]

        def read(v: list[int]) -> Any:
            for index, size in checks:
                if not 0 <= index(v) < size:
                    return zero
            return values[where(v)]

        return read

    def _comparable(self, left: Node, right: Node, frame: Frame) -> tuple[Value, Value]:
        if width(left):
            return self._position(left, frame), self._position(right, frame)
        one, other = try_index(self, left, frame), try_index(self, right, frame)
        if one is None or other is None:
            return self.value(left, frame), self.value(right, frame)
        return one.function(), other.function()

    def _position(self, node: Node, frame: Frame) -> Callable[[list[int]], tuple[int, ...]]:
        if isinstance(node, Generator):
            return self.selection(node, frame)
        assert isinstance(node, Position)
        items = [compile_index(self, item, frame).function() for item in node.items]
        return lambda v: tuple(item(v) for item in items)
