"""A gradient that went through float32 or float16 on its way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.stated_jacobian import Jacobians, jacobians
from ethan_check.numerics.tolerances.explanations import (
    NARROW_UNITS,
    ROUNDED_ENTRIES,
    ROUNDED_SHARE,
    TYPICAL_ROUNDING,
)
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH109"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """The right gradient, rounded to a narrower type: all of its entries are numbers of that type.

    What was rounded halfway is recognised by its errors: small, of both signs, and of no pattern.
    """
    g, d = difference.backward, difference.derivative
    if d is None or not g.size or not np.all(np.isfinite(g)):
        return
    known = d != 0
    x = difference.values.get(difference.name) if difference.values is not None else None
    off = (g[known] - d[known]) / d[known]
    if not off.size or not np.any(off):
        return
    found = jacobians(difference, subject) if difference.values is not None else None
    with np.errstate(over="ignore", under="ignore"):
        for dtype in (np.float32, np.float16):
            eps = float(np.finfo(dtype).eps)
            exactly = np.array_equal(g.astype(dtype).astype(np.float64), g)
            largest = float(np.max(np.abs(off)))
            name = np.dtype(dtype).name
            text = f"{difference.target} went through {name} on its way"
            if (exactly and largest <= NARROW_UNITS[0] * eps) or (
                _looks_rounded(off, eps) and _is_scattered(off, d if x is None else x, known)
            ):
                yield text
                return
            if found is not None and found.is_linear and _is_rounded_within(found, eps, x):
                yield text
                return
            beside = float(np.max(np.abs(g - d))) / float(np.max(np.abs(d)))
            few = len(difference.entries) < ROUNDED_ENTRIES
            if beside <= NARROW_UNITS[1] * eps and few:
                yield Perhaps(text, 2.0 if dtype is np.float32 else 0.0)  # Much is below 1%.
                return


def _is_scattered(off: Array, order: Array, known: Array) -> bool:
    """Whether errors change their sign as often as by chance: those of a formula change it now and then."""
    errors = off[np.argsort(np.broadcast_to(order, known.shape)[known], kind="stable")]
    changes = np.count_nonzero(np.diff(np.sign(errors[errors != 0])))
    return bool(changes >= len(errors) / ROUNDED_SHARE)


def _is_rounded_within(found: Jacobians, eps: float, x: Array | None) -> bool:
    """Whether the numbers that backward multiplies cotangents by look rounded: to the size of the largest."""
    off, largest = found.residual[found.wrong], float(np.max(np.abs(found.true), initial=0.0))
    if len(off) < ROUNDED_ENTRIES or np.max(np.abs(off)) > NARROW_UNITS[1] * eps * largest:
        return False
    order = found.true if x is None else np.asarray(x).reshape(-1, 1)
    off = off * np.sign(found.true[found.wrong])
    if not _is_scattered(off, order, found.wrong):
        return False
    both = min(np.count_nonzero(off > 0), np.count_nonzero(off < 0)) >= max(1, len(off) // ROUNDED_SHARE)
    return bool(both and np.max(np.abs(off)) > TYPICAL_ROUNDING * eps * largest)


def _looks_rounded(off: Array, eps: float) -> bool:
    sizes = np.abs(off)
    of_size = np.median(sizes) > TYPICAL_ROUNDING * eps and np.max(sizes) <= NARROW_UNITS[1] * eps
    both = min(np.count_nonzero(off > 0), np.count_nonzero(off < 0)) >= max(1, off.size // ROUNDED_SHARE)
    return bool(off.size >= ROUNDED_ENTRIES and np.all(sizes > 0) and of_size and both)
