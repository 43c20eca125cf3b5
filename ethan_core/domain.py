"""The values that an input may take: an interval, or the integers below a bound."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf
from typing import Any

from ethan_core.arguments import are_named, is_one_of, shown
from ethan_core.errors import ContractError
from ethan_core.suggest import did_you_mean

__all__ = ["STRUCTURES", "WORDS", "Integers", "Interval", "as_integers", "as_interval", "as_structure"]

STRUCTURES = (
    "one-hot",
    "rows that sum to one",
    "positive definite",
    "symmetric",
    "triangular",
    "orthogonal",
    "sorted rows",
)
"""What an input can be declared to be, beside an interval: each is one word in the place of one."""

_INTERVALS = {"probability": (0.0, 1.0, True), "positive": (0.0, inf, True), "negative": (-inf, 0.0, True)}
"""Intervals that have a word of their own."""

WORDS = (*_INTERVALS, *STRUCTURES)
"""Every word that a domain can be."""


@dataclass(frozen=True)
class Interval:
    """The values that an input may take; an end that is `open` is not itself allowed.

    >>> Interval(0.0, 1.0).contains(0.5)
    True
    """

    low: float = -inf
    high: float = inf
    open: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ContractError(f"interval from {self.low} to {self.high}: low must be below high")

    def contains(self, value: float) -> bool:
        """Whether the value lies inside."""
        if self.open:
            return self.low < value < self.high
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Integers:
    """An input of integers from 0 up to, not including, `below`: a number, or the name of an axis."""

    below: int | str


def as_interval(name: str, stated: Any) -> Interval:
    """An interval, however it is written: as one, as a pair `(low, high)`, as `{"low": 0, "open": True}`, or
    as a word: `"probability"` is (0, 1) without its ends.

    Raises:
        ContractError: it is none of these.

    >>> as_interval("X", (0.1, inf)) == as_interval("X", {"low": 0.1}) == Interval(0.1)
    True
    """
    if isinstance(stated, Interval):
        return stated
    if isinstance(stated, str) and stated in _INTERVALS:
        return Interval(*_INTERVALS[stated])
    if isinstance(stated, list | tuple) and len(stated) == 2 and all(map(_is_number, stated)):
        return Interval(float(stated[0]), float(stated[1]))
    known = {field.name for field in fields(Interval)}
    if are_named(stated) and stated and set(stated) <= known:
        ends = {key: value for key, value in stated.items() if key != "open"}
        if all(map(_is_number, ends.values())) and isinstance(stated.get("open", False), bool):
            return Interval(
                **{key: float(value) for key, value in ends.items()}, open=stated.get("open", False)
            )
    if isinstance(stated, str):
        raise ContractError(
            f"domain of {name} is {shown(stated)}, which is no domain; {did_you_mean(stated, WORDS)}"
        )
    raise ContractError(
        f"domain of {name} is {shown(stated)}, expected two numbers such as (0.0, 1.0), Interval(low, high), "
        'or a word such as "one-hot"'
    )


def as_structure(name: str, stated: str) -> str:
    """A structure by its word.

    Raises:
        ContractError: there is none of that word.

    >>> as_structure("target", "one-hot")
    'one-hot'
    """
    if is_one_of(stated, STRUCTURES):
        return stated
    hint = did_you_mean(stated if isinstance(stated, str) else "", STRUCTURES)
    raise ContractError(f"structure of {name} is {shown(stated)}, which is none; {hint}")


def as_integers(name: str, stated: Any) -> Integers:
    """What bounds an input of integers, however it is written: `Integers(10)`, 10, or the name of an axis.

    Raises:
        ContractError: it is none of these.

    >>> as_integers("ids", 10)
    Integers(below=10)
    """
    if isinstance(stated, Integers):
        stated = stated.below
    if isinstance(stated, str) or (isinstance(stated, int) and not isinstance(stated, bool) and stated > 0):
        return Integers(stated)
    raise ContractError(
        f"integers of {name} is {shown(stated)}, expected a bound above them, such as 10, or the name of an "
        "axis"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
