"""From probes to a verdict: when is a disagreement a mistake of the layer?

One disagreement is a suspicion. It becomes a failure when it repeats at points beside the first one,
with other directions, other cotangents and backward's own rounding measured. A disagreement that is
seen at the point itself but never beside it belongs to a special point: a tie, or a kink that shows no
jump along the line, where several gradients are legal. There, the legal ones are those that occur
nearby; anything outside their hull is a failure after all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ethan_check.edges import edge_fault
from ethan_check.numerics.directions import Scaling, direction
from ethan_check.numerics.samples import Vector
from ethan_check.points import beside, domain, double
from ethan_check.probe import Probe, probe, with_rounding
from ethan_check.result import Verdict
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["Judgement", "judge"]

Reason = Literal["agrees", "disagrees", "special point", "illegal at a kink", "at the edge", "undecided"]

_REDRAWS = 3
_REPEATS = 4
_SHARP = 0.2
"""A repeat clears a suspicion only if its tolerance is below this share of it."""

_NEIGHBOURS = 12
_OUTPUTS_ASKED = 12


@dataclass(frozen=True)
class Judgement:
    """The verdict on one case, the probe that shows it best, and what a message can add to it."""

    verdict: Verdict
    reason: Reason
    probe: Probe
    detail: str = ""


def judge(subject: Subject, rng: np.random.Generator) -> Judgement:
    """Judge the gradients of one case.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`.
    """
    values = double(subject)
    first = probe(subject, values, rng)
    found = first
    for _ in range(_REDRAWS):
        if found.decided:
            break
        found = probe(subject, beside(subject, values, rng, 2.0**-8), rng)
    if not found.decided:
        return Judgement("inconclusive", "undecided", found)
    if not found.agrees:
        return _suspect(subject, found, rng)
    illegal = _illegal_at_kinks(subject, first, rng) if first.derivative.kink.any() else None
    if illegal is not None:
        return Judgement("fail", "illegal at a kink", first, illegal)
    at_edge = edge_fault(subject, values, rng)
    if at_edge is not None:
        return Judgement("fail", "at the edge", first, at_edge)
    return Judgement("pass", "agrees", found)


def _suspect(subject: Subject, first: Probe, rng: np.random.Generator) -> Judgement:
    first = with_rounding(subject, first)
    if first.agrees:
        return Judgement("pass", "agrees", first)
    disagreeing = agreeing = 0
    for _ in range(_REPEATS):
        again = _without_complex_lies(subject, beside(subject, first.values, rng), rng, first.scaling)
        if again.comparison is None:
            continue
        if not again.agrees:
            disagreeing += 1
        elif again.comparison.tolerance < _SHARP * abs(first.difference):
            agreeing += 1  # What is too blunt to see the suspicion does not clear it.
        if disagreeing == 2:
            return Judgement("fail", "disagrees", first)
        if agreeing == 2:
            break
        del again  # The next one needs its room, if the layer is large.
    exactly = _without_complex_lies(subject, first.values, rng, first.scaling)
    if exactly.agrees:
        verdict: Verdict = "pass" if agreeing == 2 and not disagreeing else "inconclusive"
        return Judgement(verdict, "agrees" if verdict == "pass" else "undecided", first)
    if _infinite_slope(subject, first):
        return Judgement("pass", "special point", first)
    # A hull of samples can miss a legal gradient by bad luck, so it is drawn twice before it convicts.
    if any(_legal_among_neighbours(subject, first.values, first.cotangent, rng) for _ in range(2)):
        return Judgement("pass", "special point", first)
    return Judgement("fail", "special point", first)


def _infinite_slope(subject: Subject, found: Probe) -> bool:
    """Whether a gradient that is not finite stands beside an output whose slope has no bound.

    At 0 the cube root's derivative is infinite, and times the cotangent 0 of an output that is left out
    it is NaN: nothing that backward could do better.
    """
    if all(np.isfinite(gradient).all() for gradient in found.gradients.values()):
        return False

    def moved(t: float) -> Vector:
        values = {**found.values, **{n: found.values[n] + t * v for n, v in found.directions.items()}}
        return np.asarray(subject.flat(values), dtype=np.float64)

    origin = moved(0.0)
    with np.errstate(all="ignore"):
        wide, near = (np.abs(moved(h) - origin) / h for h in (2.0**-10, 2.0**-30))
        return bool(np.any(near > 50 * wide) or not np.isfinite(origin).all())


def _without_complex_lies(
    subject: Subject, point: Mapping[str, Array], rng: np.random.Generator, scaling: Scaling
) -> Probe:
    """A careful probe by real differences; by the complex step only for what they are too coarse for.

    The scaling is that of the probe that raised the suspicion: under another one, a wrong entry may move by
    too little to be seen again.

    `abs` of a complex number drops a derivative without a word. Where that is a small part of the whole,
    no gate notices, so the complex step never convicts alone what real differences can see.
    """
    real = probe(subject, point, rng, careful=True, use_complex=False, scaling=scaling)
    if not real.decided or not real.agrees:
        return real
    fine = probe(subject, point, rng, careful=True, scaling=scaling)
    if fine.comparison is None or real.comparison is None or fine.agrees:
        return real
    return fine if abs(fine.comparison.difference) < real.comparison.tolerance else real


def _illegal_at_kinks(subject: Subject, found: Probe, rng: np.random.Generator) -> str | None:
    """At a kink the stated derivative must lie between the one-sided ones, or occur nearby."""
    kinked = np.flatnonzero(found.derivative.kink)
    for output in rng.permutation(kinked)[:2]:
        u = np.zeros_like(found.cotangent)
        u[output] = 1.0
        gradients = subject.pullback(found.values, u)
        if not any(gradient.any() for gradient in gradients.values()):
            continue  # No gradient where none exists: a convention that some libraries document.
        stated = _along(gradients, found.directions)
        slopes = found.derivative.behind[output], found.derivative.ahead[output]
        if not np.isfinite(slopes).all():
            continue
        low, high = min(slopes), max(slopes)
        slack = 1e-6 * (high - low) + 1e-9 * max(abs(low), abs(high))
        if low - slack <= stated <= high + slack:
            continue
        if not any(_legal_among_neighbours(subject, found.values, u, rng) for _ in range(2)):
            return (
                f"for output {output}, backward states {stated:.6g} along a line on which the one-sided "
                f"derivatives are {low:.6g} and {high:.6g}"
            )
    return None


def _legal_among_neighbours(
    subject: Subject, values: Mapping[str, Array], u: Vector, rng: np.random.Generator
) -> bool:
    """Whether the VJP at a point lies in the hull of the VJPs around it, seen along many lines.

    Neighbours come in opposite pairs, so that both sides of every kink are among them. The hull of a
    few samples is smaller than the true one, so it is widened by its own width on either side. Where
    many outputs have a choice of their own, a few samples say nothing about all of them together, so
    the outputs are asked one by one.
    """
    points = [values]
    for _ in range(_NEIGHBOURS):
        point = beside(subject, values, rng)
        opposite = {
            name: 2 * values[name] - value if name in subject.targets else value
            for name, value in point.items()
        }
        points += [point, _inside(subject, opposite)]
    lines = [{name: direction(values[name], rng, "common") for name in subject.targets} for _ in range(8)]

    def legal(cotangent: Vector) -> bool:
        stated, *around = (subject.pullback(point, cotangent) for point in points)
        return all(_within([_along(g, line) for g in around], _along(stated, line)) for line in lines)

    if legal(u):
        return True
    outputs = np.flatnonzero(u)
    for output in rng.permutation(outputs)[:_OUTPUTS_ASKED]:
        alone = np.zeros_like(u)
        alone[output] = 1.0
        if not legal(alone):
            return False
    return len(outputs) > 1


def _within(around: list[float], stated: float) -> bool:
    low, high = min(around), max(around)
    slack = (high - low) + 1e-3 * max(abs(low), abs(high))
    return low - slack <= stated <= high + slack


def _inside(subject: Subject, values: Mapping[str, Array]) -> dict[str, Array]:
    inside = dict(values)
    for name in subject.targets:
        inside[name] = np.clip(values[name], *domain(subject, name))
    return inside


def _along(gradients: Mapping[str, Array], directions: Mapping[str, Array]) -> float:
    return float(sum(np.sum(gradients[name] * v) for name, v in directions.items()))
