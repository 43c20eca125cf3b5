"""The directional derivative of a vector function, with an error bar for every output.

F(t) = f(x + t v) is a function of one number, whatever the number of entries of x, so the calls that
are spent do not grow with the size of a layer. Five ways of computing F'(0) are tried in the order of
their price, and an output takes the first that proves itself:

1. the complex step, where a real difference confirms it (4 calls);
2. central differences at steps 1/8 to 1/64, extrapolated (8 calls): large steps drown the noise;
3. the same at steps from 1/128 (8 calls), for outputs with a kink or a wall inside the large steps;
4. the same near 1e-4 (8 calls), and
5. near 1e-6 (8 calls), for outputs with a kink nearer still, or that bend within those steps.

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
from ethan_check.numerics.nearer_steps import (
    contradicted,
    noise_over,
    over_steps,
    scale_of,
)
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
    LEFT_OUT,
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
    NEAR_STEPS,
    NEAREST_STEPS,
    SMALLEST_STEP,
    TINY_NOISE,
)

__all__ = ["directional_derivative"]

Mask = npt.NDArray[np.bool_]


_COMPLEX, _LARGE, _MIDDLE, _NEAR, _NEAREST = range(len(METHODS))


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
    scale = scale_of(np.where(np.isfinite(value), value, samples.central(SMALLEST_STEP)))
    for bends in (False, True):
        noise = np.maximum(noise_of(samples, bends=bends), accuracy * np.abs(samples.origin))
        coarsest = np.maximum(noise, rounding_over(samples, LARGE_STEPS))
        error = np.where(contradicted(samples, value, noise), np.inf, truncation + LARGE_NOISE * coarsest)
        value, error = _of_fewer_steps(samples, coarsest, value, error)
        floor = NOISE_FLOOR * LARGE_NOISE * noise
        if np.all(error <= USABLE * scale + floor):
            break

    # What the smallest step is too noisy to contradict, a kink within the large ones would pass unseen.
    hidden = CONTRADICTION * TINY_NOISE * noise > USABLE * scale
    if hidden.any():
        kinked = hidden & kinks_within(samples, LARGE_STEPS[-1], LARGE_STEPS[-2], coarsest)
        error = np.where(kinked, np.inf, error)

    kink = kinks_at_origin(samples, noise, scale)
    method = np.full(value.shape, _LARGE, dtype=np.int8)
    isolated = np.zeros(value.shape, dtype=bool)
    unsure = ~(error <= CONVERGED * scale + floor)
    blunt = BLUNT[0] * noise / SMALLEST_STEP > BLUNT[1] * scale
    if unsure.any() or blunt.any():
        isolated = hidden & isolated_origin(samples)
        # Where the smallest step is too blunt to contradict, the middle one is compared.
        elsewhere = blunt & contradicted(samples, value, noise, MIDDLE_STEPS[-1])
        error = np.where(elsewhere, np.inf, error)
        unsure |= elsewhere
        # What the smallest step does not contradict keeps to the two whose kinks others show.
        beyond = kinks_within(samples, MIDDLE_STEPS[-1], LARGE_STEPS[-1], coarsest)
        for number, steps, of in (
            (_MIDDLE, MIDDLE_STEPS, ~hidden),
            (_MIDDLE, MIDDLE_STEPS[-2:], hidden & ~beyond),
            (_NEAR, NEAR_STEPS, ~hidden),
            (_NEAREST, NEAREST_STEPS, ~hidden),
        ):
            hopeful = unsure & of & ~kink & (noise_over(steps) * noise < error)
            if np.mean(hopeful) <= LEFT_OUT:
                continue
            there, its_error = over_steps(samples, steps, noise)
            better = hopeful & ~(error <= its_error)
            value, error = np.where(better, there, value), np.where(better, its_error, error)
            method[better] = number
            unsure &= ~(error <= CONVERGED * scale + floor)

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


def _of_fewer_steps(samples: Samples, noise: Vector, value: Vector, error: Vector) -> tuple[Vector, Vector]:
    """The derivative by the two largest steps where F is a parabola, as it is of what is linear in each of
    its arrays: noise is all that the other steps add to it.
    """
    steps = LARGE_STEPS[:2]
    fewer, truncation = extrapolate([samples.central(h) for h in steps])
    its_error = truncation + noise_over(steps) * noise
    # The bend of a parabola doubles with the step. F(0) has weight 3 in what is left, F(h) 2, F(2h) a half.
    left, rounding = 2 * samples.bend(steps[1]) - samples.bend(steps[0]), np.sqrt(17.5) * noise / steps[1]
    better = (np.abs(left) <= CONTRADICTION * rounding) & (its_error < error) & np.isfinite(error)
    return np.where(better, fewer, value), np.where(better, its_error, error)


def _kept(samples: Samples) -> Mapping[float, tuple[Vector, Vector]]:
    return samples.pairs if samples.origin.size <= JACOBIAN_OUTPUTS else {}


def _gate(scale: Vector, error: Vector) -> Vector:
    """How far the complex step may be from real differences of some error."""
    return np.asarray(COMPLEX_GATE * scale + COMPLEX_BARS * error)
