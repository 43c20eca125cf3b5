"""The numbers beside an entry, or an output, that a mistake may depend on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["arrays_beside", "features"]


def arrays_beside(shape: tuple[int, ...], difference: WrongGradient, subject: Subject) -> dict[str, Array]:
    """The arrays of a case that have a number for every entry of a shape, the nearest first."""
    values = difference.values or subject.values
    found: dict[str, Array] = {}
    order = [difference.name, *(name for name in values if name != difference.name)]
    for name in order:
        array = np.asarray(values[name])
        if array.dtype.kind not in "fiub" or not array.size:
            continue
        if name in subject.pairs and name != difference.name:
            continue  # Its two parts would tell nothing but the parts of the gradient.
        fitted = _fitted(array, shape)
        if fitted is not None:
            found[name] = np.asarray(fitted, dtype=np.float64)
    output = subject.output
    if not isinstance(output, tuple | list) and np.asarray(output).dtype.kind == "f":
        fitted = _fitted(np.asarray(output), shape)
        if fitted is not None and np.ndim(output):
            found["the output"] = np.asarray(fitted, dtype=np.float64)
    return found


def _fitted(array: Array, shape: tuple[int, ...]) -> Array | None:
    """An array broadcast to a shape: as numpy does, or with axes missing at its end."""
    for tried in (array, array.reshape(array.shape + (1,) * max(0, len(shape) - array.ndim))):
        try:
            return np.broadcast_to(tried, shape)
        except ValueError:
            continue
    return None


def _is_symmetric(array: Array) -> bool:
    """Whether all that is repeated is so because two entries of a matrix mirror each other."""
    return array.ndim > 1 and array.shape[-1] > 1 and np.array_equal(array, np.swapaxes(array, -1, -2))


def features(shape: tuple[int, ...], difference: WrongGradient, subject: Subject) -> dict[str, Array]:
    """Those arrays, their magnitudes, how often a value stands in them, and differences of two inputs."""
    arrays = arrays_beside(shape, difference, subject)
    found: dict[str, Array] = {}
    for name, array in arrays.items():
        if np.size(subject.values.get(name, array)) < 2 and array.size > 1:
            continue  # One number for all tells no entry from another.
        found[name] = array
        found[f"|{name}|"] = np.abs(array)
        _, place, counts = np.unique(array, return_inverse=True, return_counts=True)
        often = counts[np.reshape(place, array.shape)].astype(np.float64)
        if np.ptp(often) and not _is_symmetric(array):
            found[f"the number of a value of {name}"] = often
    names = [name for name in arrays if name in subject.input_names]
    for one, other in pairwise(names):
        if np.shape(subject.values[one]) == np.shape(subject.values[other]):
            apart = arrays[one] - arrays[other]
            found[f"{one} - {other}"] = apart
            found[f"|{one} - {other}|"] = np.abs(apart)
    return found
