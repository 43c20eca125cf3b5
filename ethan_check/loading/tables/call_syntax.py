"""The keys of a table that say how a layer is called: `arguments`, `backward`, `outputs` and `setup`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.key_value import Value, is_text, list_of

__all__ = ["Backward", "SetupStep", "read_arguments", "read_backward", "read_positions", "read_setup"]

_ATTRIBUTE_PATH = re.compile(r"\w+(\.\w+)*")
_BACKWARD_KEYS = ("name", "arguments", "returns")
_STEP = '{ call = "build", arguments = { size = 3 } } or { set = "n_in", value = 3 }'


@dataclass(frozen=True)
class SetupStep:
    """What is done with a layer that was just made: a method is called, or an attribute is set.

    Args:
        name: of the method or attribute; of a part of the layer with dots, `conv1.build`.
        value: its arguments, or its value, as they stand in the file.
        is_call: which of the two it is.
    """

    name: str
    value: Any
    is_call: bool = True


@dataclass(frozen=True)
class Backward:
    """What a table says of backward.

    Args:
        name: of the method, or of the function.
        arguments: what it is called with, as it stands in the file; None for what is found out.
        returns: whose gradients it returns, as positions of inputs; empty for all inputs in their order.
    """

    name: str = ""
    arguments: Any = None
    returns: tuple[int, ...] = ()


read_arguments = Value(
    "arguments by name, as in { axis = 1 }, or the positional ones in a list, as in "
    '["ij,kj->ik", { input = 0 }, { input = 1 }]',
    lambda value: isinstance(value, dict | list),
)
"""What forward, or a function, is called with."""

read_positions = Value(
    "positions, from 0 on, as in [0, 2, 1]",
    list_of(lambda position: type(position) is int and position >= 0),
    tuple,
)
"""Which of several arrays are meant."""

_read_name_or_table = Value(
    'a name, or { name = "backprop", arguments = [{ cotangent = 0 }, { input = 0 }], returns = [0] }',
    lambda value: (
        is_text(value) or (isinstance(value, dict) and bool(value) and isinstance(value.get("name", ""), str))
    ),
)


def read_backward(location: Location, key: str, value: Any) -> Backward:
    """The name of backward, or a table that says more of it.

    >>> read_backward(Location("f", "layers", "nn:Conv"), "backward", {"name": "pull", "returns": [1, 0]})
    Backward(name='pull', arguments=None, returns=(1, 0))
    """
    value = _read_name_or_table(location, key, value)
    if isinstance(value, str):
        return Backward(value.strip())
    for name in value:
        if name not in _BACKWARD_KEYS:
            raise location.unknown(f"{key}.{name}", [f"{key}.{known}" for known in _BACKWARD_KEYS])
    returns = read_positions(location, f"{key}.returns", value["returns"]) if "returns" in value else ()
    if "arguments" in value:
        read_arguments(location, f"{key}.arguments", value["arguments"])
    return Backward(value.get("name", "").strip(), value.get("arguments"), returns)


def _read_step(location: Location, key: str, step: Any) -> SetupStep:
    if isinstance(step, str) and _ATTRIBUTE_PATH.fullmatch(step):
        return SetupStep(step, {})
    if isinstance(step, Mapping):
        if isinstance(step.get("call"), str) and set(step) <= {"call", "arguments"}:
            arguments = read_arguments(location, f"{key}.arguments", step.get("arguments", {}))
            return SetupStep(step["call"], arguments)
        if isinstance(step.get("set"), str) and set(step) == {"set", "value"}:
            return SetupStep(step["set"], step["value"], is_call=False)
    raise location.bad_value(key, step, f"the name of a method, {_STEP}")


def read_setup(location: Location, key: str, value: Any) -> tuple[SetupStep, ...]:
    """What is done after a layer is made: one step, or a list of them.

    >>> read_setup(Location("f", "layers", "nn:Conv"), "setup", "conv1.build")
    (SetupStep(name='conv1.build', value={}, is_call=True),)
    """
    if not isinstance(value, list):
        return (_read_step(location, key, value),)
    return tuple(_read_step(location, f"{key}[{number}]", step) for number, step in enumerate(value))
