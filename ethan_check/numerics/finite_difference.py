"""The directional derivative of a vector function, with an error bar for every output.

F(t) = f(x + t v) is a function of one number, whatever the number of entries of x, so the calls that
are spent do not grow with the size of a layer. Four ways of computing F'(0) are tried in the order of
their price, and an output takes the first that proves itself:

1. the complex step, where a real difference confirms it (4 calls);
2. central differences at steps 1/8 to 1/64, extrapolated (8 calls): large steps drown the noise;
3. central differences near 1/1000 (4 calls), for outputs with a kink or a wall inside the large steps;
4. central differences near 1e-6 (4 calls), believed only where the next larger step agrees.

What does not prove itself is not guessed: it is marked unusable, and the caller asks elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.complex_step import complex_step
from ethan_check.numerics.derivative import METHODS, Derivative
from ethan_check.numerics.kinks import isolated_origin, kinks_at_origin, kinks_within, one_sided
from ethan_check.numerics.line_samples import Line, Samples, Vector
from ethan_check.numerics.nearer_steps import contradicted, over_middle_steps, over_smallest_steps, scale_of
from ethan_check.numerics.noise import noise_of, rounding_over, typical_noise
from ethan_check.numerics.richardson import extrapolate
from ethan_check.numerics.tolerances.bars import (
    ALIASING_FLOOR,
    BLUNT,
    COMPLEX_BARS,
    COMPLEX_BEND,
    COMPLEX_GATE,
    COMPLEX_ROUNDING,
    CONTRADICTION,
    CONVERGED,
    NOISE_FLOOR,
    ODD_NOISE,
    USABLE,
)
from ethan_check.numerics.tolerances.sizes import JACOBIAN_OUTPUTS
from ethan_check.numerics.tolerances.steps import (
    EPSILON,
    LARGE_NOISE,
    LARGE_STEPS,
    MIDDLE_STEPS,
    SMALLEST_STEP,
    TINY_NOISE,
)

__all__ = ["directional_derivative"]

Mask = npt.NDArray[np.bool_]


_COMPLEX, _LARGE, _MIDDLE, _SMALLEST = range(len(METHODS))


def directional_derivative(line: Line, *, use_complex: bool = True, accuracy: float = 0.0) -> Derivative:
    """Differentiate `line` at 0.

    Args:
        line: t -> F(x + t v), a flat vector; called with real t of at most 1/8, and, if `use_complex`,
            once with an imaginary t.
        use_complex: whether the complex step may be tried.
        accuracy: how accurate F is, relative, where its rounding does not say so: of an iterative solver.

    >>> found = directional_derivative(lambda t: np.array([np.exp(t), abs(t)]))
    >>> found.value, found.kink
    (array([1., 0.]), array([False,  True]))
    """
    with np.errstate(all="ignore"):
        samples = Samples(line)
        if accuracy:
            return _by_differences(samples, None, accuracy)
        if use_complex:
            exact = complex_step(line)
            samples.calls += 1
            if exact is not None:
                found = _confirmed(samples, exact)
                if found is not None:
                    return found
                return _by_differences(samples, exact)
        return _by_differences(samples, None)


def _confirmed(samples: Samples, exact: Vector) -> Derivative | None:
    """The complex step, if one pair of real samples confirms it for every output."""
    real, bend = samples.central(2 * SMALLEST_STEP), samples.bend(2 * SMALLEST_STEP)
    scale = scale_of(exact)
    slack = COMPLEX_GATE * scale + ALIASING_FLOOR * EPSILON * np.abs(samples.origin) / SMALLEST_STEP
    confirmed = (np.abs(exact - real) <= slack) & (np.abs(bend) <= COMPLEX_BEND * scale + slack)
    if not confirmed.all():
        return None
    error = COMPLEX_ROUNDING * EPSILON * scale
    nothing, method = np.zeros(exact.shape, dtype=bool), np.full(exact.shape, _COMPLEX, dtype=np.int8)
    return Derivative(
        samples.origin,
        exact,
        error,
        confirmed,
        nothing,
        exact,
        exact,
        True,
        samples.calls,
        method,
        pairs=_kept(samples),
    )


def _by_differences(samples: Samples, exact: Vector | None, accuracy: float = 0.0) -> Derivative:
    value, truncation = extrapolate([samples.central(h) for h in LARGE_STEPS])
    noise = np.maximum(noise_of(samples), accuracy * np.abs(samples.origin))
    coarsest = np.maximum(noise, rounding_over(samples, LARGE_STEPS))
    error = np.where(contradicted(samples, value, noise), np.inf, truncation + LARGE_NOISE * coarsest)
    scale = scale_of(np.where(np.isfinite(value), value, samples.central(SMALLEST_STEP)))
    floor = NOISE_FLOOR * LARGE_NOISE * noise

    # What the smallest step is too noisy to contradict, a kink within the large ones would pass unseen.
    hidden = CONTRADICTION * TINY_NOISE * noise > USABLE * scale
    if hidden.any():
        kinked = hidden & kinks_within(samples, LARGE_STEPS[-1], LARGE_STEPS[-2], coarsest)
        error = np.where(kinked, np.inf, error)

    method = np.full(value.shape, _LARGE, dtype=np.int8)
    isolated = np.zeros(value.shape, dtype=bool)
    unsure = ~(error <= CONVERGED * scale + floor)
    blunt = BLUNT[0] * noise / SMALLEST_STEP > BLUNT[1] * scale
    if unsure.any() or blunt.any():
        middle, middle_error = over_middle_steps(samples, noise)
        isolated = hidden & isolated_origin(samples)
        nearer = hidden & kinks_within(samples, MIDDLE_STEPS[1], LARGE_STEPS[-1], coarsest)
        middle_error = np.where(nearer, np.inf, middle_error)
        # Where the smallest step is too blunt to contradict, the middle one is compared.
        elsewhere = blunt & contradicted(samples, value, noise, MIDDLE_STEPS[1])
        error = np.where(elsewhere, np.inf, error)
        unsure |= elsewhere
        better = unsure & ~(error <= middle_error)
        value, error = np.where(better, middle, value), np.where(better, middle_error, error)
        method[better] = _MIDDLE
        tiny, tiny_error = over_smallest_steps(samples, noise)
        better = ~(error <= USABLE * scale + floor) & ~(error <= tiny_error)
        value, error = np.where(better, tiny, value), np.where(better, tiny_error, error)
        method[better] = _SMALLEST

    kink = kinks_at_origin(samples, noise, scale)
    usable = (error <= USABLE * scale + floor) & ~kink & ~isolated & np.isfinite(value)
    # A kink nearer than the smallest step looks like noise, but of one output and not of its neighbours.
    usual = np.maximum(typical_noise(noise), EPSILON * np.abs(samples.origin))
    usable &= ~(noise > ODD_NOISE * usual)
    # A forward that drops a derivative without a word, as `abs` does, drops too little of it to show in some
    # outputs: if real differences refuse the complex step for one of them, it speaks for none.
    if exact is not None and np.all(np.abs(exact - value)[usable] <= _gate(scale, error)[usable]):
        value = np.where(usable, exact, value)
        error = np.where(usable, np.minimum(error, COMPLEX_ROUNDING * EPSILON * scale), error)
        method[usable] = _COMPLEX
    behind, ahead = one_sided(samples)
    return Derivative(
        samples.origin,
        np.where(usable, value, 0.0),
        np.where(usable, error, 0.0),
        usable,
        kink,
        behind,
        ahead,
        False,
        samples.calls,
        method,
        noise,
        _kept(samples),
    )


def _kept(samples: Samples) -> Mapping[float, tuple[Vector, Vector]]:
    return samples.pairs if samples.origin.size <= JACOBIAN_OUTPUTS else {}


def _gate(scale: Vector, error: Vector) -> Vector:
    """How far the complex step may be from real differences of some error."""
    return np.asarray(COMPLEX_GATE * scale + COMPLEX_BARS * error)
