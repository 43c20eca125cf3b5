"""Values as Python source that gives the same values again, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import numpy as np

from ethan_check.subject.execution.object_paths import Path

__all__ = ["MOST_NUMBERS", "NotWritten", "literal", "place"]

MOST_NUMBERS = 20_000
"""Numbers in one file: more than that nobody reads, and an editor opens slowly."""


_LONG = 90
"""Columns, beyond which the rows of an array get lines of their own."""


class NotWritten(Exception):
    """There is no source for it; the text says why."""


def literal(value: Any) -> str:
    """Python source of a value; numpy is called np, and what Ethan's contracts are made of by its name.

    Raises:
        NotWritten: it is something that no literal says, such as an object of somebody's.

    >>> literal({"sizes": (3, None), "w": np.float32(0.5)})
    "{'sizes': (3, None), 'w': np.float32(0.5)}"
    >>> literal(np.array([[0.1, np.inf]]))
    'np.array([[0.1, np.inf]])'
    """
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({_number(value.item())})"
    if isinstance(value, float | complex) and not isinstance(value, bool):
        return _number(value)
    if value is None or isinstance(value, bool | int | str | bytes):
        return repr(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(key)}: {literal(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, set | frozenset) and value:
        return f"{{{', '.join(sorted(map(literal, value)))}}}"
    if (
        is_dataclass(value)
        and not isinstance(value, type)
        and type(value).__module__.startswith("ethan_core.")
    ):
        stated = [one for one in fields(value) if one.init and getattr(value, one.name) != _usual(one)]
        said = ", ".join(f"{one.name}={literal(getattr(value, one.name))}" for one in stated)
        return f"{type(value).__name__}({said})"
    raise NotWritten(f"a {type(value).__name__} has no source")


def place(layer: Any, path: Path, name: str = "layer") -> str:
    """What an array of a layer is written into: `layer.params["W"][...]`.

    Raises:
        NotWritten: it is held by something that is neither an object, a mapping nor a list.

    >>> class Layer: pass
    >>> layer = Layer(); layer.params, layer.b = {"W": np.ones(2)}, 0.5
    >>> place(layer, ("params", "W")), place(layer, ("b",))
    ("layer.params['W'][...]", 'layer.b')
    """
    holder, text = layer, name
    for key in path:
        if isinstance(holder, Mapping):
            own = next((one for one in holder if str(one) == key), None)
            if own is None:
                raise NotWritten(f"nothing is at {'.'.join(path)}")
            holder, text = holder[own], f"{text}[{literal(own)}]"
        elif isinstance(holder, list | tuple):
            holder, text = holder[int(key)], f"{text}[{key}]"
        elif key.isidentifier() and hasattr(holder, key):
            holder, text = getattr(holder, key), f"{text}.{key}"
            if callable(holder) and not isinstance(holder, np.ndarray | MutableMapping):
                holder, text = holder(), f"{text}()"
        else:
            raise NotWritten(f"{'.'.join(path)} is held by a {type(holder).__name__}")
    return f"{text}[...]" if isinstance(holder, np.ndarray) else text


def _array(value: np.ndarray[Any, Any]) -> str:
    if value.size > MOST_NUMBERS:
        raise NotWritten(f"an array of {value.size} numbers")
    if value.dtype.kind not in "fciub":
        raise NotWritten(f"an array of {value.dtype}")
    if value.size == 0:
        return f"np.zeros({value.shape}, dtype={value.dtype.name!r})"
    usual = {"float64", "int64", "bool", "complex128"}
    dtype = "" if value.dtype.name in usual else f", dtype={value.dtype.name!r}"
    text = _nested(value.tolist())
    if value.ndim > 1 and len(text) > _LONG:
        rows = ",\n    ".join(map(_nested, value.tolist()))
        text = f"[\n    {rows},\n]"
    return f"np.array({text}{dtype})"


def _usual(one: Field[Any]) -> Any:
    """What a field holds where nothing is said."""
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    return _number(value)


def _number(value: Any) -> str:
    if isinstance(value, complex):
        return f"complex({_number(value.real)}, {_number(value.imag)})"
    if isinstance(value, float) and not np.isfinite(value):
        return "np.nan" if np.isnan(value) else "np.inf" if value > 0 else "-np.inf"
    return repr(value)
