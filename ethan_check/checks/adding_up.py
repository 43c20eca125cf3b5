"""Gradients that add up over calls: all of a layer's, by design, or none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.checks.equality import first_difference
from ethan_check.numerics.tolerances.equality import SAME_OPERATIONS
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import reset_of
from ethan_core.layer import Array

__all__ = ["partly_adding_up"]


def partly_adding_up(subject: Subject, first: Mapping[str, Array], second: Mapping[str, Array]) -> str:
    """What is wrong with a layer some of whose gradients add up until it is reset; empty if nothing is.

    Args:
        subject: the layer; it has a method that resets it.
        first: the gradients after one backward.
        second: those after another one for the same forward, without a reset between.
    """
    names = [name for name in first if name in subject.parameters and np.any(first[name])]
    kept = [name for name in names if _same(first[name], second[name])]
    added = [name for name in names if name not in kept and _same(2 * first[name], second[name])]
    if not kept or not added:
        return ""
    adds, does_not = (", ".join(subject.targets[name] for name in some) for some in (added, kept))
    return f"{adds} adds up over calls until {reset_of(subject.layer)}(), and {does_not} does not"


def _same(one: Array, other: Array) -> bool:
    return first_difference({"": one}, {"": other}, same=SAME_OPERATIONS) is None
