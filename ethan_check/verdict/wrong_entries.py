"""After a failure: which gradients are wrong, in which entries, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ethan_check.numerics.chunks import products_of
from ethan_check.numerics.comparison import compare
from ethan_check.numerics.derivative import Derivative
from ethan_check.numerics.group_testing import Answer, find_wrong
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.explanations import RECOMPUTED
from ethan_check.numerics.tolerances.sizes import DENSE_ENTRIES as _DENSE
from ethan_check.numerics.tolerances.sizes import FEW_WRONG as _FEW
from ethan_check.numerics.tolerances.sizes import JACOBIAN_OUTPUTS as _MOST_OUTPUTS
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.probe import Probe, unit_of
from ethan_core.layer import Array

__all__ = ["WrongEntry", "WrongGradient", "differences", "taken_apart", "wrong_targets"]


@dataclass(frozen=True)
class WrongEntry:
    """One entry on which backward and differences disagree; both are derivatives of `u . outputs`."""

    index: tuple[int, ...]
    backward: float
    derivative: float
    bar: float


@dataclass(frozen=True)
class WrongGradient:
    """One gradient that is wrong.

    Args:
        name: of the array, `W`.
        target: of its gradient, `dL_dW`.
        entries: the wrong entries that were found, in order of their indices.
        backward, derivative: the whole gradient, as stated and as it should be; None when it was too
            large to be compared entry by entry.
        bars: the error bar of each entry of `derivative`.
        jacobian: the derivative of every output by every entry, one row an entry; None where some of it
            is not known.
        cotangent: u, flat: `derivative` is the jacobian times it.
        known_jacobian: the same with NaN in the rows that are not known, so that it is there more often.
        jacobian_errors: the error bar of each number of it.
        values: all arrays, at the point where it was compared.
    """

    name: str
    target: str
    entries: tuple[WrongEntry, ...]
    backward: Array
    derivative: Array | None
    bars: Array | None
    jacobian: Array | None = None
    cotangent: Vector | None = None
    known_jacobian: Array | None = None
    jacobian_errors: Array | None = None
    values: Mapping[str, Array] | None = None

    def is_backward(self, candidate: Array) -> bool:
        """Whether an array is, up to the error bars, what backward stated: the test of an explanation."""
        margin = self._margin
        if margin is None or candidate.shape != self.backward.shape:
            return False
        return bool(np.all(np.isfinite(margin)) and np.all(np.abs(candidate - self.backward) <= margin))

    @property
    def can_be_explained(self) -> bool:
        """Whether most of what backward states is larger than what it is compared to within: beside a
        derivative of 1e41, any small number is as good as another.
        """
        margin, stated = self._margin, np.abs(self.backward)
        if margin is None or not stated.any():
            return True
        told = margin[stated > 0] < stated[stated > 0]
        return bool(np.mean(told) > 0.5)  # Most of them.

    @property
    def _margin(self) -> Array | None:
        if self.derivative is None or self.bars is None:
            return None
        return 2 * self.bars + RECOMPUTED * float(np.max(np.abs(self.derivative), initial=0.0))


def differences(subject: Subject, found: Probe) -> list[WrongGradient]:
    """Take a failed probe apart: gradient by gradient, then entry by entry."""
    return taken_apart(subject, found)[0]


def wrong_targets(subject: Subject, found: Probe) -> list[str]:
    """Which gradients of a failed probe are wrong, for whoever need not know where: one test of each, where
    every entry would cost another.
    """
    return [whole.target for whole, answer in _parts(subject, found) if not answer.excess <= 0]


def taken_apart(subject: Subject, found: Probe) -> tuple[list[WrongGradient], list[str]]:
    """The same, and the names of the arrays whose gradients agree there; those that nothing can be said of,
    as their direction alone meets a kink, are in neither.
    """
    wrong, right = [], []
    for whole, answer in _parts(subject, found):
        if answer.excess <= 0:  # NaN is no agreement.
            right.append(whole.name)
            continue
        size = found.values[whole.name].size
        wrong.append(whole.dense() if size <= _DENSE else whole.searched(answer))
    return wrong, right


def _parts(subject: Subject, found: Probe) -> Iterator[tuple[_Part, Answer]]:
    for name in found.directions:
        whole = _Part(subject, found, name)
        answer = whole.shown(np.arange(found.values[name].size))
        if answer is not None:
            yield whole, answer


class _Part:
    """The failed probe, restricted to one array."""

    def __init__(self, subject: Subject, found: Probe, name: str) -> None:
        self.subject, self.found, self.name = subject, found, name
        self.target = subject.targets[name]
        self.gradient = np.asarray(found.gradients[name], dtype=np.float64).ravel()
        self.unit = unit_of(subject, name, found.gradients[name])
        self.v: Vector = found.directions[name].ravel()
        self.moving = np.zeros_like(self.v)
        self.point = subject.linearise(found.values)
        self.rows: dict[int, tuple[Vector, Vector]] = {}

    def shown(self, group: Array) -> Answer | None:
        """By how much a group of entries differs."""
        derivative = self._along(group)
        usable = np.where(derivative.usable, self.found.cotangent, 0.0)
        if np.any(usable != self.found.cotangent):
            return None  # A kink that only this direction meets: nothing to be said about the group.
        comparison = compare(derivative, self.found.cotangent, [self._product(group)], [self.unit])
        return Answer(comparison.difference, comparison.tolerance)

    def entry(self, number: int) -> WrongEntry | None:
        """One entry's two derivatives; None where no difference can be had."""
        group = np.array([number])
        derivative, v = self._along(group), float(self.v[number])
        u = self.found.cotangent
        if v == 0 or np.any((u != 0) & ~derivative.usable):
            return None
        value = float(np.dot(u, derivative.value)) / v
        if derivative.usable.all() and u.size <= _MOST_OUTPUTS:
            self.rows[number] = derivative.value / v, derivative.error / abs(v)
        comparison = compare(derivative, u, [self._product(group)], [self.unit])
        rounding = 8 * EPSILON * float(np.max(np.abs(u), initial=0.0))
        index = np.unravel_index(number, self.found.values[self.name].shape)
        return WrongEntry(
            tuple(int(i) for i in index),
            float(self.gradient[number]),
            float(value),
            comparison.tolerance / abs(v) + rounding,
        )

    def dense(self) -> WrongGradient:
        """Every entry compared."""
        shape = self.found.values[self.name].shape
        derivative, bars = self.gradient.copy(), np.full(self.gradient.size, np.inf)
        entries = []
        for number in range(self.gradient.size):
            entry = self.entry(number)
            if entry is None:
                continue
            derivative[number], bars[number] = entry.derivative, entry.bar
            if not abs(entry.backward - entry.derivative) <= entry.bar:
                entries.append(entry)
        complete = len(self.rows) == self.gradient.size
        size = (self.gradient.size, self.found.cotangent.size if self.rows else 0)
        known, errors = np.full(size, np.nan), np.full(size, np.nan)
        for number, (values, bars_of_row) in self.rows.items():
            known[number], errors[number] = values, bars_of_row
        return WrongGradient(
            self.name,
            self.target,
            tuple(entries),
            self.gradient.reshape(shape),
            derivative.reshape(shape),
            bars.reshape(shape),
            known if complete else None,
            self.found.cotangent,
            known if self.rows else None,
            errors if self.rows else None,
            self.found.values,
        )

    def searched(self, whole: Answer) -> WrongGradient:
        """The wrong entries of a large array, found by halving; what is not finite is plain to see."""
        numbers = [int(number) for number in np.flatnonzero(~np.isfinite(self.gradient))[:_FEW]]
        numbers = numbers or find_wrong(self.shown, self.gradient.size, _FEW, whole=whole)
        asked = [entry for number in numbers if (entry := self.entry(number)) is not None]
        # Some were inferred from what others leave over.
        entries = [one for one in asked if not abs(one.backward - one.derivative) <= one.bar] or asked
        shape = self.found.values[self.name].shape
        return WrongGradient(self.name, self.target, tuple(entries), self.gradient.reshape(shape), None, None)

    def _product(self, group: Array) -> Vector:
        place = _place(group)
        return products_of(self.gradient[place], self.v[place])

    def _along(self, group: Array) -> Derivative:
        place = _place(group)
        self.moving[place] = self.v[place]
        directions = {self.name: self.moving.reshape(self.found.values[self.name].shape)}
        try:
            return differentiate(self.subject, self.found.values, directions, point=self.point)
        finally:
            self.moving[place] = 0.0


def _place(group: Array) -> Array | slice:
    """A group as a slice where it is one: nothing has to be gathered then."""
    first, last = int(group[0]), int(group[-1])
    return slice(first, last + 1) if last - first + 1 == len(group) else group
