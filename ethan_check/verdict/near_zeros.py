"""Entries that are 0, from so near that what bends within any step of a difference is smooth again.

x / sqrt(x^2 + 1e-10) looks like a jump between steps of a millionth, but it has a derivative at 0, a large
one. A number beside 1 cannot be followed from nearer than its last places; one that is 0 can, to any
distance, without a digit lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ethan_check.numerics.derivative import Derivative, Mask
from ethan_check.numerics.tolerances.steps import CLOSER, LEAP
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiable import slopes_add_up
from ethan_check.verdict.directions import directions_at
from ethan_check.verdict.probe import Probe, probe_along
from ethan_core.layer import Array

__all__ = ["WrongNearZeros", "wrong_near_zeros"]


class WrongNearZeros(NamedTuple):
    """The gradient that is wrong, and what contradicts it."""

    target: str
    message: str


def wrong_near_zeros(subject: Subject, first: Probe, rng: np.random.Generator) -> WrongNearZeros | None:
    """What backward states along entries that are 0, if outputs that no step had told anything about
    contradict it from nearer: twice, along other directions and for other cotangents.

    Args:
        first: the probe at the point itself. An output with a kink there is judged by what is legal at kinks.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`.

    >>> from ethan_check.verdict.probe import directional_test
    >>> class Norm:
    ...     def forward(self, x): self.r = np.sqrt(x * x + 1e-10); self.x = x; return x / self.r
    ...     def backward(self, g): return np.where(self.x == 0, 0, g * 1e-10 / self.r**3)
    >>> subject, rng = Subject(Norm(), (np.zeros(1),)), np.random.default_rng(0)
    >>> wrong_near_zeros(subject, directional_test(subject, subject.values, rng), rng).target
    'dL_dX'
    """
    untold = ~first.derivative.usable & ~first.derivative.kink & _leaps(first.derivative)
    moving = [name for name in first.directions if not np.all(first.values[name])]
    if not untold.any() or not moving:
        return None
    for closer in CLOSER:
        found = _contradicted(subject, first, moving, untold, closer, rng)
        if found is None:
            continue
        name = next((n for n in moving if _contradicted(subject, first, [n], untold, closer, rng)), moving[0])
        compared = found.comparison
        assert compared is not None
        reach, target = _largest(found.directions), subject.targets[name]
        slope, bar, stated = (
            number / reach for number in (compared.numeric, compared.tolerance, compared.analytic)
        )
        return WrongNearZeros(
            target,
            f"{target} is not the derivative where {name} is 0\n"
            f"  along a line on which forward's slope is {slope:.6g}, give or take {bar:.1g}, "
            f"backward states {stated:.6g}\n"
            f"  forward is smooth over distances of {reach:.0e} from 0, nearer than other steps come",
        )
    return None


def _leaps(found: Derivative) -> Mask:
    """Which outputs change within the smallest step as none does that bends further away, nor by rounding.

    Nearer, (1 - cos x) / x is 0 and flat by rounding alone: it is not asked there.
    """
    if not found.pairs:
        return np.zeros(found.origin.shape, dtype=bool)
    with np.errstate(all="ignore"):
        near, far = (
            np.max(np.abs(np.array(found.pairs[h]) - found.origin), axis=0)
            for h in (min(found.pairs), max(found.pairs))
        )
        return np.asarray((near > LEAP * far) & np.isfinite(far))


def _contradicted(
    subject: Subject,
    first: Probe,
    names: list[str],
    untold: Mask,
    closer: float,
    rng: np.random.Generator,
) -> Probe | None:
    """The second of two probes that both disagree, where there is a gradient to disagree with."""

    def draw() -> dict[str, Array]:
        drawn = directions_at(subject, first.values, rng, names, "common")
        return {name: np.where(first.values[name] == 0, closer * v, 0.0) for name, v in drawn.items()}

    try:
        for _ in range(2):
            again = probe_along(
                subject, first.values, draw(), rng, outputs=untold, use_complex=False, careful=True
            )
            if again.agrees:
                return None
        is_one = slopes_add_up(subject, first.values, again.cotangent, again.difference, draw)
    except LayerFault:  # It may refuse what lies beside zeros.
        return None
    return again if is_one else None


def _largest(directions: Mapping[str, Array]) -> float:
    return max(float(np.max(np.abs(v), initial=0.0)) for v in directions.values())
