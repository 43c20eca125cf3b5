"""Which gradients are legal at a special point: a kink, a tie.

There, the legal ones are those that occur nearby; anything outside their hull is a mistake after all.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.limiting_gradients import gradients_between
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import direction
from ethan_check.numerics.tolerances.kinks import (
    CHANGE_IN_SMOOTH,
    HULL_LINES,
    NEIGHBOUR_SLACK,
    OUTPUTS_ASKED,
    SPECIAL_POINT_NEIGHBOURS,
    STATED_FLOOR,
    STATED_SLACK,
)
from ethan_check.subject.domain import domain, jittered_point
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import Probe
from ethan_core.layer import Array

__all__ = ["illegal_at_kinks", "legal_among_neighbours"]


def illegal_at_kinks(subject: Subject, found: Probe, rng: np.random.Generator) -> str | None:
    """What backward states at a kink, if it is not legal: it must lie between the one-sided derivatives, or
    occur nearby.

    >>> from ethan_check.verdict.probe import directional_test
    >>> class Abs:
    ...     def forward(self, x): self.x = x; return np.maximum(x, -x)
    ...     def backward(self, g): return g * np.where(self.x == 0, 9.0, np.sign(self.x))
    >>> subject, rng = Subject(Abs(), (np.array([0.0]),)), np.random.default_rng(0)
    >>> illegal_at_kinks(subject, directional_test(subject, subject.values, rng), rng).partition(",")[0]
    'for output 0'
    """
    kinked = np.flatnonzero(found.derivative.kink)
    for output in rng.permutation(kinked)[:2]:
        u = np.zeros_like(found.cotangent)
        u[output] = 1.0
        gradients = subject.pullback(found.values, u)
        if not any(gradient.any() for gradient in gradients.values()):
            # No gradient where none exists: a convention that some libraries document.
            subject.tracer.note("legal at a kink: backward states no gradient", output=output)
            continue
        stated = _along(gradients, found.directions)
        slopes = found.derivative.behind[output], found.derivative.ahead[output]
        if not np.isfinite(slopes).all():
            continue
        low, high = min(slopes), max(slopes)
        slack = STATED_SLACK * (high - low) + STATED_FLOOR * max(abs(low), abs(high))
        if low - slack <= stated <= high + slack:
            facts = {"output": output, "backward": stated, "behind": slopes[0], "ahead": slopes[1]}
            subject.tracer.note("legal at a kink: between the one-sided derivatives", **facts)
            continue
        if not any(legal_among_neighbours(subject, found.values, u, rng) for _ in range(2)):
            subject.tracer.note("illegal at a kink", output=output, backward=stated, low=low, high=high)
            return (
                f"for output {output}, backward states {stated:.6g} along a line on which the one-sided "
                f"derivatives are {low:.6g} and {high:.6g}"
            )
        subject.tracer.note("legal at a kink: among the gradients of the points around it", output=output)
    return None


def legal_among_neighbours(
    subject: Subject, values: Mapping[str, Array], u: Vector, rng: np.random.Generator
) -> bool:
    """Whether the VJP at a point lies in the hull of the VJPs around it, seen along many lines.

    Neighbours come in opposite pairs, so that both sides of every kink are among them. Thin sectors between
    neighbours are searched for before anything is called illegal. Where
    many outputs have a choice of their own, a few samples say nothing about all of them together, so
    the outputs are asked one by one.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([0.0]),))
    >>> legal_among_neighbours(subject, subject.values, np.ones(1), np.random.default_rng(0))
    True
    """
    points = [values]
    for _ in range(SPECIAL_POINT_NEIGHBOURS):
        point = jittered_point(subject, values, rng)
        opposite = {
            name: 2 * values[name] - value if name in subject.targets else value
            for name, value in point.items()
        }
        points += [point, _inside(subject, opposite)]
    lines = [
        {name: direction(values[name], rng, "common") for name in subject.targets} for _ in range(HULL_LINES)
    ]

    def seen(point: Mapping[str, Array], cotangent: Vector) -> Vector:
        gradients = subject.pullback(point, cotangent)
        return np.array([_along(gradients, line) for line in lines])

    def legal(cotangent: Vector, *, alone: bool) -> bool:
        stated, *around = (seen(point, cotangent) for point in points)
        if _within(around, stated):
            return True
        if alone:
            # One of each opposite pair: halfway between the two lies the special point itself.
            around += gradients_between(points[1::2], around[::2], lambda point: seen(point, cotangent))
        return alone and _within(around, stated)

    outputs = np.flatnonzero(u)
    if legal(u, alone=len(outputs) == 1):
        return True
    for output in rng.permutation(outputs)[:OUTPUTS_ASKED]:
        alone = np.zeros_like(u)
        alone[output] = 1.0
        if not legal(alone, alone=True):
            return False
    return len(outputs) > 1


def _within(around: list[Vector], stated: Vector) -> bool:
    """Whether a gradient lies in the hull of some others.

    Where one of them was met only once there are others that were not met at all (Good and Turing's
    estimate), and the true hull is wider: it is widened by its own width on either side. Where each was met
    again, as on the two sides of a kink, the hull is known.
    """
    low, high = np.min(around, axis=0), np.max(around, axis=0)
    size = np.maximum(np.abs(low), np.abs(high))
    apart = np.abs(np.asarray(around)[:, None] - np.asarray(around)[None])
    alike = np.all(apart <= CHANGE_IN_SMOOTH * size, axis=-1)
    met_once = bool(np.any(alike.sum(axis=1) == 1))
    slack = (high - low if met_once else CHANGE_IN_SMOOTH * (high - low)) + NEIGHBOUR_SLACK * size
    return bool(np.all((low - slack <= stated) & (stated <= high + slack)))


def _inside(subject: Subject, values: Mapping[str, Array]) -> dict[str, Array]:
    inside = dict(values)
    for name in subject.targets:
        inside[name] = np.clip(values[name], *domain(subject, name))
    return inside


def _along(gradients: Mapping[str, Array], directions: Mapping[str, Array]) -> float:
    return float(sum(np.vdot(gradients[name], v) for name, v in directions.items()))
