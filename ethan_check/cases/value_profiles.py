"""Profiles: kinds of values on which mistakes show."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.few_digits import few_digits
from ethan_check.cases.zero_entries import zero_entries
from ethan_check.numerics.random_directions import signed
from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.numerics.tolerances.values import DOMAIN_MARGIN, SMALL_SCALE, SMALLEST_SIGNED
from ethan_core.contract import Interval
from ethan_core.layer import Array

__all__ = ["PROFILES", "draw_floats", "moved_parameter", "profile_of"]

PROFILES = ("normal", "wide", "integer", "positive", "mixed", "negative", "zeros", "small")
"""From the plainest on; all of them occur among the first eight cases. A check of structure looks at the
first two: whole numbers have zeros and ties, beside which the order of entries may not show."""


_IN_SECOND_LAPS = {"zeros": "a zero", "integer": "equal"}
"""What takes the place of a profile every second time: a single 0 that of several, ties of all those of some.
"""


def profile_of(position: int) -> str:
    """The profile of the case at a position.

    >>> profile_of(6), profile_of(14), profile_of(22)
    ('zeros', 'a zero', 'zeros')
    """
    lap, number = divmod(position, len(PROFILES))
    name = PROFILES[number]
    return _IN_SECOND_LAPS.get(name, name) if lap % 2 else name


def draw_floats(
    profile: str, shape: tuple[int, ...], rng: np.random.Generator, domain: Interval | None = None
) -> Array:
    """An array of float64 of the given profile, inside the domain.

    * normal: a standard normal distribution
    * integer: whole numbers from -3 to 3, with ties and zeros, and all the same in the first row
    * equal: one number throughout
    * wide: normal, five times as wide, so that saturation and far branches are reached
    * positive, negative: the sizes of a normal distribution with one sign
    * mixed: sizes from 1e-3 to 30 side by side
    * zeros: normal, a third of the entries and the last of several rows exactly 0; in a closed domain, some
      exactly at its ends
    * a zero: normal, one entry exactly 0
    * small: normal, a hundred times smaller

    >>> draw_floats("integer", (2, 3), np.random.default_rng(0)).shape
    (2, 3)
    """
    x = rng.standard_normal(shape)
    match profile:
        case "integer":
            x = np.array(rng.integers(-3, 4, shape), dtype=np.float64)
            for row in _rows(x)[:1]:
                row[:] = row[0]
        case "equal":
            x = np.full(shape, few_digits(np.asarray(rng.standard_normal())))
        case "wide":
            x = 5 * x
        case "positive":
            x = np.abs(x) + SMALLEST_SIGNED
        case "negative":
            x = -np.abs(x) - SMALLEST_SIGNED
        case "mixed":
            x = x * 10 ** rng.uniform(-3, 1.5, shape)
        case "zeros":
            x = np.where(zero_entries(shape, rng, alone=False), 0.0, x)
            _rows(x)[1:][-1:] = 0.0
        case "a zero":
            x = np.where(zero_entries(shape, rng, alone=True), 0.0, x)
        case "small":
            x = SMALL_SCALE * x
    if domain is None:
        return np.asarray(x, dtype=np.float64)
    inside = _into(domain, np.asarray(x))
    if profile in ("zeros", "a zero") and not domain.open:
        for end in (domain.low, domain.high):
            inside = np.where((rng.random(shape) < 1 / 6) & np.isfinite(end), end, inside)
    return np.asarray(inside, dtype=np.float64)


def _rows(x: Array) -> Array:
    """The entries along the last axis, row by row; a view. A number has none."""
    return x.reshape(-1, x.shape[-1]) if x.ndim else np.empty((0, 1))


def _into(domain: Interval, x: Array) -> Array:
    """Values inside an interval that keep the order, and where they can the size, of x."""
    low, high = domain.low, domain.high
    if np.isfinite(low) and np.isfinite(high):
        margin = DOMAIN_MARGIN[0]
        share = 0.5 + np.arctan(x) / np.pi
        return low + (high - low) * (margin + (1 - 2 * margin) * share)
    if np.isfinite(low):
        return low + np.abs(x) + DOMAIN_MARGIN[1]
    return high - np.abs(x) - DOMAIN_MARGIN[1]


def moved_parameter(initial: Array, rng: np.random.Generator) -> Array:
    """A value for a parameter away from where it started, of the same size and dtype.

    A constant (a bias of zeros, a scale of ones) is moved entry by entry; anything else is drawn anew,
    at a size rounded to a power of two, so that the result does not depend on how it was initialised.

    >>> bool(moved_parameter(np.zeros(3), np.random.default_rng(0)).all())
    True
    """
    if initial.dtype.kind == "c":
        parts = [moved_parameter(part, rng) for part in (initial.real, initial.imag)]
        return np.asarray(parts[0] + 1j * parts[1], dtype=initial.dtype)
    if initial.size > LARGE:
        signs = signed(initial.shape, rng)
    else:
        signs = np.where(rng.random(initial.shape) < 0.5, -1.0, 1.0) * (0.5 + rng.random(initial.shape))
    if initial.size == 0 or np.ptp(initial) == 0:
        return np.asarray(initial + 0.5 * signs, dtype=initial.dtype)
    rms = float(np.sqrt(np.mean(np.square(initial, dtype=np.float64))))
    signs *= 2.0 ** np.round(np.log2(rms))
    return np.asarray(signs, dtype=initial.dtype)
