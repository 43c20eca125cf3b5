"""Determinism: the same layer in the same state gives the same answer, bit for bit.

Everything else rests on it: a forward that draws fresh numbers has no derivative to compare with. Layers
that hold a generator repeat themselves when they are copied; global generators are frozen for every call.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.numerics.directions import cotangent
from ethan_check.outputs import flatten
from ethan_check.resets import start_over
from ethan_check.result import Finding
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Determinism"]


class Determinism:
    """Runs two fresh copies and compares."""

    name = "determinism"
    points: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding."""
        first, second = subject.flat(subject.values).copy(), subject.flat(subject.values)
        if not np.array_equal(first, second, equal_nan=True):
            yield self._different(subject, "Y", "two forwards")
            return
        u = cotangent(first.size, rng)
        gradients, again = subject.pullback(subject.values, u), subject.pullback(subject.values, u)
        for name, target in subject.targets.items():
            if not np.array_equal(gradients[name], again[name], equal_nan=True):
                yield self._different(subject, target, "two backwards")
                return
        contract = subject.contract
        if contract is not None and contract.random and subject.draws_globally:
            message = (
                "forward draws from a global generator, so others change its numbers and it changes "
                "theirs; hold a numpy.random.Generator in an attribute"
            )
            yield finding(self, subject, "fail", "Y", message)
            return
        if contract is not None and contract.random is False and not self._repeats(subject):
            message = "two forwards of one object differ, but its contract does not say that it is random"
            yield finding(self, subject, "fail", "Y", message)
            return
        message = "the same state gives the same answer"
        if subject.draws_globally:
            message += "; forward draws from a global generator, which is frozen for every check"
        yield finding(
            self, subject, "pass", "", message, {"draws_from_global_generator": subject.draws_globally}
        )

    def _repeats(self, subject: Subject) -> bool:
        layer, inputs = subject.fresh(subject.values)

        def both() -> tuple[Array, Array]:
            first = np.array(flatten(subject.adapter.forward(layer, inputs)[0]))
            start_over(subject, layer)
            return first, flatten(subject.adapter.forward(layer, inputs)[0])

        subject.calls.forward += 2
        first, second = subject.call("forward", both)
        return np.array_equal(first, second, equal_nan=True)

    def _different(self, subject: Subject, target: str, calls: str) -> Finding:
        message = (
            f"{target} differs between {calls} of identical copies: it draws from a generator that is "
            "neither held by the layer nor global, or it reads past its buffer; hold a "
            "numpy.random.Generator in an attribute"
        )
        return finding(self, subject, "fail", target, message)


CHECK = Determinism()
