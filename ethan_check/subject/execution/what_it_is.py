"""What somebody got in the place of an array, in words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.subject.execution.faults import in_words
from ethan_check.subject.execution.interruptions import let_pass
from ethan_core.plain_text import name_of

__all__ = ["count_masked", "pieces_of", "what_it_is"]


_NO_NUMBERS = {"O": "objects", "S": "bytes", "T": "texts", "U": "texts"}
"""What an array holds, by the letter of its dtype."""


def what_it_is(value: Any) -> str:
    """What somebody got in the place of an array, for a message.

    >>> what_it_is(None), what_it_is(np.zeros(2, "M8[s]")), what_it_is((i for i in ()))
    ('None', 'an array of datetime64[s]', 'a generator')
    """
    if value is None:
        return "None"
    if inspect.iscoroutine(value):
        return "a coroutine: it is async, and nobody awaits it"
    if inspect.isgenerator(value):
        return "a generator"
    if inspect.isasyncgen(value):
        return "an asynchronous generator: nobody awaits it"
    if (hidden := count_masked(value)) > 0:
        return f"a masked array, {hidden} of whose {np.size(value)} entries are masked"
    if isinstance(value, np.ndarray | np.generic):
        dtype = value.dtype
        fields = f" with the fields {', '.join(map(repr, dtype.names))}" if dtype.names else ""
        of = _NO_NUMBERS.get(dtype.kind, dtype.name)
        return f"a structured array{fields}" if fields else f"an array of {of}"
    kind = type(value)
    if isinstance(value, tuple | list):
        kinds = _kinds_in(value)
        return f"a {name_of(kind)} of {kinds}" if kinds else f"an empty {name_of(kind)}"
    if kind.__dict__.get("__array__") is not None:
        return f"a {name_of(kind)}, whose __array__ gives no array of numbers{_why_not(value)}"
    return f"the class {name_of(value)}" if isinstance(value, type) else f"a {name_of(kind)}"


def _kinds_in(pieces: tuple[Any, ...] | list[Any]) -> str:
    kinds = [name_of(type(piece)) for piece in pieces_of(pieces)]
    if kinds and set(kinds) <= {"list", "tuple", "ndarray", "float", "int"}:
        return "pieces of several shapes"
    return " and ".join(dict.fromkeys(kinds[:5]))


def _why_not(value: Any) -> str:
    try:
        np.asarray(value)
    except BaseException as error:
        let_pass(error)
        return f" (it raised {in_words(error)})"
    return ""


def pieces_of(value: tuple[Any, ...] | list[Any]) -> Iterator[Any]:
    """What a tuple or list holds, even if its class says something else."""
    return tuple.__iter__(value) if isinstance(value, tuple) else list.__iter__(value)


def count_masked(value: Any) -> int:
    """How many entries are masked."""
    return int(np.count_nonzero(np.ma.getmaskarray(value))) if isinstance(value, np.ma.MaskedArray) else 0
