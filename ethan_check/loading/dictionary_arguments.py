"""Pairs of functions that take a dictionary: of parameters, `params["W"]`, or settings, `bn_param["mode"]`.

Which keys there are stands in the source. Those that are settings by their names get usual values; the others
are arrays, and become arguments of their own, whose gradients backward returns as a dictionary.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from ethan_check.loading.function_pairs import FunctionPair

__all__ = ["without_dictionaries"]

_SETTINGS: Mapping[str, Any] = {
    "mode": "train", "train": True, "training": True, "is_train": True, "stride": 1, "strides": 1, "pad": 1,
    "padding": 1, "pool_height": 2, "pool_width": 2, "pool_size": 2, "kernel_size": 2, "size": 2, "eps": 1e-5,
    "epsilon": 1e-5, "momentum": 0.9, "p": 0.5, "keep_prob": 0.5, "slope": 0.1, "alpha": 0.1, "seed": 0,
    "axis": -1,
    "dilation": 1, "groups": 1, "num_groups": 1, "beta": 1.0, "temperature": 1.0,
}  # fmt: skip
"""What a setting is where nothing else is known. `beta` is one only beside other settings."""


def without_dictionaries(pair: FunctionPair) -> FunctionPair:
    """The pair with arrays in place of dictionaries; itself, where it takes none."""
    keys = _keys_by_argument(pair.forward)
    if not keys:
        return pair
    arguments = list(inspect.signature(pair.forward).parameters)
    settings: dict[str, dict[str, Any]] = {}
    arrays: dict[str, list[str]] = {}
    for argument, (needed, optional) in keys.items():
        if all(key in _SETTINGS for key in needed):
            settings[argument] = {key: _SETTINGS[key] for key in needed}
        else:
            arrays[argument] = list(dict.fromkeys((*needed, *optional)))
    forward = _forward(pair.forward, arguments, settings, arrays)
    made = type(
        pair.__name__, (_Methods,), {"forward": forward, "backward": _backward(pair.backward, arrays)}
    )
    found: FunctionPair = made(pair)
    return found


class _Methods(FunctionPair):
    """A pair whose functions are methods of its class."""

    def __init__(self, pair: FunctionPair) -> None:
        self.origin, self.ethan_backward, self.__name__ = pair.forward, pair.backward, pair.__name__


def _forward(
    function: Callable[..., Any],
    arguments: list[str],
    settings: Mapping[str, Mapping[str, Any]],
    arrays: Mapping[str, list[str]],
) -> Callable[..., Any]:
    names: list[str] = []
    for argument in arguments:
        names += arrays.get(argument, [] if argument in settings else [argument])

    def forward(self: Any, *given: Any) -> Any:
        values = dict(zip(names, given, strict=True))
        taken = {
            argument: dict(settings[argument])
            if argument in settings
            else {key: values[key] for key in arrays[argument]}
            if argument in arrays
            else values[argument]
            for argument in arguments
        }
        return function(**taken)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature([inspect.Parameter(name, kind) for name in ("self", *names)])
    forward.__signature__ = signature  # type: ignore[attr-defined]
    forward.__name__, forward.__module__ = function.__name__, function.__module__
    return forward


def _backward(function: Callable[..., Any], arrays: Mapping[str, list[str]]) -> Callable[..., Any]:
    keys = [key for held in arrays.values() for key in held]

    def backward(self: Any, dout: Any, cache: Any) -> Any:
        returned = function(dout, cache)
        if not isinstance(returned, tuple):
            return returned
        flat: list[Any] = []
        for one in returned:
            held = one if isinstance(one, Mapping) else None
            flat += [one] if held is None else [_of(held, key) for key in keys]
        return tuple(flat)

    return backward


def _of(held: Mapping[str, Any], key: str) -> Any:
    return next((held[name] for name in (key, f"d{key}", f"grad_{key}", f"d_{key}") if name in held), None)


def _keys_by_argument(function: Callable[..., Any]) -> dict[str, tuple[list[str], list[str]]]:
    """The arguments that are used as dictionaries, with the keys that they need and those with a default."""
    try:
        arguments = list(inspect.signature(function).parameters)
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (TypeError, ValueError, OSError, SyntaxError):
        return {}
    needed: dict[str, dict[str, None]] = {}
    optional: dict[str, dict[str, None]] = {}
    written: set[tuple[str, str]] = set()
    uses = (node for node in ast.walk(tree) if isinstance(node, ast.Subscript | ast.Call))
    for node in sorted(uses, key=lambda node: (node.lineno, node.col_offset)):  # As people read.
        if isinstance(node, ast.Subscript) and (key := _text(node.slice)) and (name := _name(node.value)):
            if isinstance(node.ctx, ast.Store):
                written.add((name, key))
            else:
                needed.setdefault(name, {})[key] = None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            name, key = _name(node.func.value), _text(node.args[0]) if node.args else ""
            if name and key:
                optional.setdefault(name, {})[key] = None
    found = [name for name in arguments if name in needed or name in optional]
    return {
        name: (
            [key for key in needed.get(name, {}) if (name, key) not in written],
            [key for key in optional.get(name, {}) if key not in _SETTINGS],
        )
        for name in found
    }


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
