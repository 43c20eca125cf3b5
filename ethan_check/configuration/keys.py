"""The keys of a table: what each may hold, and what is said when it holds something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, get_args

from ethan_check.checks import builtin_checks
from ethan_check.configuration.call_keys import (
    read_arguments,
    read_backward,
    read_dtype,
    read_function,
    read_positions,
    read_setup,
)
from ethan_check.configuration.mistakes import Place
from ethan_check.configuration.modes import Modes, read_modes
from ethan_core.contract import Contract, Integers, Interval, Kink, Reduction
from ethan_core.errors import ContractError
from ethan_core.shapes import parse_shape, parse_signature

__all__ = ["CONTRACT_KEYS", "KEYS"]


def _text(place: Place, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise place.wrong(key, value, "a text")
    return value.strip()


def _yes_or_no(place: Place, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise place.wrong(key, value, "true or false")
    return value


def _arguments(place: Place, key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise place.wrong(key, value, "constructor arguments by name, as in { out_ch = 3 }")
    return value


def _list_of_arguments(place: Place, key: str, value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not value:
        raise place.wrong(key, value, "a list of constructor arguments, as in [{ size = 1 }, { size = 3 }]")
    return [_arguments(place, f"{key}[{number}]", item) for number, item in enumerate(value)]


def _names(place: Place, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise place.wrong(key, value, "a list of names")
    return tuple(value)


def _arrays(place: Place, key: str, value: Any) -> tuple[Any, ...]:
    example = "a list of arrays, as in [{ shape = [3, 4] }, { array = [0, 2, 1] }]"
    if not isinstance(value, list) or not value:
        raise place.wrong(key, value, example)
    for array in value:
        if not isinstance(array, dict) or not {"array", "shape", "import"} & set(array):
            raise place.wrong(key, value, example)
    return tuple(value)


def _reasons(place: Place, key: str, value: Any) -> Mapping[str, str]:
    example = 'a reason for each check, as in { gradient = "db is a mean" }, or one for all of them'
    if isinstance(value, str) and value.strip():
        return {check.name: value for check in builtin_checks()}
    if not isinstance(value, dict):
        raise place.wrong(key, value, example)
    for name, reason in value.items():
        if not isinstance(reason, str) or not reason.strip():
            raise place.wrong(f"{key}.{name}", reason, "the reason")
    return value


def _input(place: Place, key: str, value: Any) -> str:
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


def _signature(place: Place, key: str, value: Any) -> str:
    text = _text(place, key, value)
    try:
        parse_signature(text)
    except ContractError as error:
        raise place.mistake(key, f"cannot be read: {error}") from None
    return text


def _parameters(place: Place, key: str, value: Any) -> Mapping[str, str]:
    example = 'the shape of each parameter, as in { W = "out in" }'
    if not isinstance(value, dict) or not all(isinstance(shape, str) for shape in value.values()):
        raise place.wrong(key, value, example)
    for name, shape in value.items():
        try:
            parse_shape(shape)
        except ContractError as error:
            raise place.mistake(f"{key}.{name}", f"cannot be read: {error}") from None
    return value


def _domain(place: Place, key: str, value: Any) -> Mapping[str, Interval]:
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


def _integers(place: Place, key: str, value: Any) -> Mapping[str, Integers]:
    example = "for each input of integers a bound above all of them, as in { ids = 10 }"
    if not isinstance(value, dict):
        raise place.wrong(key, value, example)
    for name, below in value.items():
        if not (isinstance(below, str) or (type(below) is int and below > 0)):
            raise place.wrong(f"{key}.{name}", below, "a number above 0, or the name of an axis")
    return {name: Integers(below) for name, below in value.items()}


def _kinks(place: Place, key: str, value: Any) -> tuple[Kink, ...]:
    example = "a list, as in [{ at = 0.0, derivative = 0.0 }]"
    if not isinstance(value, list):
        raise place.wrong(key, value, example)
    for kink in value:
        if not isinstance(kink, dict) or set(kink) != {"at", "derivative"}:
            raise place.wrong(key, value, example)
        if not all(type(number) in (int, float) for number in kink.values()):
            raise place.wrong(key, value, example)
    return tuple(Kink(float(kink["at"]), float(kink["derivative"])) for kink in value)


def _ties(place: Place, key: str, value: Any) -> str:
    if value != "first":
        raise place.wrong(key, value, "'first', or no such key")
    return "first"


def _reduction(place: Place, key: str, value: Any) -> Any:
    words = get_args(Reduction)
    example = f"one of {', '.join(words)}, or one for each parameter, as in {{ W = 'mean', b = 'sum' }}"
    stated = list(value.values()) if isinstance(value, dict) else [value]
    if not stated or any(word not in words for word in stated):
        raise place.wrong(key, value, example)
    return value


def _train(place: Place, key: str, value: Any) -> Modes:
    return read_modes(value, place)


KEYS: Mapping[str, Callable[[Place, str, Any], Any]] = {
    "init": _arguments,
    "inits": _list_of_arguments,
    "input": _input,
    "shapes": _signature,
    "example": _arrays,
    "inputs": _names,
    "parameters": _parameters,
    "constants": _names,
    "domain": _domain,
    "integers": _integers,
    "kinks": _kinks,
    "ties": _ties,
    "rows_independent": _yes_or_no,
    "random": _yes_or_no,
    "keeps_dtype": _yes_or_no,
    "formula": _text,
    "convention": _text,
    "reduction": _reduction,
    "train": _train,
    "forward": _text,
    "backward": read_backward,
    "arguments": read_arguments,
    "outputs": read_positions,
    "setup": read_setup,
    "functions": _names,
    "vjp": read_function,
    "tensor": read_function,
    "dtype": read_dtype,
    "frozen": _names,
    "name": _text,
    "checks": _names,
    "expected_failures": _reasons,
}

CONTRACT_KEYS = tuple(key for key in KEYS if key in Contract.__dataclass_fields__ and key != "reduction")
