"""What became of each constant that was moved, as a table and a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moved_constants import FACTORS

__all__ = ["SAME", "SLOW", "SURVIVES", "Move", "table"]

SURVIVES, SLOW, SAME = "survives", "stopped by time", "cannot move"
"""What came instead of a red test: none; no end; a 1 that cannot be divided."""


@dataclass(frozen=True)
class Move:
    """One constant, multiplied, and the first test that turned red; or what came instead."""

    group: str
    name: str
    value: str
    factor: float
    outcome: str
    reason: str

    @property
    def is_red(self) -> bool:
        """Whether a test turned red."""
        return self.outcome not in (SURVIVES, SAME, SLOW)

    @property
    def needs_a_reason(self) -> bool:
        """Whether nothing came of it, and the reason for that does not stand beside the constant."""
        return not self.is_red and self.outcome != SLOW and not self.reason


def table(moves: Sequence[Move]) -> str:
    """A table of constants, two moves to a line, and a count below it."""
    pairs: dict[tuple[str, str], dict[float, Move]] = {}
    for each in moves:
        pairs.setdefault((each.group, each.name), {})[each.factor] = each
    lines = ["| module | constant | value | x 10 | / 10 | reason |", "|---|---|---|---|---|---|"]
    for (group, name), pair in pairs.items():
        one = next(iter(pair.values()))
        reason = one.reason or ("**none**" if any(each.needs_a_reason for each in pair.values()) else "")
        outcomes = " | ".join(pair[factor].outcome if factor in pair else "" for factor in FACTORS)
        lines.append(f"| {group} | {name} | {one.value} | {outcomes} | {reason} |")
    red, slow = (sum(each.is_red for each in moves), sum(each.outcome == SLOW for each in moves))
    without = sum(each.needs_a_reason for each in moves)
    lines += [
        "",
        f"{len(pairs)} constants, {len(moves)} moves: {red} turn a test red, {slow} never end, "
        f"{len(moves) - red - slow - without} survive with a reason beside them, {without} without.",
    ]
    return "\n".join(lines)
