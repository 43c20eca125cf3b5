"""Gradients that are not the derivative on purpose, as a user declares them.

A number is a factor: -1 for a gradient that is reversed. `"straight-through"` passes the cotangent on through
a forward of steps, `"clipped"` bounds what it hands back; neither is compared with a derivative. `zero_rows`
are rows that owe no gradient, such as that of a padding token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_core.arguments import are_named, shown
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["CLIPPED", "STRAIGHT_THROUGH", "DeclaredDifference", "declared_differences", "pinned_rows"]

STRAIGHT_THROUGH, CLIPPED = "straight-through", "clipped"

_EXPECTED = f"a number other than 0, '{STRAIGHT_THROUGH}', '{CLIPPED}' or {{'zero_rows': [0]}}"


@dataclass(frozen=True)
class DeclaredDifference:
    """How one gradient differs from the derivative.

    Args:
        factor: what the derivative is multiplied by.
        word: why it is not compared with the derivative at all; empty if it is.
        zero_rows: the rows whose gradient is 0 whatever the derivative is.

    >>> str(DeclaredDifference(factor=-1.0)), str(DeclaredDifference(word="clipped"))
    ('-1 times the derivative', 'clipped')
    """

    factor: float = 1.0
    word: str = ""
    zero_rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.zero_rows))
        return self.word or (f"0 in row {rows}" if rows else f"{self.factor:g} times the derivative")


def declared_differences(stated: Mapping[str, Any]) -> dict[str, DeclaredDifference]:
    """What was declared, by the name of the array.

    Raises:
        ArgumentError: something else was.

    >>> declared_differences({"x": -0.5})["x"].factor
    -0.5
    """
    if not are_named(stated):
        raise ArgumentError(f"differs is {shown(stated)}, expected for each array {_EXPECTED}")
    return {name: _read(name, value) for name, value in stated.items()}


def pinned_rows(
    declared: Mapping[str, DeclaredDifference],
    targets: Mapping[str, str],
    values: Mapping[str, Array],
    layer: str,
) -> dict[str, list[int]]:
    """The rows that owe no gradient, by array: they are held at their values.

    Args:
        targets: for every array that a gradient is owed for, what that is called.
        values: the arrays.
        layer: its name, for messages.

    Raises:
        ArgumentError: something is declared of an array that is owed no gradient, or of a row that is not
            there.

    >>> declared = declared_differences({"W": {"zero_rows": [0]}})
    >>> pinned_rows(declared, {"W": "dL_dW"}, {"W": np.ones((3, 2))}, "embedding")
    {'W': [0]}
    """
    unknown = [name for name in declared if name not in targets]
    if unknown:
        raise ArgumentError(
            f"differs names {', '.join(map(repr, unknown))}, but {layer} owes gradients of "
            f"{', '.join(targets) or 'nothing'}"
        )
    pinned = {
        name: list(difference.zero_rows) for name, difference in declared.items() if difference.zero_rows
    }
    for name, rows in pinned.items():
        length = len(values[name]) if values[name].ndim else 0
        beyond = [row for row in rows if not -length <= row < length]
        if beyond:
            raise ArgumentError(f"differs names row {beyond[0]} of {name}, which has {length} rows")
    return pinned


def _read(name: str, value: Any) -> DeclaredDifference:
    if isinstance(value, str) and value in (STRAIGHT_THROUGH, CLIPPED):
        return DeclaredDifference(word=value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value and np.isfinite(value):
        return DeclaredDifference(factor=float(value))
    if are_named(value) and set(value) == {"zero_rows"} and _are_rows(value["zero_rows"]):
        return DeclaredDifference(zero_rows=tuple(value["zero_rows"]))
    raise ArgumentError(f"differs is {shown(value)} for {name}, expected {_EXPECTED}")


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list | tuple) and bool(rows) and all(type(row) is int for row in rows)
