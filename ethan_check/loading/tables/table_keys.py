"""The keys of a table: what each may hold, and what the error expects where it holds something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf
from typing import Any, get_args

from ethan_check.loading.tables.call_syntax import read_arguments, read_backward, read_positions, read_setup
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.key_value import Each, Reader, Value, is_text, list_of, table_of
from ethan_check.loading.tables.modes import read_modes
from ethan_check.numerics.tolerances.bars import LEAST_ACCURATE
from ethan_check.subject.declared_differences import declared_differences
from ethan_check.subject.options import require_budget, require_certificate
from ethan_core.contract import Contract, Integers, Interval, Kink, Reduction
from ethan_core.domain import WORDS
from ethan_core.errors import ArgumentError
from ethan_core.shapes import parse_shape, parse_signature

__all__ = ["CONTRACT_KEYS", "KEYS"]

_DTYPES = ("float16", "float32", "float64")
_REDUCTIONS = get_args(Reduction)
_FUNCTION_SYNTAX = re.compile(r"[\w.]+:[\w.]+")
_INTERVAL_KEYS = {"low", "high", "open"}


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)  # true and false are no numbers here


def _is_accuracy(value: Any) -> bool:
    return _is_number(value) and 0 < value < LEAST_ACCURATE


def _is_certificate(value: Any) -> bool:
    try:
        require_certificate(value)
    except ArgumentError:
        return False
    return True


def _is_budget(value: Any) -> bool:
    try:
        require_budget(value)
    except ArgumentError:
        return False
    return True


def _are_differences(value: Any) -> bool:
    try:
        return bool(declared_differences(value))
    except ArgumentError:
        return False


def _is_interval(value: Any) -> bool:
    if isinstance(value, str):
        return value in WORDS
    if isinstance(value, list):
        return len(value) == 2 and all(map(_is_number, value))
    return (
        isinstance(value, dict)
        and value.keys() <= _INTERVAL_KEYS
        and all(isinstance(end, bool) if name == "open" else _is_number(end) for name, end in value.items())
    )


def _interval(value: Any) -> Interval | str:
    if isinstance(value, str):
        return value  # Which a contract knows.
    ends = dict(zip(("low", "high"), value, strict=True)) if isinstance(value, list) else value
    return Interval(float(ends.get("low", -inf)), float(ends.get("high", inf)), open=ends.get("open", False))


def _are_kinks(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(kink, dict) and kink.keys() == {"at", "derivative"} and all(map(_is_number, kink.values()))
        for kink in value
    )


def _kinks(value: list[Mapping[str, float]]) -> tuple[Kink, ...]:
    return tuple(Kink(float(kink["at"]), float(kink["derivative"])) for kink in value)


def _are_reductions(value: Any) -> bool:
    words = list(value.values()) if isinstance(value, dict) else [value]
    return bool(words) and all(word in _REDUCTIONS for word in words)


def _joined(shapes: str | list[str]) -> str:
    return shapes if isinstance(shapes, str) else ", ".join(shapes)


def _input(shapes: str | list[str]) -> str:
    text = _joined(shapes)
    for shape in text.split(","):
        parse_shape(shape.strip())
    return text


def _shape(text: str) -> str:
    parse_shape(text)
    return text


def _signature(text: str) -> str:
    parse_signature(text.strip())
    return text.strip()


def _read_expected_failures(location: Location, key: str, value: Any) -> Any:
    if is_text(value):
        return {"*": value}
    return _REASONS(location, key, value)


def _is_given(item: Any) -> bool:
    """An array, or what a function of a framework takes beside arrays."""
    if isinstance(item, dict):
        return bool(item.keys() & {"array", "shape", "import"})
    return isinstance(item, str | int | float)


_any_table = table_of(lambda item: True)
_INIT = Value("constructor arguments by name, as in { out_ch = 3 }", _any_table)
_TEXT = Value("a text", is_text, str.strip)
_NAMES = Value("a list of names", list_of(_is_string), tuple)
_YES_OR_NO = Value("true or false", lambda value: isinstance(value, bool))
_FUNCTION = Value(
    "module:name", lambda value: is_text(value) and bool(_FUNCTION_SYNTAX.fullmatch(value.strip())), str.strip
)
_INTERVAL = "an interval, as in [0, 1] or { low = 0, high = inf, open = true }, or a word such as 'one-hot'"
_REASONS = Each(
    Value(
        'a reason for each check, as in { gradient = "db is a mean" }, or one for whatever fails', _any_table
    ),
    Value("the reason", is_text),
)

KEYS: Mapping[str, Reader] = {
    "init": _INIT,
    "inits": Each(
        Value(
            "a list of constructor arguments, as in [{ size = 1 }, { size = 3 }]", list_of(lambda item: True)
        ),
        _INIT,
    ),
    "input": Value(
        'a shape, as in "N 5 4 2" (names are drawn, numbers are fixed), or a list of shapes',
        lambda value: _is_string(value) or list_of(_is_string)(value),
        then=Value(
            "the shapes of inputs alone; with outputs the key is shapes",
            lambda value: "->" not in _joined(value),
            _input,
        ),
    ),
    "shapes": Value("a text", is_text, _signature),
    "example": Value(
        "a list of arrays, as in [{ shape = [3, 4] }, { array = [0, 2, 1] }]",
        lambda value: list_of(_is_given)(value) and any(isinstance(item, dict) for item in value),
        tuple,
    ),
    "inputs": _NAMES,
    "parameters": Each(
        Value('the shape of each parameter, as in { W = "out in" }', table_of(_is_string)),
        Value("a shape", _is_string, _shape),
    ),
    "constants": _NAMES,
    "domain": Each(
        Value(f"for each input {_INTERVAL}", _any_table),
        Value(_INTERVAL, _is_interval, _interval, invalid="cannot be"),
    ),
    "integers": Each(
        Value("for each input of integers a bound above all of them, as in { ids = 10 }", _any_table),
        Value(
            "a whole number above 0, or the name of an axis",
            lambda value: _is_string(value) or (type(value) is int and value > 0),
            Integers,
        ),
    ),
    "kinks": Value("a list, as in [{ at = 0.0, derivative = 0.0 }]", _are_kinks, _kinks),
    "ties": Value("'first', or no such key", lambda value: value == "first"),
    "rows_independent": _YES_OR_NO,
    "random": _YES_OR_NO,
    "keeps_dtype": _YES_OR_NO,
    "formula": _TEXT,
    "convention": _TEXT,
    "reduction": Value(
        f"one of {', '.join(_REDUCTIONS)}, or one for each parameter, as in {{ W = 'mean', b = 'sum' }}",
        _are_reductions,
    ),
    "train": read_modes,
    "forward": _TEXT,
    "backward": read_backward,
    "arguments": read_arguments,
    "outputs": read_positions,
    "setup": read_setup,
    "functions": _NAMES,
    "vjp": _FUNCTION,
    "tensor": _FUNCTION,
    "dtype": Value(f"one of {', '.join(_DTYPES)}", lambda value: value in _DTYPES),
    "frozen": _NAMES,
    "differs": Value(
        'for each array a factor, "straight-through", "clipped" or { zero_rows = [0] }',
        _are_differences,
        dict,
    ),
    "accuracy": Value("a number above 0 and below 0.01, as in 1e-8", _is_accuracy, float),
    "complex": Value("'conjugate', or no such key", lambda value: value == "conjugate"),
    "certificate": Value("a number from 2.2e-16 to below 1, as in 1e-6", _is_certificate, float),
    "budget": Value("seconds that the layer may take, a number above 0, as in 30", _is_budget, float),
    "name": _TEXT,
    "checks": _NAMES,
    "expected_failures": _read_expected_failures,
}
"""Every key, in the order of the documentation."""

CONTRACT_KEYS = tuple(key for key in KEYS if key in Contract.__dataclass_fields__ and key != "reduction")
"""The keys that are arguments of `Contract`; the reduction is an option of the checks instead."""
