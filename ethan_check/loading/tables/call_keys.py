"""The keys of a table that say how a layer is called."""

from __future__ import annotations

import re
from typing import Any

from ethan_check.loading.tables.calls import Backward, Step
from ethan_check.loading.tables.error import Place

__all__ = ["read_arguments", "read_backward", "read_dtype", "read_function", "read_positions", "read_setup"]

_EXPECTED = (
    "arguments by name, as in { axis = 1 }, or the positional ones in a list, as in "
    '["ij,kj->ik", { input = 0 }, { input = 1 }]'
)
_STEP = '{ call = "build", arguments = { size = 3 } } or { set = "n_in", value = 3 }'
_DTYPES = ("float32", "float64")


def read_arguments(place: Place, key: str, value: Any) -> Any:
    """What forward, or a function, is given."""
    if not isinstance(value, dict | list):
        raise place.wrong(key, value, _EXPECTED)
    return value


def read_backward(place: Place, key: str, value: Any) -> Backward:
    """The name of backward, or a table that says more of it."""
    example = (
        'a name, or { name = "backprop", arguments = [{ cotangent = 0 }, { input = 0 }], returns = [0] }'
    )
    if isinstance(value, str) and value.strip():
        return Backward(value.strip())
    if not isinstance(value, dict) or not value or not isinstance(value.get("name", ""), str):
        raise place.wrong(key, value, example)
    for name in value:
        if name not in ("name", "arguments", "returns"):
            raise place.unknown(
                f"{key}.{name}", [f"{key}.{known}" for known in ("name", "arguments", "returns")]
            )
    returns = read_positions(place, f"{key}.returns", value["returns"]) if "returns" in value else ()
    if "arguments" in value:
        read_arguments(place, f"{key}.arguments", value["arguments"])
    return Backward(value.get("name", "").strip(), value.get("arguments"), returns)


def read_positions(place: Place, key: str, value: Any) -> tuple[int, ...]:
    """Which of several arrays are meant."""
    is_list = isinstance(value, list) and bool(value)
    if not is_list or not all(type(one) is int and one >= 0 for one in value):
        raise place.wrong(key, value, "positions, from 0 on, as in [0, 2, 1]")
    return tuple(value)


def read_setup(place: Place, key: str, value: Any) -> tuple[Step, ...]:
    """What is done after a layer is made."""
    steps = value if isinstance(value, list) else [value]
    found = []
    for number, step in enumerate(steps):
        where = f"{key}[{number}]" if isinstance(value, list) else key
        if isinstance(step, str) and re.fullmatch(r"\w+(\.\w+)*", step):
            found.append(Step(step, {}))
        elif (
            isinstance(step, dict)
            and isinstance(step.get("call"), str)
            and set(step) <= {"call", "arguments"}
        ):
            found.append(
                Step(step["call"], read_arguments(place, f"{where}.arguments", step.get("arguments", {})))
            )
        elif isinstance(step, dict) and set(step) == {"set", "value"} and isinstance(step["set"], str):
            found.append(Step(step["set"], step["value"], is_call=False))
        else:
            raise place.wrong(where, step, f"the name of a method, {_STEP}")
    return tuple(found)


def read_function(place: Place, key: str, value: Any) -> str:
    """Where a function stands."""
    if not isinstance(value, str) or not re.fullmatch(r"[\w.]+:[\w.]+", value.strip()):
        raise place.wrong(key, value, "module:name")
    return value.strip()


def read_dtype(place: Place, key: str, value: Any) -> str:
    """The precision in which a layer is run."""
    if value not in _DTYPES:
        raise place.wrong(key, value, f"one of {', '.join(_DTYPES)}")
    return str(value)
