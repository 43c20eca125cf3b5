"""Nested loops over indices that skip what is known to be zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ethan_core.errors import FormulaError
from ethan_core.formula.affine import General, Index, IndexFunction, Linear
from ethan_core.formula.nodes import Mark

__all__ = ["LONGEST_RANGE", "Guard", "Level", "Loop", "loop"]

LONGEST_RANGE = 1_000_000
"""How long one index may run: beyond it a bound is a slip, not a formula on a tiny shape."""

Loop: TypeAlias = Callable[[list[int]], Iterator[None]]
"""Sets its indices in the list, once for every combination; the list is the same all along."""


@dataclass(frozen=True)
class Guard:
    """What must hold for an entry to matter: 0 <= index, and index < size unless size is None."""

    index: Index
    size: int | None


@dataclass(frozen=True)
class Level:
    """One index: where its value is kept, and how far it runs."""

    slot: int
    size: Index
    at: Mark


def loop(levels: Sequence[Level], guards: Sequence[Guard]) -> Loop:
    """The loops over some indices, outermost first, that visit only what every guard lets through.

    >>> runs = loop([Level(0, Linear({}, 9), Mark(0, 0, ""))], [Guard(Linear({0: 2}, -6), 5)])
    >>> v = [0]
    >>> [v[0] for _ in runs(v)]
    [3, 4, 5]
    """
    depth = {level.slot: number for number, level in enumerate(levels)}
    run: Loop = _once
    for number in reversed(range(len(levels))):
        here = [guard for guard in guards if _deepest(guard, depth) == number]
        run = _level(levels[number], here, run)
    outside = [_holds(guard) for guard in guards if _deepest(guard, depth) < 0]
    return _gated(outside, run) if outside else run


def _once(v: list[int]) -> Iterator[None]:
    yield


def _deepest(guard: Guard, depth: dict[int, int]) -> int:
    return max((depth.get(slot, -1) for slot in guard.index.slots), default=-1)


def _gated(checks: Sequence[Callable[[list[int]], bool]], run: Loop) -> Loop:
    def gated(v: list[int]) -> Iterator[None]:
        if all(check(v) for check in checks):
            yield from run(v)

    return gated


def _holds(guard: Guard) -> Callable[[list[int]], bool]:
    index, size = guard.index.function(), guard.size
    return (lambda v: index(v) >= 0) if size is None else (lambda v: 0 <= index(v) < size)


def _level(level: Level, guards: Sequence[Guard], inner: Loop) -> Loop:
    slot, size = level.slot, level.size.function()
    limits = [_limits(guard.index, slot, guard.size) for guard in guards if isinstance(guard.index, Linear)]
    checks = [_holds(guard) for guard in guards if isinstance(guard.index, General)]

    def run(v: list[int]) -> Iterator[None]:
        low, high = 0, size(v)
        for limit in limits:
            least, end = limit(v, high)
            low, high = max(low, least), min(high, end)
        if high - low > LONGEST_RANGE:
            raise _too_long(level, high - low)
        for value in range(low, high):
            v[slot] = value
            if all(check(v) for check in checks):
                yield from inner(v)

    return run


def _limits(index: Linear, slot: int, size: int | None) -> Callable[[list[int], int], tuple[int, int]]:
    """Where 0 <= factor*value + rest < size, as the least value and the one after the last."""
    factor = index.terms[slot]
    rest: IndexFunction = index.without(slot).function()

    def limits(v: list[int], end: int) -> tuple[int, int]:
        r = rest(v)
        if factor > 0:
            return -(r // factor), end if size is None else (size - 1 - r) // factor + 1
        least = 0 if size is None else -((size - 1 - r) // -factor)
        return least, r // -factor + 1

    return limits


def _too_long(level: Level, length: int) -> FormulaError:
    return level.at.error(f"this index runs over {length} values; the most is {LONGEST_RANGE}")
