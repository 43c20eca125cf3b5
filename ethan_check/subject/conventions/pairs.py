"""A parameter and the place on the layer where backward leaves its gradient."""

from __future__ import annotations

from dataclasses import dataclass

from ethan_check.subject.execution.object_paths import Path

__all__ = ["Pair"]


@dataclass(frozen=True)
class Pair:
    """What a convention saw on a layer after backward.

    Args:
        parameter, gradient: where they are.
        where: for people, `the mapping grads`.
        item: what to add to it for this parameter, if not all of them are in one place.
        owed: whether the place is evidence enough, so that a gradient that is missing is a mistake.
    """

    parameter: Path
    gradient: Path
    where: str
    owed: bool = False
    item: str = ""
