"""Where the wrong entries are: one row, one border, one corner."""

from __future__ import annotations

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """Say what the indices of the wrong entries have in common, if not all entries are wrong."""
    shape, entries = difference.backward.shape, difference.entries
    if not entries or len(entries) == difference.backward.size or difference.derivative is None:
        return None
    if len(entries) == 1:
        return f"only {difference.name}{list(entries[0].index)} is wrong"
    indices = np.array([entry.index for entry in entries])
    for axis in range(len(shape)):
        used = np.unique(indices[:, axis])
        if len(used) == 1 and shape[axis] > 1:
            place = {0: "first", shape[axis] - 1: "last"}.get(int(used[0]), f"index {int(used[0])}")
            return f"all wrong entries have the {place} place on axis {axis}"
        if shape[axis] > 2 and len(used) == shape[axis] - 1:
            right = set(range(shape[axis])) - {int(one) for one in used}
            return f"only the entries at index {right.pop()} of axis {axis} are right"
    return None
