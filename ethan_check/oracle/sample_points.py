"""Cases small enough for many digits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.tolerances.oracle import FORMULA_ENTRIES
from ethan_check.subject.domain import as_float64
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["tiny_values"]


def tiny_values(subject: Subject) -> dict[str, Array] | None:
    """The subject's arrays in float64, with fewer rows where there are many; None if they stay too many.

    >>> from ethan_core.fn import Relu
    >>> tiny_values(Subject(Relu(), (np.ones((100, 20)),)))["X"].shape
    (7, 20)
    """
    values = as_float64(subject)
    if _entries(values) <= FORMULA_ENTRIES:
        return values
    inputs = [values[name] for name in subject.input_names]
    batch = subject.batch
    if not inputs or any(array.ndim == 0 or array.shape[0] != batch for array in inputs):
        return None
    per_row = sum(array.size // batch for array in inputs)
    room = FORMULA_ENTRIES - sum(values[name].size for name in subject.parameters)
    rows = min(room // max(per_row, 1), batch)
    if rows < 1:
        return None
    return values | {name: values[name][:rows] for name in subject.input_names}


def _entries(values: Mapping[str, Array]) -> int:
    return sum(int(np.size(value)) for value in values.values())
