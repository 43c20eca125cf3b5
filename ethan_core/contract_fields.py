"""What each field of a contract takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethan_core.arguments import are_named, are_names, require
from ethan_core.errors import ContractError

__all__ = ["require_fields"]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_NAMES = 'names, as in ("X", "W")'
_FIELDS = {
    "shapes": (_is_text, 'a text, as in "N d -> N d"'),
    "inputs": (are_names, _NAMES),
    "parameters": (
        lambda value: are_named(value, _is_text),
        'the shape of each parameter, as in {"W": "out in"}',
    ),
    "constants": (are_names, _NAMES),
    "domain": (are_named, 'an interval for each input, as in {"X": Interval(0, 1)}'),
    "integers": (are_named, 'a bound for each input of integers, as in {"ids": 10}'),
    "structures": (are_named, 'a word for each input, as in {"X": "one-hot"}'),
    "kinks": (
        lambda value: (
            isinstance(value, tuple | list)
            and all(_is_number(getattr(kink, name, None)) for kink in value for name in ("at", "derivative"))
        ),
        "kinks, as in (Kink(at=0.0, derivative=0.0),)",
    ),
    "ties": (lambda value: value is None or (_is_text(value) and value == "first"), '"first", or None'),
    "reduction": (
        lambda value: value is None or _is_text(value) or are_named(value, _is_text),
        'a word, or one for each name, as in {"W": "mean"}',
    ),
    "rows_independent": (_is_flag, "True or False"),
    "random": (lambda value: value is None or _is_flag(value), "True, False or None"),
    "keeps_dtype": (lambda value: value is None or _is_flag(value), "True, False or None"),
    "formula": (lambda value: value is None or _is_text(value), "a text, or None"),
}


def require_fields(stated: Mapping[str, Any]) -> None:
    """Refuse a field that holds what no contract can say.

    Raises:
        ContractError: with the field, what it holds, and what it takes.

    >>> require_fields({"shapes": "N d -> N d"})
    >>> require_fields({"shapes": 7})
    Traceback (most recent call last):
        ...
    ethan_core.errors.ContractError: shapes is 7, expected a text, as in "N d -> N d"
    """
    for name, value in stated.items():
        is_right, expected = _FIELDS[name]
        require(is_right(value), name, value, expected, ContractError)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
