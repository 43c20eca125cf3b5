"""The keys of a table that say which shapes a layer takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethan_check.loading.tables.common_keys import read_text
from ethan_check.loading.tables.error import Place
from ethan_core.errors import ContractError
from ethan_core.shapes import parse_shape, parse_signature

__all__ = ["read_input", "read_parameters", "read_signature"]


def read_input(place: Place, key: str, value: Any) -> str:
    """The shapes of inputs.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_input(place, "input", ["N 5", "N"])
    'N 5, N'
    """
    example = 'a shape, as in "N 5 4 2" (names are drawn, numbers are fixed), or a list of shapes'
    shapes = value if isinstance(value, list) else [value]
    if not shapes or not all(isinstance(shape, str) for shape in shapes):
        raise place.wrong(key, value, example)
    text = ", ".join(shapes)
    if "->" in text:
        raise place.wrong(key, value, "the shapes of inputs alone; with outputs the key is shapes")
    try:
        for shape in text.split(","):
            parse_shape(shape.strip())
    except ContractError as error:
        raise place.mistake(key, f"cannot be read: {error}") from None
    return text


def read_signature(place: Place, key: str, value: Any) -> str:
    """The shapes of inputs and outputs.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_signature(place, "shapes", "N 5 -> N")
    'N 5 -> N'
    """
    text = read_text(place, key, value)
    try:
        parse_signature(text)
    except ContractError as error:
        raise place.mistake(key, f"cannot be read: {error}") from None
    return text


def read_parameters(place: Place, key: str, value: Any) -> Mapping[str, str]:
    """The shape of each parameter.

    >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
    >>> read_parameters(place, "parameters", {"W": "out in"})
    {'W': 'out in'}
    """
    example = 'the shape of each parameter, as in { W = "out in" }'
    if not isinstance(value, dict) or not all(isinstance(shape, str) for shape in value.values()):
        raise place.wrong(key, value, example)
    for name, shape in value.items():
        try:
            parse_shape(shape)
        except ContractError as error:
            raise place.mistake(f"{key}.{name}", f"cannot be read: {error}") from None
    return value
