"""Thresholds: right on both sides of every value at which forward branches, and close to it.

A limit that is wrong in backward (x < 0.97 where forward says x < 1) goes wrong in a window that random
values rarely meet. Forward shows its thresholds as kinks along a line; the gradient is then judged at
points whose distance to such a kink is small, on either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.gradient import failures
from ethan_check.numerics.kink_search import Crossing, find_kinks
from ethan_check.numerics.random_directions import signed
from ethan_check.result import Finding
from ethan_check.subject.domain import as_float64, domain
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.verdict.judge import judge
from ethan_core.layer import Array

__all__ = ["CHECK", "Thresholds"]

_DISTANCES = (2.0**-5, 2.0**-7, 2.0**-9)
_REACH = 8.0
_LARGEST = 400
"""Arrays with more entries than this are left to the gradient check: a line shows too many kinks."""


class Thresholds:
    """Judges the gradient beside the kinks that forward shows."""

    name = "thresholds"
    points: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for all kinks that were found."""
        values = as_float64(subject)
        names = [name for name in subject.input_names if name in subject.targets]
        too_many = sum(values[name].size for name in names) > _LARGEST or is_large(entries_of(values))
        if not names or too_many:
            raise DoesNotApply("no input is small enough to be searched for thresholds")
        directions = {name: self._direction(subject, name, values[name], rng) for name in names}
        reach = 1.0 if any(np.isfinite(domain(subject, name)).any() for name in names) else _REACH

        def along(t: float) -> dict[str, Array]:
            return {**values, **{name: values[name] + t * v for name, v in directions.items()}}

        kinks = find_kinks(lambda t: subject.flat(along(t)), reach)
        if not kinks:
            raise DoesNotApply("forward shows no kink")
        for point in self._points(subject, kinks, directions, along, rng):
            judgement = judge(subject.at(point), rng)
            if judgement.verdict == "fail":
                yield from failures(self, subject.at(point), judgement)
                return
        message = f"right on both sides of {len(kinks)} kinks"
        yield finding(self, subject, "pass", "", message, {"kinks": len(kinks)})

    def _direction(self, subject: Subject, name: str, x: Array, rng: np.random.Generator) -> Array:
        low, high = domain(subject, name)
        v = signed(x.shape, rng)
        if np.isfinite(low) or np.isfinite(high):
            room = np.minimum(x - low, high - x)
            v = np.clip(v, -0.9 * room, 0.9 * room)
        return v

    def _points(
        self,
        subject: Subject,
        kinks: list[Crossing],
        directions: Mapping[str, Array],
        along: object,
        rng: np.random.Generator,
    ) -> Iterator[dict[str, Array]]:
        thresholds = self._of_entries(subject, kinks, along)
        if thresholds is not None:
            name = next(iter(directions))
            shape = subject.values[name].shape
            low, high = domain(subject, name)
            for _ in range(4):
                distance = 10 ** rng.uniform(-3, -1.3, shape) * rng.choice([-1.0, 1.0], shape)
                near = rng.choice(thresholds, size=shape) + distance
                yield {**as_float64(subject), name: np.clip(near, low, high)}
            return
        for _, t in kinks:
            for distance in _DISTANCES:
                yield along(t - distance)  # type: ignore[operator]
                yield along(t + distance)  # type: ignore[operator]

    def _of_entries(self, subject: Subject, kinks: list[Crossing], along: object) -> list[float] | None:
        """For a forward that works entry by entry: the entries' own values at the kinks."""
        if (
            len(subject.input_names) != 1
            or np.shape(subject.output) != subject.values["".join(subject.input_names)].shape
        ):
            return None
        (name,) = subject.input_names
        return [float(along(t)[name].ravel()[output]) for output, t in kinks]  # type: ignore[operator]


CHECK = Thresholds()
