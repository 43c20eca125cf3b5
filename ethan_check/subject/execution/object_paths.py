"""Which arrays an object of somebody else's holds, and where: reading and writing them by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, TypeAlias

import numpy as np

from ethan_check.numerics.tolerances.sizes import HOLDER_DEPTH as _DEPTH
from ethan_check.numerics.tolerances.sizes import MOST_HOLDERS as _MOST_HOLDERS
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.layer import Array

__all__ = ["Path", "as_mapping", "attributes", "float_arrays", "holders", "read", "reads", "write"]

Path: TypeAlias = tuple[str, ...]
"""Where an array lives in a layer: `("W",)` is an attribute, `("params", "W")` a key of a mapping."""

_NOTHING = object()

_OPAQUE = (
    str, bytes, int, float, complex, bool, type(None), type, np.ndarray, np.generic, np.dtype,
    FunctionType, BuiltinFunctionType, MethodType, ModuleType,
)  # fmt: skip
_FOREIGN = {
    "builtins", "numpy", "threading", "_thread", "logging", "random", "io", "functools", "abc", "types", "re",
    "pathlib", "datetime", "inspect", "weakref", "ethan_core.contract", "ethan_core.shapes",
    "ethan_check.loading.tables.declared_calls",
}  # fmt: skip


def attributes(layer: Any) -> dict[str, Any]:
    """What an object holds, by attribute name, whether in `__dict__` or in `__slots__`; of a function, what
    it closes over.
    """
    if isinstance(layer, FunctionType):
        return _closed_over(layer)
    held = dict(attribute(layer, "__dict__", {}))
    for cls in type(layer).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            mangled = slot.startswith("__") and not slot.endswith("__")
            name = f"_{cls.__name__.lstrip('_')}{slot}" if mangled else slot
            if name in ("__dict__", "__weakref__"):
                continue
            value = attribute(layer, name, _NOTHING)
            if value is not _NOTHING:
                held[name] = value
    return held


def _closed_over(function: FunctionType) -> dict[str, Any]:
    held = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            held[name] = cell.cell_contents
        except ValueError:  # The cell is still empty.
            continue
    return held


def float_arrays(layer: Any, kinds: str = "fc") -> list[Path]:
    """Where the layer holds arrays of real or complex numbers: in attributes, in mappings and lists of
    them, and in the objects that it holds.

    Args:
        layer: any object.
        kinds: of dtype that are meant: `"f"` for real numbers alone.
    """
    found: list[Path] = []
    for path, holder in holders(layer):
        for key, value in _items(holder):
            if isinstance(value, np.ndarray) and value.dtype.kind in kinds:
                found.append((*path, key))
    return found


def holders(layer: Any) -> Iterator[tuple[Path, Any]]:
    """The layer and everything in it that can hold arrays, nearest first; each object once."""
    queue: list[tuple[Path, Any]] = [((), layer)]
    seen = {id(layer)}
    position = 0
    while position < len(queue) and position < _MOST_HOLDERS:
        path, holder = queue[position]
        position += 1
        yield path, holder
        if len(path) == _DEPTH:
            continue
        for key, value in _items(holder):
            if (isinstance(value, _OPAQUE) and not _closes(value)) or id(value) in seen or _is_foreign(value):
                continue
            seen.add(id(value))
            queue.append(((*path, key), value))


def _is_foreign(value: Any) -> bool:
    """Whether an object is of no interest: a lock, a logger, a generator of numbers, or what says so
    itself, as the programs of a plugin do.
    """
    if isinstance(value, FunctionType):
        return False
    if getattr(type(value), "ethan_opaque", False) is True:
        return True
    if isinstance(value, Mapping | list | tuple):
        return len(value) > 1000
    module: str = type(value).__module__
    return module in _FOREIGN or module.partition(".")[0] in _FOREIGN or callable(getattr(value, "mro", None))


def _items(holder: Any) -> list[tuple[str, Any]]:
    named = as_mapping(holder)
    if named is not None:
        return [(str(key), value) for key, value in named.items()]
    if isinstance(holder, list | tuple):
        return [(str(position), value) for position, value in enumerate(holder)]
    return list(attributes(holder).items())


def as_mapping(holder: Any) -> Mapping[Any, Any] | None:
    """What an object holds by keys if it is a mapping, or by the names of its fields if it is a named tuple.

    >>> from typing import NamedTuple
    >>> class Pair(NamedTuple): w: float; b: float
    >>> as_mapping(Pair(1.0, 2.0)), as_mapping((1.0, 2.0))
    ({'w': 1.0, 'b': 2.0}, None)
    """
    if isinstance(holder, Mapping):
        return holder
    fields = getattr(type(holder), "_fields", None) if isinstance(holder, tuple) else None
    if not isinstance(fields, tuple) or len(fields) != len(holder):
        return None
    return dict(zip(fields, holder, strict=True))


def read(layer: Any, path: Path) -> Array:
    """The object at a path; a method on the way is called.

    >>> class Holder: params = {"W": np.ones(2)}
    >>> read(Holder(), ("params", "W"))
    array([1., 1.])
    """
    value = layer
    for position, key in enumerate(path):
        value = _step(value, key)
        if position + 1 < len(path) and isinstance(value, FunctionType | MethodType) and not _closes(value):
            value = value()
    return value  # type: ignore[no-any-return]


def reads(layer: Any, path: Path) -> Any:
    """The object at a path, or None where there is nothing."""
    try:
        return read(layer, path)
    except BaseException as error:
        let_pass(error)
        return None


def _step(holder: Any, key: str) -> Any:
    if isinstance(holder, Mapping):
        return holder[key] if key in holder else holder[_original_key(holder, key)]
    if isinstance(holder, list | tuple) and key.lstrip("-").isdigit():
        return holder[int(key)]
    if isinstance(holder, FunctionType):
        return _closed_over(holder)[key]
    return getattr(holder, key)


def _closes(value: Any) -> bool:
    return isinstance(value, FunctionType) and bool(value.__closure__)


def _original_key(mapping: Mapping[Any, Any], key: str) -> Any:
    return next(original for original in mapping if str(original) == key)


def write(layer: Any, path: Path, value: Array) -> None:
    """Put an array at a path.

    Raises:
        TypeError: what holds it cannot be changed.

    >>> class Holder: pass
    >>> holder = Holder(); holder.params = {"W": None}
    >>> write(holder, ("params", "W"), np.ones(2)); holder.params
    {'W': array([1., 1.])}
    """
    holder: Any = read(layer, path[:-1]) if len(path) > 1 else layer
    if isinstance(holder, FunctionType | MethodType) and len(path) > 1 and not _closes(holder):
        holder = holder()
    key = path[-1]
    if isinstance(holder, MutableMapping):
        holder[key if key in holder else _original_key(holder, key)] = value
    elif isinstance(holder, MutableSequence):
        holder[int(key)] = value
    elif isinstance(holder, FunctionType):
        cells = dict(zip(holder.__code__.co_freevars, holder.__closure__ or (), strict=True))
        cells[key].cell_contents = value
    elif isinstance(holder, Mapping | tuple):
        raise TypeError(f"a {type(holder).__name__} cannot be changed")
    else:
        object.__setattr__(holder, key, value)
