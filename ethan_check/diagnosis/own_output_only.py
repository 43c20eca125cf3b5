"""Paths left out: each entry is taken to feed the output at its own place alone, or of its own step alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell, contributions
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH205"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Keep of the Jacobian what is on the diagonal: of all axes, and then of one."""
    found = contributions(difference, subject)
    if found is None or difference.name not in subject.input_names:
        return
    name, target = difference.name, difference.target
    shared = [
        axis
        for axis, lengths in enumerate(zip(found.shape, found.output_shape, strict=False))
        if lengths[0] == lengths[1] > 1
    ]
    same = {axis: found.own_positions(axis)[:, None] == found.positions(axis) for axis in shared}
    if found.shape == found.output_shape and shared:
        whole = np.logical_and.reduce([same[axis] for axis in shared])
        if np.any(found.feeds & ~whole) and difference.is_backward(found.kept(whole)):
            yield (
                f"{target} has the diagonal of the Jacobian alone: what each entry of {name} does to the "
                "other outputs is left out, as through the sum in a softmax or the mean in a norm"
            )
            return
    for axis, mask in same.items():
        if np.any(found.feeds & ~mask) and difference.is_backward(found.kept(mask)):
            yield (
                f"{target} follows each step along axis {axis} to the output of that step alone: what it "
                "does to the other steps is left out"
            )
