"""Statistics: a layer that drops entries at random drops the declared share and keeps the expectation.

On n entries of 1, the number of zeros is binomial with mean n p, and the mean of the output has
expectation 1 if what is kept is scaled by 1/(1-p). By Hoeffding's inequality, n independent numbers in an
interval of width w have a mean further than w sqrt(log(2/a) / 2n) from its expectation with probability at
most a. Here a is 1e-10 for each of the questions, so a right layer is accused less than once in 1e9 runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.numerics.tolerances.equality import FALSE_ALARM
from ethan_check.numerics.tolerances.sizes import DROPOUT_ENTRIES
from ethan_check.result import Finding
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Statistics"]

_RATES = ("p", "rate", "dropout", "drop_prob", "p_drop")


class Statistics:
    """Measures the rate and the expectation of dropout, and that every forward draws anew."""

    name = "statistics"
    code = "ETH012"
    max_cases: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for each question."""
        rate = self._rate(subject)
        (name,) = subject.input_names
        x = self._ones(subject.values[name])
        layer, inputs = subject.fresh({**subject.values, name: x})
        if subject.draws_globally:
            # Frozen for each call, a global generator would repeat itself: ask for two in one call.
            first, second = subject.call("forward", lambda: self._two_outputs(subject, layer, inputs))
        else:
            first, second = self._two_outputs(subject, layer, inputs)
        if np.array_equal(first, second) and not np.all(first == x):
            yield finding(self, subject, "fail", "Y", "two forwards drop the same entries")
            return
        if np.all(first == x) and rate == 0:
            raise DoesNotApply("nothing is dropped at rate 0")
        if np.all(first == x):
            raise DoesNotApply("forward is the identity in this mode")
        yield self._share(subject, first, rate)
        yield self._expectation(subject, first, rate)

    def _two_outputs(self, subject: Subject, layer: Any, inputs: tuple[Array, ...]) -> tuple[Array, Array]:
        first = np.array(subject.adapter.forward(layer, inputs)[0])
        subject.calls.forward += 2
        return first, np.asarray(subject.adapter.forward(layer, inputs)[0])

    def _rate(self, subject: Subject) -> float:
        declared = subject.contract is not None and subject.contract.random
        rate = next((getattr(subject.layer, name) for name in _RATES if hasattr(subject.layer, name)), None)
        if not declared or not isinstance(rate, float | int) or len(subject.input_names) != 1:
            raise DoesNotApply("no contract declares a random layer with a rate p")
        if np.shape(subject.output) != subject.values[subject.input_names[0]].shape:
            raise DoesNotApply("the output does not have the shape of the input")
        return float(rate)

    def _ones(self, x: Array) -> Array:
        if x.ndim == 0:
            raise DoesNotApply("a single number is too little for statistics")
        rows = max(1, DROPOUT_ENTRIES // max(1, int(np.prod(x.shape[1:]))))
        return np.ones((rows, *x.shape[1:]))

    def _share(self, subject: Subject, y: Array, rate: float) -> Finding:
        dropped = float(np.mean(y == 0))
        allowed = _deviation(y.size, 1.0)
        evidence = {"dropped": dropped, "declared": rate, "allowed_deviation": allowed}
        if abs(dropped - rate) > allowed:
            message = f"forward drops {dropped:.3f} of the entries, but {rate:g} is declared"
            return finding(self, subject, "fail", "Y", message, evidence)
        return finding(self, subject, "pass", "Y", "the declared share is dropped", evidence)

    def _expectation(self, subject: Subject, y: Array, rate: float) -> Finding:
        mean = float(np.mean(y))
        allowed = _deviation(y.size, float(np.ptp(y)))
        evidence = {"mean": mean, "allowed_deviation": allowed}
        if abs(mean - 1) > allowed:
            message = (
                f"forward does not keep the expectation: 1 becomes {mean:.3f}; what is kept must be "
                f"scaled by 1/(1-p) = {1 / (1 - rate):.3g}"
            )
            return finding(self, subject, "fail", "Y", message, evidence)
        return finding(self, subject, "pass", "Y", "the expectation is kept", evidence)


def _deviation(n: int, width: float) -> float:
    return float(width * np.sqrt(np.log(2 / FALSE_ALARM) / (2 * n)))


CHECK = Statistics()
