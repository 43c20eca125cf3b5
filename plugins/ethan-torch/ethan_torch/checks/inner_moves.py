"""Moves of the entries in the middle of an array, while its ends and its sum stay."""

from __future__ import annotations

import numpy as np

from ethan_check import Subject
from ethan_check.subject.execution.faults import LayerFault

__all__ = ["move_of", "moved_inside", "what_stays"]

MOVE = 0.25
"""By how much entries are moved, so that any output that reads them is another.

Unit: share of the largest entry of the array. Fixed by: not measured: a move that rounding does not swallow.
"""

MIXED = (0.25, 0.75)
"""By which share inner entries become others of them. Half would give a pair of them the same value."""

NOTABLE = 1e-6
"""The change that backward foretells, from which an output that stays to the last bit is a wonder.

Unit: share of the sum of all its terms. Fixed by: arithmetic: rounding leaves 1e-16 of them.
"""


ROUNDINGS = 8.0
"""How many roundings of the outputs the change must exceed.

Unit: units in the last place of the outputs. Fixed by: tests/test_low_precision.py (x + 1000 in bfloat16).
"""


def move_of(array: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A move of every entry, of either sign."""
    scale = MOVE * float(np.max(np.abs(array), initial=0.0)) or MOVE
    return np.asarray(scale * rng.uniform(-1, 1, array.shape))


def moved_inside(subject: Subject, rng: np.random.Generator) -> dict[str, np.ndarray] | None:
    """Values of which the inner entries are others, while the ends, the sum and the range are the same; None
    where no array is large enough.

    The inner entries are mixed with each other, so that what is in an interval stays in it.
    """
    values = dict(subject.values)
    for name in subject.targets:
        array = values[name]
        if array.size < 4 or array.dtype.kind != "f" or name in subject.symmetric:
            continue
        flat = array.astype(np.float64).ravel()
        share = rng.uniform(*MIXED)
        flat[1:-1] += share * (rng.permutation(flat[1:-1]) - flat[1:-1])
        if not np.array_equal(flat, array.ravel()):
            values[name] = flat.reshape(array.shape).astype(array.dtype)
    return values if any(values[name] is not subject.values[name] for name in values) else None


def what_stays(subject: Subject, moved: dict[str, np.ndarray], rng: np.random.Generator) -> str:
    """The name of an array that backward says Y moves with, where Y stays; empty where there is none."""
    for name in subject.targets:
        if moved[name] is subject.values[name]:
            continue
        there = {**subject.values, name: moved[name]}
        try:
            before, after = subject.flat(subject.values), subject.flat(there)
            if not np.array_equal(before, after) or not np.isfinite(before).all():
                continue
            u = rng.uniform(0.5, 1.5, before.size) * rng.choice((-1.0, 1.0), before.size)
            ends = [
                subject.pullback(at, u)[name] * (moved[name] - subject.values[name])
                for at in (subject.values, there)
            ]
        except LayerFault:
            continue
        unit = subject.precision.unit if subject.precision is not None else float(np.finfo(float).eps)
        swallowed = ROUNDINGS * unit * float(np.abs(u) @ np.abs(before))
        if min(abs(float(np.sum(end))) for end in ends) <= swallowed:
            continue  # A change so small may be lost beside what it is added to.
        foretold = [float(np.sum(end)) / (float(np.sum(np.abs(end))) or 1.0) for end in ends]
        if foretold[0] * foretold[1] > 0 and min(map(abs, foretold)) > NOTABLE:
            return name
    return ""
