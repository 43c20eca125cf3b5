"""Does forward clip an input to the interval from 0 to 1? Then it is made for no input that lies beyond."""

from __future__ import annotations

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["is_clipped_to_shares"]


def is_clipped_to_shares(subject: Subject, name: str) -> bool:
    """Whether all values lie between 0 and 1 and forward stands still beyond both.

    >>> class Entropy:
    ...     def forward(self, p): self.p = np.clip(p, 1e-12, 1 - 1e-12); return -self.p * np.log(self.p)
    ...     def backward(self, g): return -g * (np.log(self.p) + 1)
    >>> is_clipped_to_shares(Subject(Entropy(), (np.array([0.2, 0.9]),)), "X")
    True
    """
    x = np.asarray(subject.values[name], dtype=np.float64)
    if not np.all((x >= 0) & (x <= 1)):
        return False
    try:
        return all(_is_same(subject, name, *ways) for ways in ((1 + x, 2 + 3 * x), (-x, -1 - 3 * x)))
    except LayerFault:
        return False


def _is_same(subject: Subject, name: str, one: Array, other: Array) -> bool:
    here, there = (subject.flat({**subject.values, name: value}) for value in (one, other))
    return np.array_equal(here, there)
