"""One line made ready to run: its loops, where its entries go, and the value of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from ethan_core.errors import FormulaError
from ethan_core.formula.affine import IndexFunction
from ethan_core.formula.compiler import Compiler, Value
from ethan_core.formula.frames import Bound, Frame, Lookup
from ethan_core.formula.guards import zero_guards
from ethan_core.formula.indices import locate
from ethan_core.formula.loops import Guard, Level, Loop, loop
from ethan_core.formula.nodes import Binder, Derivative, Flat, Formula, Name, Node, Star, Target
from ethan_core.formula.ranges import axes_of

__all__ = ["Plan", "plan", "shape_of_target", "targets_of"]

_NO_VALUE = (ArithmeticError, ValueError, TypeError)
"""What number systems raise outside a function's domain."""


@dataclass(frozen=True)
class Plan:
    """A line, compiled. Entries that it does not visit are zero."""

    formula: Formula
    shapes: tuple[tuple[int, ...], ...]
    positions: tuple[IndexFunction, ...]
    run: Loop
    value: Value
    frame: Frame
    slots: int

    def entries(self) -> Iterator[tuple[tuple[int, ...], Value, list[int]]]:
        """For every stated entry: where it goes (in the flat array of each target), and its value.

        Raises:
            FormulaError: two entries go to one place, or an index has no value.
        """
        try:
            yield from self._entries()
        except FormulaError:
            raise
        except _NO_VALUE as error:
            raise _failure(self.formula, "indices without a value", error) from error

    def _entries(self) -> Iterator[tuple[tuple[int, ...], Value, list[int]]]:
        seen: set[tuple[int, ...]] = set()
        v = [0] * self.slots
        for _ in self.run(v):
            where = tuple(position(v) for position in self.positions)
            if where in seen:
                raise self.formula.at.error(f"'{self.formula.left}' is stated twice {self._at(v)}")
            seen.add(where)
            yield where, self._checked, v

    def _checked(self, v: list[int]) -> Any:
        try:
            return self.value(v)
        except FormulaError:
            raise
        except _NO_VALUE as error:
            raise _failure(self.formula, f"no value {self._at(v)}", error) from error

    def _at(self, v: list[int]) -> str:
        shown = []
        for name, bound in self.frame.items():
            values = ", ".join(str(v[slot]) for slot in bound.slots)
            shown.append(f"*{name} = ({values})" if bound.star else f"{name} = {values}")
        return f"at {', '.join(shown)}" if shown else "at all"


def plan(formula: Formula, lookup: Lookup) -> Plan:
    """Compile a line for the arrays and constants at hand.

    Raises:
        FormulaError: the line does not fit them.
    """
    try:
        return _plan(formula, lookup)
    except FormulaError:
        raise
    except _NO_VALUE as error:
        raise _failure(formula, "a part without a value", error) from error
    except RecursionError as error:
        raise formula.at.error("the definitions that this line reads are nested too deeply") from error


def _failure(formula: Formula, what: str, error: Exception) -> FormulaError:
    return formula.at.error(f"'{formula.left}' has {what}: {error}")


def _plan(formula: Formula, lookup: Lookup) -> Plan:
    compiler = Compiler(lookup)
    levels, frame = _bind(formula, compiler)
    shapes, positions = [], []
    guards: list[Guard] = zero_guards(compiler, formula.expression, frame)
    for target in targets_of(formula):
        shape = shape_of_target(target, lookup, frame, whole=isinstance(formula.left, Target))
        position, inside = locate(compiler, target, shape, frame)
        shapes.append(shape)
        positions.append(position.function())
        guards += inside
    value = compiler.value(formula.expression, frame)
    return Plan(formula, tuple(shapes), tuple(positions), loop(levels, guards), value, frame, compiler.slots)


def targets_of(formula: Formula) -> tuple[Target, ...]:
    """What stands on the left: one target, or two for a derivative."""
    left = formula.left
    return (left.of, left.by) if isinstance(left, Derivative) else (left,)


def shape_of_target(target: Target, lookup: Lookup, frame: Frame, *, whole: bool) -> tuple[int, ...]:
    """The shape of what a line defines: known beforehand, or following from its indices.

    A `whole` target has every entry stated, so that the two must agree.

    Raises:
        FormulaError: it follows neither way, or both ways and they disagree.
    """
    known = lookup.shape(target)
    sizes: list[int | None] = []
    for index in target.indices:
        sizes += _sizes(index, frame)
    if known is None:
        follows = tuple(size for size in sizes if size is not None)
        if len(follows) < len(sizes):
            raise target.at.error(
                f"the shape of {target.name} does not follow from '{target}'; "
                "give its shape, or bound each index by a constant"
            )
        return follows
    axes = [axis for _, part in axes_of(target, known) for axis in part] if whole else []
    for size, axis in zip(sizes, axes, strict=False):
        if size is not None and size != known[axis]:
            raise target.at.error(
                f"axis {axis} of {target.name} is {known[axis]} long, but '{target}' gives it {size}"
            )
    return known


def _sizes(index: Node, frame: Frame) -> Sequence[int | None]:
    if isinstance(index, Name | Star) and index.name in frame:
        return frame[index.name].sizes
    if isinstance(index, Flat):
        parts = [size for part in index.indices for size in _sizes(part, frame)]
        known = [size for size in parts if size is not None]
        return [prod(known) if len(known) == len(parts) else None]
    return [None]


def _bind(formula: Formula, compiler: Compiler) -> tuple[list[Level], dict[str, Bound]]:
    stated = {binder.name for binder in formula.binders}
    implied: dict[str, Binder] = {}
    for target in targets_of(formula):
        for index in target.indices:
            for part in index.indices if isinstance(index, Flat) else (index,):
                if isinstance(part, Name | Star) and part.name not in stated:
                    implied.setdefault(part.name, Binder(part.name, isinstance(part, Star), at=part.at))
    scope = [*targets_of(formula), formula.expression]
    return compiler.bind((*implied.values(), *formula.binders), {}, scope)
