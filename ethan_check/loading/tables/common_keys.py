"""What keys of any kind hold: texts, names, yes or no, constructor arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethan_check.loading.tables.error import Place

__all__ = ["read_init", "read_inits", "read_names", "read_text", "read_yes_or_no"]


def read_text(place: Place, key: str, value: Any) -> str:
    """A text.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_text(place, "name", " conv ")
    'conv'
    """
    if not isinstance(value, str) or not value.strip():
        raise place.wrong(key, value, "a text")
    return value.strip()


def read_yes_or_no(place: Place, key: str, value: Any) -> bool:
    """Yes or no.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_yes_or_no(place, "random", True)
    True
    """
    if not isinstance(value, bool):
        raise place.wrong(key, value, "true or false")
    return value


def read_init(place: Place, key: str, value: Any) -> Mapping[str, Any]:
    """Constructor arguments.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_init(place, "init", {"out_ch": 3})
    {'out_ch': 3}
    """
    if not isinstance(value, dict):
        raise place.wrong(key, value, "constructor arguments by name, as in { out_ch = 3 }")
    return value


def read_inits(place: Place, key: str, value: Any) -> list[Mapping[str, Any]]:
    """Constructor arguments of several configurations.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_inits(place, "inits", [{"size": 1}, {"size": 3}])
    [{'size': 1}, {'size': 3}]
    """
    if not isinstance(value, list) or not value:
        raise place.wrong(key, value, "a list of constructor arguments, as in [{ size = 1 }, { size = 3 }]")
    return [read_init(place, f"{key}[{number}]", item) for number, item in enumerate(value)]


def read_names(place: Place, key: str, value: Any) -> tuple[str, ...]:
    """Names.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_names(place, "frozen", ["W", "b"])
    ('W', 'b')
    """
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise place.wrong(key, value, "a list of names")
    return tuple(value)
