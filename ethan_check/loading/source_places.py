"""Where a layer stands in its source: the line of the layer, and that of its backward."""

from __future__ import annotations

import inspect
from typing import Any

from ethan_check.loading.found_layers import origin_of
from ethan_check.loading.function_pairs import ConstantFactory
from ethan_check.subject.conventions.spelling import (
    BACKWARD_METHODS,
    ELEMENTWISE_DERIVATIVES,
    LOSS_GRADIENTS,
)
from ethan_core.registry import Entry

__all__ = ["backward_place"]

_METHODS = tuple(dict.fromkeys((*BACKWARD_METHODS, *LOSS_GRADIENTS, *ELEMENTWISE_DERIVATIVES)))
_NAMES = (*_METHODS, *(f"_{name}" for name in _METHODS))
"""Also what a backward that is written once for many layers leaves to each: `_backward`, `_gradients`."""


def backward_place(entry: Entry) -> tuple[str, int] | None:
    """The file and line in which an entry's backward begins; None where nobody can tell without running it.

    What is written in the layer's own file comes before what it inherits from elsewhere.

    >>> from ethan_core import default_registry, reference
    >>> file, line = backward_place(default_registry.get("relu.v1"))
    >>> file.endswith("relu.py"), line > 0
    (True, True)
    """
    is_there = isinstance(
        entry.target, ConstantFactory
    )  # Which makes nothing, and hands out a pair of functions.
    origin = entry.target() if is_there else origin_of(entry)
    if not isinstance(origin, type) and inspect.isroutine(origin):
        return None  # A factory, or a function whose backward is derived or made inside it.
    places = [place for name in _NAMES if (place := _place(inspect.getattr_static(origin, name, None)))]
    own = [place for place in places if place[0] == entry.source_file]
    return next(iter(own or places), None)


def _place(function: Any) -> tuple[str, int] | None:
    if isinstance(function, staticmethod | classmethod):
        function = function.__func__
    try:
        code = getattr(inspect.unwrap(function), "__code__", None)
    except ValueError:  # It wraps itself.
        return None
    return None if code is None else (code.co_filename, code.co_firstlineno)
