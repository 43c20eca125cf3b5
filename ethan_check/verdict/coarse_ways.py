"""The gradient of a layer of low precision, one array at a time, along ways of the array's own size.

`u . (F(b) - F(a))` is the integral of `u . F'`, and nothing is divided by a small step. All points are
numbers of the precision, so that the layer is asked about what it is given. For every output `u` has mostly
the sign in which it moves, as seen at points that are rounded otherwise: the changes then add up, and the
roundings do not. It tells a gradient that is too large or too small as a whole; of one entry among many it
says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.path_integral import PathRatio, integrated, path_ratio
from ethan_check.numerics.precision import Precision
from ethan_check.numerics.random_directions import direction
from ethan_check.numerics.tolerances.repeats import COARSE_ERROR, COARSE_WAYS
from ethan_check.subject.domain import as_float64, domain, jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["CoarseWays"]

Values = Mapping[str, Array]

_ASIDE = 0.25
"""How far apart ways begin, in parts of a direction: a rounding that all of them share is no scatter."""

_AGAINST = 0.2
"""The share of outputs whose cotangent has the other sign: agreeing with all of them is no test."""

_FEW_ROUNDINGS = 8.0
"""By how many units outputs must move on a way: beyond, roundings are scatter; below, they are all."""

_PARTS = 64
"""Into how many parts a way is cut to look for leaps."""

_LEAP = (8.0, 4.0)
"""How far an output must move in one part of a way to leap: as if all that it moves on the way were so few
parts, and so many units of its largest value more.

A smooth one moves by a few 64ths of what it moves in all, and by two roundings.
"""


class CoarseWays:
    """Ways of one array of a subject of low precision.

    >>> class Half:
    ...     def forward(self, x): self.x = x; return np.tanh(x)
    ...     def backward(self, g): return (1.1 * g * (1 - np.tanh(self.x) ** 2)).astype(np.float16)
    >>> x = np.random.default_rng(0).normal(size=(4, 3))
    >>> found = CoarseWays(Subject(Half(), (x,), dtype="float16"), "X", np.random.default_rng(0)).ratio()
    >>> round(found.ratio, 2), found.error < 0.002
    (1.1, True)
    """

    def __init__(self, subject: Subject, name: str, rng: np.random.Generator) -> None:
        assert subject.precision is not None
        self.subject, self.name, self.rng = subject, name, rng
        self.precision: Precision = subject.precision
        self.values = as_float64(subject)
        self.last: tuple[Values, Array] = (self.values, np.zeros(()))
        self._moved_by: list[float] = []  # What outputs move by on each way, in units of theirs.

    def ratio(self) -> PathRatio | None:
        """By how much the integral exceeds the change; None where it does not run or nothing changes."""
        changes: list[float] = []
        integrals: list[float] = []
        found = None
        for many in COARSE_WAYS:
            while len(changes) < many:
                try:
                    change, integral = self._way()
                except (LayerFault, BadGradient):
                    return None
                changes.append(change)
                integrals.append(integral)
            found = path_ratio(changes, integrals)
            if found is None or found.error < COARSE_ERROR:
                break
        return found

    def rounds_away(self) -> bool:
        """Whether outputs move by no more than a few of their roundings: x + 1000 in bfloat16."""
        return bool(self._moved_by) and float(np.median(self._moved_by)) < _FEW_ROUNDINGS

    def leaps(self) -> bool:
        """Whether an output leaps on the latest way, so that no integral of slopes adds up to its change."""
        start, move = self.last
        there = [{**start, self.name: start[self.name] + t * move} for t in np.linspace(0, 1, _PARTS + 1)]
        try:
            outputs = np.array([np.asarray(self.subject.flat(at), dtype=np.float64) for at in there])
        except LayerFault:
            return True
        moved = np.ptp(outputs, axis=0)
        most = np.maximum(moved, np.median(moved)) / _LEAP[0]  # One that only begins to move does not leap.
        most += _LEAP[1] * self.precision.unit * np.max(np.abs(outputs), axis=0)
        return bool(np.any(np.abs(np.diff(outputs, axis=0)) > most))

    def _way(self) -> tuple[float, float]:
        start = {
            name: self._on_grid(one)
            for name, one in jittered_point(self.subject, self.values, self.rng, _ASIDE, "common").items()
        }
        move = direction(start[self.name], self.rng, "common", *domain(self.subject, self.name))
        move = symmetric_part(self.subject, {self.name: move})[self.name]
        move = self._on_grid(start[self.name] + move) - start[self.name]
        self.last = (start, move)
        change = self._change(start, move)
        u = self._cotangent(self._change(self._beside(start), move))

        def slope(t: float) -> float:
            there = self.subject.pullback({**start, self.name: start[self.name] + t * move}, u)
            return float(np.sum(np.asarray(there[self.name], dtype=np.float64) * move))

        return float(np.dot(u, change)), integrated(slope)

    def _change(self, start: Values, move: Array) -> Array:
        ends = (self.subject.flat({**start, self.name: start[self.name] + t * move}) for t in (0.0, 1.0))
        begin, end = (np.asarray(one, dtype=np.float64) for one in ends)
        size = self.precision.unit * float(np.sum(np.abs(begin) + np.abs(end))) / 2
        self._moved_by.append(float(np.sum(np.abs(end - begin))) / size if size else np.inf)
        return np.asarray(end - begin)

    def _beside(self, start: Values) -> dict[str, Array]:
        """The same point but for the last places, where all roundings are others."""
        moved = dict(start)
        for name in self.subject.targets:
            by = 1 + 2 * self.precision.unit * self.rng.uniform(-1, 1, start[name].shape)
            moved[name] = self._on_grid(start[name] * by)
        return moved

    def _cotangent(self, change: Array) -> Array:
        sizes = self.rng.uniform(0.5, 1.5, change.shape)
        against = np.where(self.rng.random(change.shape) < _AGAINST, -1.0, 1.0)
        signs = np.where(change < 0, -1.0, 1.0) * against
        return self._on_grid(np.asarray(sizes * signs))

    def _on_grid(self, array: Array) -> Array:
        if array.dtype.kind != "f":
            return array
        return np.asarray(self.precision.rounded(array), dtype=np.float64)
