"""Lazy initialisation: parameters that a layer makes in its first forward.

A layer that has run once has them, but also caches of that run, and some pile theirs up. What a second run on
other inputs leaves as it is was set up; the rest is put back to what it was before. The second run is one of
the same layer: another one may draw other parameters, from a generator that nobody can seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import numpy as np

from ethan_check.subject.execution.fresh_copy import fresh_copy
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import attributes

__all__ = ["initialised"]

_DEPTH = 5
"""How deeply nested what a layer holds is compared: as deep as parameters are looked for, and one level."""


def initialised(fresh: Callable[[], Any], run: Callable[[Any, bool], None]) -> Any:
    """A layer that is set up but has seen no inputs.

    Args:
        fresh: makes a layer that has not run.
        run: runs forward on it, on the given inputs or, for True, on others of the same shapes.
    """
    new, one = fresh(), fresh()
    run(one, False)
    try:
        other = fresh_copy(one, {})
    except BaseException as error:  # What it has opened or locked since cannot be copied.
        let_pass(error)
        other = fresh()
    run(other, True)
    _reset(new, one, other, 0)
    return one


def _reset(new: Any, one: Any, other: Any, depth: int) -> None:
    before, first, second = _contents(new), _contents(one), _contents(other)
    for name, value in first.items():
        if name in second and _same(value, second[name], 0) and not _piled_up(before.get(name), value):
            continue
        nested = name in before and type(before[name]) is type(value) and _is_container(value)
        if nested and name in second and depth < _DEPTH:
            _reset(before[name], value, second[name], depth + 1)
        elif isinstance(value, list) and before.get(name) is None:
            _put(one, name, [])  # Made by the set-up, filled by the run.
        elif name in before and before[name] is None and isinstance(value, np.ndarray):
            continue  # A statistic of the inputs, made by the set-up: it is needed, whatever its value.
        elif name in before:
            _put(one, name, before[name])
        else:
            _remove(one, name)


def _contents(holder: Any) -> dict[Any, Any]:
    return dict(holder) if isinstance(holder, Mapping) else attributes(holder)


def _is_container(value: Any) -> bool:
    has_attributes = hasattr(value, "__dict__") and not callable(value) and not isinstance(value, np.ndarray)
    return isinstance(value, Mapping) or has_attributes


def _piled_up(before: Any, value: Any) -> bool:
    """Whether a list has grown by something that is no array of numbers: a note of the run."""
    if not (isinstance(before, list) and isinstance(value, list) and len(value) > len(before)):
        return False
    return not any(isinstance(item, np.ndarray) and item.dtype.kind == "f" for item in value)


def _put(holder: Any, name: Any, value: Any) -> None:
    if isinstance(holder, MutableMapping):
        holder[name] = value
    else:
        object.__setattr__(holder, name, value)


def _remove(holder: Any, name: Any) -> None:
    if isinstance(holder, MutableMapping):
        del holder[name]
    else:
        object.__delattr__(holder, name)


def _same(a: Any, b: Any, depth: int) -> bool:
    if a is b or depth > _DEPTH:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(_same(a[key], b[key], depth + 1) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(_same(x, y, depth + 1) for x, y in zip(a, b, strict=True))
    if isinstance(a, int | float | str | bytes | bool | complex | np.generic):
        return bool(a == b) or (a != a and b != b)
    if callable(a) or not hasattr(a, "__dict__"):
        return True
    return _same(attributes(a), attributes(b), depth + 1)
