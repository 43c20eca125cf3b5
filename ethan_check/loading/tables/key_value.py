"""What the value of a key may be: a predicate, a conversion, and the words of the error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ethan_check.loading.tables.error import Location
from ethan_core.errors import ContractError

__all__ = ["Each", "Reader", "Value", "is_text", "list_of", "table_of"]


Reader = Callable[[Location, str, Any], Any]
"""Reads the value of a key, or raises a `ConfigError` that names file, table and key."""


@dataclass(frozen=True)
class Value:
    """A value that a predicate accepts, converted.

    Args:
        expected: what the error says was expected.
        is_valid: the predicate.
        convert: makes what is used of what stands in the file.
        invalid: what the error says where the conversion raises a `ContractError`.
        then: reads the same value again, with a further predicate and the conversion.

    >>> read = Value("true or false", lambda value: isinstance(value, bool))
    >>> read(Location("f", "layers", "nn:A"), "random", 3)
    Traceback (most recent call last):
        ...
    ethan_check.loading.tables.error.ConfigError: f, [layers."nn:A"]: random is 3, expected true or false
    """

    expected: str
    is_valid: Callable[[Any], bool]
    convert: Callable[[Any], Any] = lambda value: value
    invalid: str = "cannot be read"
    then: Reader | None = None

    def __call__(self, location: Location, key: str, value: Any) -> Any:
        if not self.is_valid(value):
            raise location.bad_value(key, value, self.expected)
        if self.then is not None:
            return self.then(location, key, value)
        try:
            return self.convert(value)
        except ContractError as error:
            raise location.error(key, f"{self.invalid}: {error}") from None


@dataclass(frozen=True)
class Each:
    """A table or a list whose every item is read on its own, so that the error names the item.

    >>> numbers = Value("a list of numbers", lambda value: isinstance(value, list))
    >>> read = Each(numbers, Value("a number", lambda item: item != "x"))
    >>> read(Location("f", "layers", "nn:A"), "sizes", [1, "x"])
    Traceback (most recent call last):
        ...
    ethan_check.loading.tables.error.ConfigError: f, [layers."nn:A"]: sizes[1] is 'x', expected a number
    """

    whole: Value
    item: Reader

    def __call__(self, location: Location, key: str, value: Any) -> Any:
        value = self.whole(location, key, value)
        if isinstance(value, Mapping):
            return {name: self.item(location, f"{key}.{name}", item) for name, item in value.items()}
        return [self.item(location, f"{key}[{number}]", item) for number, item in enumerate(value)]


def is_text(value: Any) -> bool:
    """Whether a value is a string with more than blanks in it.

    >>> is_text("conv"), is_text(" "), is_text(3)
    (True, False, False)
    """
    return isinstance(value, str) and bool(value.strip())


def list_of(is_item: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """The predicate of lists that are not empty and whose items all satisfy another one.

    >>> list_of(is_text)(["W", "b"]), list_of(is_text)(["W", 3]), list_of(is_text)([])
    (True, False, False)
    """
    return lambda value: isinstance(value, list) and bool(value) and all(map(is_item, value))


def table_of(is_item: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """The same for the values of a table, which may be empty.

    >>> table_of(is_text)({"W": "in out"}), table_of(is_text)({"W": 3}), table_of(is_text)({})
    (True, False, True)
    """
    return lambda value: isinstance(value, dict) and all(map(is_item, value.values()))
