"""The file and line in which a layer's backward begins: where the mistake is, as likely as not."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from ethan_check.subject.conventions.spelling import (
    BACKWARD_METHODS,
    ELEMENTWISE_DERIVATIVES,
    LOSS_GRADIENTS,
)
from ethan_check.subject.execution.interruptions import let_pass

__all__ = ["backward_source", "shown_place"]

_METHODS = tuple(dict.fromkeys((*BACKWARD_METHODS, *LOSS_GRADIENTS, *ELEMENTWISE_DERIVATIVES)))
_STANDS_FOR = "ethan_backward"
"""Where an object that stands in for somebody's function holds it; without lines there it shows none."""
_ABSENT = object()

_NAMES = (*_METHODS, *(f"_{name}" for name in _METHODS))
"""Also what a backward that is written once for many layers leaves to each: `_backward`, `_gradients`."""


def backward_source(layer: Any, own_file: str = "") -> tuple[str, int] | None:
    """Where the backward of a layer, or of its class, is written; None where only running it would tell.

    Args:
        layer: an object or a class.
        own_file: the layer's; by default that of its class. What is written there comes before what is
            inherited from elsewhere.

    >>> from ethan_core.fn import Relu
    >>> file, line = backward_source(Relu())
    >>> Path(file).name, line > 0
    ('relu.py', True)
    """
    try:
        stands_for = inspect.getattr_static(layer, _STANDS_FOR, _ABSENT)
        if stands_for is not _ABSENT:
            return _place(stands_for)
        places = [place for name in _NAMES if (place := _place(inspect.getattr_static(layer, name, None)))]
        own_file = own_file or _file_of(layer)
    except BaseException as error:  # Attributes of somebody else's objects may do anything.
        let_pass(error)
        return None
    own = [place for place in places if place[0] == own_file]
    return next(iter(own or places), None)


def shown_place(place: tuple[str, int] | None) -> str:
    """A place as a terminal makes a link of it, seen from the working directory where it lies below it.

    >>> shown_place((str(Path.cwd() / "layers.py"), 17))
    'layers.py:17'
    >>> shown_place(None)
    ''
    """
    if place is None:
        return ""
    path = Path(place[0])
    try:
        here = Path.cwd()
    except Exception:  # The layer has removed it, or what tells of it.
        return f"{path}:{place[1]}"
    return f"{path.relative_to(here) if path.is_relative_to(here) else path}:{place[1]}"


def _place(function: Any) -> tuple[str, int] | None:
    if isinstance(function, staticmethod | classmethod):
        function = function.__func__
    try:
        code = getattr(inspect.unwrap(function), "__code__", None)
    except ValueError:  # It wraps itself.
        return None
    return None if code is None else (code.co_filename, code.co_firstlineno)


def _file_of(layer: Any) -> str:
    try:
        return inspect.getsourcefile(layer if isinstance(layer, type) else type(layer)) or ""
    except (TypeError, OSError):
        return ""
