"""Stability: finite and right at extreme inputs.

At inputs up to 1e4 in magnitude a formula that is right on paper may give infinity divided by infinity.
Whether a result that is not finite is the layer's fault is asked of the same code in extended precision,
whose range reaches 1e4932: exp(1e4) is too large for float64 and rightly infinite, but a softmax that
comes out as NaN is finite there. Where results are finite, the gradient is judged as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.extended import extended_output, extended_pullback
from ethan_check.judgement import judge
from ethan_check.numerics.directions import cotangent
from ethan_check.probe import domain
from ethan_check.result import Finding
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Stability"]

_MAGNITUDES = (1e4, 1e3, 100.0, 30.0)
_LARGEST = 1e300


class Stability:
    """Runs the layer at extreme inputs."""

    name = "stability"
    points: int | None = 4

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield findings for the output and for each gradient."""
        values = self._extreme(subject, rng)
        output = subject.flat(values)
        u = cotangent(output.size, rng)
        closed = self._is_closed(subject)
        fault = self._unjustified(output, extended_output(subject, values), closed)
        if fault:
            yield finding(self, subject, "fail", "Y", f"Y {fault} for inputs up to {_size(subject, values)}")
            return
        u = np.where(np.isfinite(output), u, 0.0)
        witness = extended_pullback(subject, values, u)
        for name, gradient in subject.pullback(values, u).items():
            target = subject.targets[name]
            fault = self._unjustified(gradient, None if witness is None else witness[name], closed)
            if fault:
                message = f"{target} {fault} for inputs up to {_size(subject, values)}"
                yield finding(self, subject, "fail", target, message)
                return
        extreme = judge(subject.at(values), rng)
        if extreme.verdict == "fail" and judge(subject, rng).verdict == "pass":
            message = f"the gradient is wrong for inputs up to {_size(subject, values)}"
            yield finding(self, subject, "fail", "dL_dX", message)
            return
        yield finding(self, subject, "pass", "", "finite and right at extreme inputs")

    def _extreme(self, subject: Subject, rng: np.random.Generator) -> dict[str, Array]:
        names = [name for name in subject.input_names if name in subject.targets]
        if not names:
            raise DoesNotApply("no input is differentiated")
        values = dict(subject.values)
        for name in names:
            low, high = domain(subject, name)
            shape = values[name].shape
            if np.isfinite(low) and np.isfinite(high):
                extreme = rng.choice([low, high, (low + high) / 2], size=shape)
            else:
                largest = rng.choice(_MAGNITUDES)
                extreme = largest * rng.choice([-1.0, 1.0, 0.5, -0.01, 1e-4, 0.3], size=shape)
                extreme = np.clip(extreme, low, high)
            values[name] = extreme.astype(np.float64)
        if self._is_open(subject):
            raise DoesNotApply("the domain is open: its ends are not allowed")
        return values

    @staticmethod
    def _is_open(subject: Subject) -> bool:
        contract = subject.contract
        return contract is not None and any(interval.open for interval in contract.domain.values())

    @staticmethod
    def _is_closed(subject: Subject) -> bool:
        """Whether a contract promises that the extreme inputs, as ends of a domain, are allowed."""
        contract = subject.contract
        return contract is not None and any(
            np.isfinite(interval.low) and np.isfinite(interval.high) and not interval.open
            for interval in contract.domain.values()
        )

    def _unjustified(self, got: Array, right: Array | None, closed: bool) -> str | None:
        """What is wrong with results that are not finite: nothing, unless finite ones were to be had."""
        bad = ~np.isfinite(got)
        if bad.any() and closed:
            what = "NaN" if np.isnan(got[bad]).any() else "infinite"
            return f"is {what} in {int(bad.sum())} of {got.size} entries, at an end of the domain"
        if not bad.any() or right is None:
            return None
        could = bad & np.isfinite(right) & (np.abs(right) < _LARGEST)
        if not could.any():
            return None
        what = "NaN" if np.isnan(got[could]).any() else "infinite"
        owed = float(right[could][0])
        return f"is {what} in {int(could.sum())} of {got.size} entries (it should be {owed:.4g})"


def _size(subject: Subject, values: Mapping[str, Array]) -> str:
    largest = max(
        float(np.max(np.abs(values[name]), initial=0.0))
        for name in subject.input_names
        if name in subject.targets
    )
    return f"{largest:.0e} in magnitude"


CHECK = Stability()
