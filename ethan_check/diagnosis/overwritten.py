"""Contributions that overwrite each other: windows that overlap, ids that repeat, assigned and not added."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.jacobian_entries import Contributions, can_tell, contributions
from ethan_check.diagnosis.perhaps import SURE, weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH209"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Of the places of the output that an entry feeds, keep the last one, or the first."""
    found = contributions(difference, subject)
    if found is None or _has_ids(subject):
        return
    for place in _places(found):
        counts = [len(np.unique(place[row])) for row in found.feeds]
        if max(counts, default=0) < 2:
            continue
        # Where all feed the same places, it may as well be a part of the cotangent that is left out.
        bits = SURE if len(set(counts)) > 1 else 0.0
        for word, best in (("last", np.max), ("first", np.min)):
            chosen = np.array([best(place[row]) if row.any() else -1 for row in found.feeds])
            if _are_own_steps(found, place == chosen[:, None]):
                continue
            if difference.is_backward(found.kept(place == chosen[:, None])):
                yield weighed(
                    f"where entries of {difference.name} are used more than once, {difference.target} keeps "
                    f"the {word} contribution alone: it is assigned where it should be added",
                    bits,
                )
                if bits:
                    return


def _are_own_steps(found: Contributions, kept: Array) -> bool:
    """Whether each entry keeps what it does to the output of its own step: then nothing was overwritten."""
    shared = (
        axis
        for axis, lengths in enumerate(zip(found.shape, found.output_shape, strict=False))
        if lengths[0] == lengths[1] > 1
    )
    return any(
        np.array_equal(
            kept & found.feeds, (found.own_positions(axis)[:, None] == found.positions(axis)) & found.feeds
        )
        for axis in shared
    )


def _has_ids(subject: Subject) -> bool:
    """Whether a layer is given ids: that those are repeated is told in their own words."""
    return any(subject.values[name].dtype.kind in "iu" for name in subject.input_names)


def _places(found: Contributions) -> Iterator[Array]:
    """Numbers for the places of the output: its index along one axis, or along several together."""
    axes = [axis for axis, length in enumerate(found.output_shape) if length > 1]
    for count in range(len(axes), 0, -1):
        for chosen in combinations(axes, count):
            shape = [found.output_shape[axis] for axis in chosen]
            yield np.ravel_multi_index([found.positions(axis) for axis in chosen], shape)
