"""The keys of a table that say what a layer promises, apart from shapes."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, get_args

from ethan_check.loading.tables.error import Place
from ethan_core.contract import Integers, Interval, Kink, Reduction
from ethan_core.errors import ContractError

__all__ = ["read_domain", "read_integers", "read_kinks", "read_reduction", "read_ties"]


def read_domain(place: Place, key: str, value: Any) -> Mapping[str, Interval]:
    """The interval of each input that is not taken everywhere.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_domain(place, "domain", {"p": [0, 1]})["p"].high
    1.0
    """
    example = "an interval, as in [0, 1] or { low = 0, high = inf, open = true }"
    if not isinstance(value, dict):
        raise place.wrong(key, value, f"for each input {example}")
    found = {}
    for name, given in value.items():
        ends = dict(zip(("low", "high"), given, strict=False)) if isinstance(given, list) else given
        numbers = isinstance(ends, dict) and all(
            isinstance(end, bool) if which == "open" else type(end) in (int, float)
            for which, end in ends.items()
        )
        if (
            not numbers
            or not set(ends) <= {"low", "high", "open"}
            or (isinstance(given, list) and len(given) != 2)
        ):
            raise place.wrong(f"{key}.{name}", given, example)
        try:
            low, high = float(ends.get("low", -inf)), float(ends.get("high", inf))
            found[name] = Interval(low, high, open=ends.get("open", False))
        except ContractError as error:
            raise place.mistake(f"{key}.{name}", f"cannot be: {error}") from None
    return found


def read_integers(place: Place, key: str, value: Any) -> Mapping[str, Integers]:
    """The bound of each input of integers.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_integers(place, "integers", {"ids": 10})["ids"].below
    10
    """
    example = "for each input of integers a bound above all of them, as in { ids = 10 }"
    if not isinstance(value, dict):
        raise place.wrong(key, value, example)
    for name, below in value.items():
        if not (isinstance(below, str) or (type(below) is int and below > 0)):
            raise place.wrong(f"{key}.{name}", below, "a number above 0, or the name of an axis")
    return {name: Integers(below) for name, below in value.items()}


def read_kinks(place: Place, key: str, value: Any) -> tuple[Kink, ...]:
    """The points at which forward has no derivative, and what backward states there.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_kinks(place, "kinks", [{"at": 0, "derivative": 1}])[0].derivative
    1.0
    """
    example = "a list, as in [{ at = 0.0, derivative = 0.0 }]"
    if not isinstance(value, list):
        raise place.wrong(key, value, example)
    for kink in value:
        if not isinstance(kink, dict) or set(kink) != {"at", "derivative"}:
            raise place.wrong(key, value, example)
        if not all(type(number) in (int, float) for number in kink.values()):
            raise place.wrong(key, value, example)
    return tuple(Kink(float(kink["at"]), float(kink["derivative"])) for kink in value)


def read_ties(place: Place, key: str, value: Any) -> str:
    """Which of several equal entries the gradient goes to.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_ties(place, "ties", "first")
    'first'
    """
    if value != "first":
        raise place.wrong(key, value, "'first', or no such key")
    return "first"


def read_reduction(place: Place, key: str, value: Any) -> Any:
    """How gradients are reduced over the batch.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_reduction(place, "reduction", {"W": "mean", "b": "sum"})
    {'W': 'mean', 'b': 'sum'}
    """
    words = get_args(Reduction)
    example = f"one of {', '.join(words)}, or one for each parameter, as in {{ W = 'mean', b = 'sum' }}"
    stated = list(value.values()) if isinstance(value, dict) else [value]
    if not stated or any(word not in words for word in stated):
        raise place.wrong(key, value, example)
    return value
