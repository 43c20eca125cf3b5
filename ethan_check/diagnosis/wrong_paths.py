"""Paths from entries to outputs that are left out or wrong: to other places, to later ones, to one's own."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.how import in_what_way
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import PARTIAL
from ethan_check.diagnosis.stated_jacobian import Jacobians, jacobians
from ethan_check.diagnosis.stated_jacobian import can_tell as has_jacobians
from ethan_check.diagnosis.where import Where, bits_of
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH304"

PRECEDENCE = PARTIAL


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Both Jacobians can be had, and there are places to tell apart along an axis that both arrays share."""
    output = subject.output_shape
    if output is None or not has_jacobians(difference, subject):
        return False
    return bool(_shared(difference.backward.shape, output))


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say how the wrong pairs of an entry and an output stand to each other."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear:
        return
    for how in in_what_way(found):
        for where in _relations(found):
            text = f"what entries of {difference.name} do {where.words} {how} in {difference.target}"
            yield weighed(text, where.bits)


def _relations(found: Jacobians) -> Iterator[Where]:
    """Pairs of an entry and an output that are wrong by how they stand to each other along a shared axis."""
    support = found.feeds | found.says
    wrong = found.wrong & support
    if not wrong.any() or np.any(found.wrong & ~support):
        return
    bits = bits_of(np.count_nonzero(wrong), np.count_nonzero(support))
    shared = _shared(found.shape, found.output_shape)
    masks: dict[str, Array] = {}
    if found.shape == found.output_shape and shared:
        masks["to the output at its own place"] = np.eye(len(support), dtype=bool)
    named = [(axis, words) for axis in shared for words in axis_in_words(axis, len(found.shape))]
    for axis, name in named:
        step = _places(found.output_shape, axis) - _places(found.shape, axis)[:, None]
        along = f"along {name}"
        masks[f"to the output of its own place {along}"] = step == 0
        masks[f"to outputs of later places {along}"] = step > 0
        masks[f"to outputs of earlier places {along}"] = step < 0
        masks[f"to outputs of the next place and later {along}, and its own"] = step >= 0
        masks[f"to outputs two places and more {along} away"] = np.abs(step) > 1
    for words, mask in list(masks.items()):
        if "own" in words and "later" not in words:
            masks[
                words.replace("to the output", "to outputs").replace("its own place", "other places")
            ] = ~mask
    for words, mask in masks.items():
        if np.array_equal(wrong, support & mask):
            yield Where(words, bits)


def _shared(shape: tuple[int, ...], output_shape: tuple[int, ...]) -> list[int]:
    """The axes that an array and an output have in common, and that have several places."""
    lengths = zip(shape, output_shape, strict=False)
    return [axis for axis, (one, other) in enumerate(lengths) if one == other > 1]


def _places(shape: tuple[int, ...], axis: int) -> Array:
    """The index along an axis of every entry of an array."""
    places: Array = np.unravel_index(np.arange(math.prod(shape)), shape)[axis]
    return places
