"""Where a registered layer's backward stands in its source."""

from __future__ import annotations

import inspect

from ethan_check.loading.found_layers import origin_of
from ethan_check.loading.function_pairs import ConstantFactory
from ethan_check.subject.backward_source import backward_source
from ethan_core.registry import Entry

__all__ = ["backward_place"]


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
    return backward_source(origin, entry.source_file)
