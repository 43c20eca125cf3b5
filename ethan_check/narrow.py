"""A large case on its first rows, for questions that a few rows answer as well as many.

Whether backward is linear, repeats itself, leaves its arguments alone or reads the cache of another call
shows on three rows, and there a large layer answers in a fraction of the time that its batch takes.
"""

from __future__ import annotations

import numpy as np

from ethan_check.adapters.base import LayerFault
from ethan_check.budget import entries_of, is_large
from ethan_check.outputs import flatten
from ethan_check.subject import BadGradient, Subject
from ethan_core.layer import Array

__all__ = ["ROWS", "narrowed"]

ROWS = 3
"""Two rows make a batch norm degenerate, and one hides what rows do to each other."""


def narrowed(subject: Subject) -> Subject | None:
    """The same subject on the first rows of its inputs; None where it is not large, has not many rows, or
    does not take fewer.

    >>> class Layer:
    ...     def forward(self, x): return 2 * x
    ...     def backward(self, g): return 2 * g
    >>> few = narrowed(Subject(Layer(), (np.ones((64, 3000)),)))
    >>> few.output.shape, few.label
    ((3, 3000), 'the first 3 of 64 rows')
    """
    rows = subject.batch
    if rows <= ROWS or not is_large(entries_of(subject.values)):
        return None
    few = subject.at({name: _first(subject, name, rows) for name in subject.values})
    few.label = ", ".join(part for part in (subject.label, f"the first {ROWS} of {rows} rows") if part)
    try:
        output = flatten(few.output)
        gradients = few.pullback(few.values, np.ones(output.size))
    except (LayerFault, BadGradient):
        return None
    shown = [output, *(gradients[name] for name in subject.input_names if name in gradients)]
    return few if all(np.isfinite(array).all() for array in shown) else None


def _first(subject: Subject, name: str, rows: int) -> Array:
    array = subject.values[name]
    has_rows = name in subject.input_names and array.ndim and array.shape[0] == rows
    return array[:ROWS].copy() if has_rows else array
