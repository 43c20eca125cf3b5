"""Arguments of every type, looked at before they are used: what is none is told in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from ethan_core.errors import ArgumentError, EthanError
from ethan_core.plain_text import name_of, plain_line

__all__ = ["are_named", "are_names", "as_names", "is_one_of", "require", "shown"]

_MOST_SHOWN = 200
"""Characters of a value in a message: a line of a terminal or two."""

_MOST_NAMES = 10_000
"""Of a generator, which may have no end."""


def shown(value: object) -> str:
    """A value as a message shows it: what `repr` says, if it says anything, and not more of it than helps.

    >>> shown("N d"), shown("x" * 10**6)[-8:]
    ("'N d'", 'xxxx ...')
    """
    try:
        return plain_line(str.__str__(repr(value)), _MOST_SHOWN)
    except Exception:  # Of its own, or of a number with more digits than Python prints.
        return f"a {name_of(type(value))}"


def require(
    is_right: bool, name: str, value: object, expected: str, error: type[EthanError] = ArgumentError
) -> None:
    """Refuse a value that is not what an argument takes.

    Raises:
        EthanError: of that kind, in one line.

    >>> require(False, "seed", -1, "a whole number from 0 up")
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: seed is -1, expected a whole number from 0 up
    """
    if not is_right:
        raise error(f"{name} is {shown(value)}, expected {expected}")


def is_one_of(value: object, words: tuple[str, ...]) -> bool:
    """Whether a value is one of some words; whatever else it may be, it is not asked.

    >>> is_one_of("sum", ("sum", "mean")), is_one_of([], ("sum", "mean"))
    (True, False)
    """
    return isinstance(value, str) and value in words


def are_names(value: object) -> bool:
    """Whether a value is a text, or a collection of texts.

    >>> are_names(["W", "b"]), are_names([1])
    (True, False)
    """
    return isinstance(value, str) or (
        isinstance(value, tuple | list | set | frozenset) and all(isinstance(name, str) for name in value)
    )


def are_named(value: object, is_right: Callable[[Any], bool] = lambda one: True) -> bool:
    """Whether a value is a mapping from texts to what is right.

    >>> are_named({"W": "out in"}), are_named({1: "out in"})
    (True, False)
    """
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and is_right(one) for name, one in value.items()
    )


def as_names(value: Any, argument: str) -> tuple[str, ...]:
    """Names, whatever they are collected in; a generator's too. A single text is one, and None is none.

    Raises:
        ArgumentError: these are none.

    >>> as_names(["W", "b"], "frozen"), as_names("gamma", "frozen"), as_names(None, "frozen")
    (('W', 'b'), ('gamma',), ())
    """
    if value is None or isinstance(value, str):
        return () if value is None else (value,)
    if isinstance(value, Iterator):
        value = tuple(islice(value, _MOST_NAMES))
    require(are_names(value), argument, value, 'names, as in ("W", "b")')
    return tuple(value)
