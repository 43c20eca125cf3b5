"""Thresholds: right on both sides of every value at which forward branches, and close to it.

A limit that is wrong in backward (x < 0.97 where forward says x < 1) goes wrong in a window that random
values rarely meet. Forward shows its thresholds as kinks along a line; the gradient is then judged at
points whose distance to such a kink is small, on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.beside_jumps import wrong_beside_jumps
from ethan_check.checks.both_sides import BothSides
from ethan_check.checks.gradient import failures
from ethan_check.numerics.kink_search import Crossing
from ethan_check.numerics.random_directions import cotangent, signed
from ethan_check.numerics.tolerances.kinks import SAME_PLACE
from ethan_check.numerics.tolerances.sizes import THRESHOLD_ENTRIES
from ethan_check.numerics.tolerances.steps import ROOM_USED
from ethan_check.numerics.tolerances.values import (
    BESIDE_KINKS,
    NEAR_THRESHOLDS,
    THRESHOLD_POINTS,
    THRESHOLD_REACH,
)
from ethan_check.result import Finding
from ethan_check.subject.declared_differences import CLIPPED, STRAIGHT_THROUGH
from ethan_check.subject.domain import as_float64, domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_check.verdict.judge import judge
from ethan_core.layer import Array

__all__ = ["CHECK", "Thresholds"]


class Thresholds:
    """Judges the gradient beside the kinks that forward shows."""

    name = "thresholds"
    code = "ETH002"
    max_cases: int | None = 2
    exempts = (STRAIGHT_THROUGH, CLIPPED)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for all kinks that were found."""
        values = as_float64(subject)
        names = [name for name in subject.input_names if name in subject.targets]
        size = sum(values[name].size for name in names)
        if not names or size > THRESHOLD_ENTRIES or is_large(entries_of(values)):
            raise DoesNotApply("no input is small enough to be searched for thresholds")
        directions = {name: self._direction(subject, name, values[name], rng) for name in names}
        directions = symmetric_part(subject, directions)
        bounded = any(np.isfinite(_limits(subject, name)).any() for name in names)
        reach = 1.0 if bounded else THRESHOLD_REACH
        u = cotangent(flatten(subject.output).size, rng)
        both = BothSides(subject, values, directions, u)
        kinks, bends = both.kinks(reach)
        if not kinks and not bends:
            raise DoesNotApply("forward shows no kink")
        further = self._elsewhere(subject, kinks, bends, both.at)
        beside = (
            point
            for found in (kinks, further)
            for point in self._points(subject, found, values, both.at, rng)
        )
        for point in beside:
            try:
                judgement = judge(subject.at(point), rng)
            except LayerFault:
                continue  # Nothing promises that forward goes there.
            if judgement.verdict == "fail":
                yield from failures(self, subject.at(point), judgement)
                return
        window = wrong_beside_jumps(both, [*kinks, *bends])
        if window is not None:
            targets = " or ".join(subject.targets[name] for name in names)
            message = (
                f"{targets} branches at another place than forward: along a line, over a stretch of "
                f"{window.width:.1e}, backward states {window.stated:.6g} where the slope of forward is "
                f"{window.slope:.6g}"
            )
            evidence = {"stated": window.stated, "slope": window.slope, "width": window.width}
            yield finding(self, subject, "fail", subject.targets[names[0]], message, evidence)
            return
        message = f"right on both sides of {len(kinks)} kinks"
        yield finding(self, subject, "pass", "", message, {"kinks": len(kinks)})

    def _direction(self, subject: Subject, name: str, x: Array, rng: np.random.Generator) -> Array:
        low, high = _limits(subject, name)
        v = signed(x.shape, rng)
        if np.isfinite(low) or np.isfinite(high):
            room = np.minimum(x - low, high - x)
            v = np.clip(v, -ROOM_USED * room, ROOM_USED * room)
        return v

    def _points(
        self,
        subject: Subject,
        kinks: list[Crossing],
        values: Mapping[str, Array],
        point: Callable[[float], dict[str, Array]],
        rng: np.random.Generator,
    ) -> Iterator[dict[str, Array]]:
        """Points beside the kinks: for an elementwise forward all entries at once, else along the line."""
        thresholds = self._entry_values_at(subject, kinks, point)
        if thresholds is not None and kinks:
            (name,) = subject.input_names
            shape = values[name].shape
            low, high = _limits(subject, name)
            for _ in range(THRESHOLD_POINTS):
                distance = 10 ** rng.uniform(*NEAR_THRESHOLDS, shape) * rng.choice([-1.0, 1.0], shape)
                near = rng.choice(thresholds, size=shape) + distance
                yield {**values, name: np.clip(near, low, high)}
            return
        for _, t in kinks:
            for distance in BESIDE_KINKS:
                yield point(t - distance)
                yield point(t + distance)

    def _elsewhere(
        self,
        subject: Subject,
        kinks: list[Crossing],
        bends: list[Crossing],
        point: Callable[[float], dict[str, Array]],
    ) -> list[Crossing]:
        """The bends of backward that are not where forward has a kink: those places are looked at anyway."""
        at_kinks, at_bends = (
            self._entry_values_at(subject, found, point) or [t for _, t in found] for found in (kinks, bends)
        )
        return [
            bend
            for bend, place in zip(bends, at_bends, strict=True)
            if all(abs(place - other) > SAME_PLACE for other in at_kinks)
        ]

    def _entry_values_at(
        self, subject: Subject, kinks: list[Crossing], point: Callable[[float], dict[str, Array]]
    ) -> list[float] | None:
        """For a forward that works entry by entry: the entries' own values at the kinks."""
        output = subject.output
        if len(subject.input_names) != 1 or isinstance(output, tuple | list):
            return None
        if np.shape(output) != subject.values["".join(subject.input_names)].shape:
            return None
        (name,) = subject.input_names
        return [float(point(t)[name].ravel()[output]) for output, t in kinks]


def _limits(subject: Subject, name: str) -> tuple[float, float]:
    """The domain of an input; without a contract, what is positive stays so."""
    low, high = domain(subject, name)
    if subject.contract is None and not np.any(subject.values[name] < 0):
        low = max(low, 0.0)
    return low, high


CHECK = Thresholds()
