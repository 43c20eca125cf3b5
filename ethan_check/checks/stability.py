"""Stability: finite and right at extreme inputs.

At inputs up to 1e4 in magnitude a formula that is right on paper may give infinity divided by infinity.
Whether a result that is not finite is the layer's fault is decided by the same code in extended precision,
whose range reaches 1e4932: exp(1e4) is too large for float64 and rightly infinite, but a softmax that
comes out as NaN is finite there. Where results are finite, the gradient is judged as everywhere else.

Without a contract nobody has promised that such inputs occur. Then forward may refuse them, leave the range
of float64, or stand still, and what arrays show (one-hot rows, a mask) they keep; backward is held to be as
finite and right as forward is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ethan_check.cases.structures import declared, kept
from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.gradient import failures
from ethan_check.numerics.chunks import largest_finite
from ethan_check.numerics.tolerances.values import (
    EXTREME_SHARES,
    LARGEST_OWED,
    PLAINLY_WRONG,
    STABILITY_MAGNITUDES,
)
from ethan_check.result import Finding
from ethan_check.subject.declared_differences import CLIPPED, STRAIGHT_THROUGH
from ethan_check.subject.domain import as_float64, domain
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.extended_precision import extended_output, extended_pullback
from ethan_check.subject.standing_still import is_clipped_to_shares
from ethan_check.subject.subject import Subject
from ethan_check.verdict.judge import Judgement, judge
from ethan_core.layer import Array

__all__ = ["CHECK", "Stability"]


class Stability:
    """Runs the layer at extreme inputs."""

    name = "stability"
    code = "ETH013"
    max_cases: int | None = 2
    exempts = (STRAIGHT_THROUGH, CLIPPED)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield what is found at the largest inputs for which results are, or should be, finite."""
        if self._is_open(subject):
            raise DoesNotApply("the domain is open: its ends are not allowed")
        start = int(rng.integers(len(STABILITY_MAGNITUDES) - 1))
        pattern = {
            name: rng.choice(EXTREME_SHARES, size=subject.values[name].shape)
            for name in subject.input_names
            if name in subject.targets
            and not (subject.contract is None and is_clipped_to_shares(subject, name))
        }
        if not pattern:
            raise DoesNotApply("no input is differentiated that forward takes large numbers for")
        for magnitude in STABILITY_MAGNITUDES[start:]:
            values = self._extreme(subject, pattern, magnitude)
            found = self._at(subject, values, rng)
            if found:
                yield from found
                return
        raise DoesNotApply("large inputs leave the range of float64, and rightly so")

    def _at(self, subject: Subject, values: dict[str, Array], rng: np.random.Generator) -> list[Finding]:
        """The findings at some inputs; none where the output is rightly not finite."""
        where = f"for inputs up to {_size(subject, values)}"
        there = subject.at(values)
        try:
            output, closed = flatten(there.output), self._is_closed(subject)
        except LayerFault:
            if subject.contract is None:
                raise DoesNotApply(f"forward refuses inputs up to {_size(subject, values)}") from None
            raise
        fault = self._unjustified_result(output, extended_output(subject, values), closed)
        if fault and subject.contract is None:
            raise DoesNotApply(f"Y {fault} {where}, and nothing promises such inputs")
        if fault:
            return [finding(self, subject, "fail", "Y", f"Y {fault} {where}")]
        if not np.isfinite(output).all():
            return []
        try:
            answer = there.own_answer
        except LayerFault:
            if subject.contract is None:
                raise DoesNotApply(f"backward refuses inputs up to {_size(subject, values)}") from None
            raise
        stated = there.derivatives(answer.reported)
        extended = extended_pullback(there, values, answer.cotangent)
        is_comparable = extended is not None or closed  # Otherwise nothing could be held against a gradient.
        for name, gradient in stated.items() if is_comparable else ():
            target = subject.targets[name]
            fault = self._unjustified_result(gradient, None if extended is None else extended[name], closed)
            if fault:
                return [finding(self, subject, "fail", target, f"{target} {fault} {where}")]
        # A saturated gradient carries the rounding of what it is computed from: numbers of an ordinary size.
        usual = subject.derivatives(subject.own_answer.reported)
        there.ordinary_gradient = max(map(largest_finite, usual.values()))
        extreme = judge(there, rng)
        is_meant = subject.contract is not None or _is_plain(extreme)
        if extreme.verdict == "fail" and is_meant and judge(subject, rng).verdict == "pass":
            return _said_of(failures(self, there, extreme), f"{where}, where forward is accurate")
        return [finding(self, subject, "pass", "", "finite and right at extreme inputs")]

    def _extreme(self, subject: Subject, pattern: Mapping[str, Array], magnitude: float) -> dict[str, Array]:
        """Large values in a domain, its ends where it is bounded, and positive ones for positive data."""
        values = as_float64(subject)
        for name, factors in pattern.items():
            low, high = domain(subject, name)
            if np.isfinite(low) and np.isfinite(high):
                # Of the shares 1 and 0.5 belong to one end, -1 to the other, the small ones to the middle.
                extreme = np.where(factors > 0.4, high, np.where(factors < -0.4, low, (low + high) / 2))
            else:
                positive = subject.contract is None and not np.any(values[name] < 0)
                extreme = np.clip(magnitude * (np.abs(factors) if positive else factors), low, high)
                word = subject.contract.structures.get(name) if subject.contract is not None else None
                if word:
                    extreme = declared(word, extreme, np.random.default_rng(0))
                if subject.contract is None:
                    extreme = kept(extreme, values[name], np.random.default_rng(0))
            values[name] = extreme
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

    def _unjustified_result(self, got: Array, right: Array | None, closed: bool) -> str | None:
        """What is wrong with results that are not finite: nothing, unless finite ones were to be had."""
        bad = ~np.isfinite(got)
        if bad.any() and closed:
            what = "NaN" if np.isnan(got[bad]).any() else "infinite"
            return f"is {what} in {int(bad.sum())} of {got.size} entries, at an end of the domain"
        if not bad.any() or right is None:
            return None
        could = bad & np.isfinite(right) & (np.abs(right) < LARGEST_OWED)
        if not could.any():
            return None
        what = "NaN" if np.isnan(got[could]).any() else "infinite"
        expected = float(right[could][0])
        return f"is {what} in {int(could.sum())} of {got.size} entries (it should be {expected:.4g})"


def _is_plain(found: Judgement) -> bool:
    """Whether backward fails plainly at inputs that nobody promised: where forward moves, beside the point as
    at it, and by more than digits that both sides lose there.
    """
    probe = found.probe
    moves = bool(probe.derivative.value.any())
    digits = abs(probe.difference) <= PLAINLY_WRONG * probe.terms
    return moves and found.reason == "disagrees" and not digits


def _said_of(found: Iterable[Finding], where: str) -> list[Finding]:
    """The failures among some findings, whose first lines say for which inputs."""
    told = []
    for one in found:
        first, *rest = one.message.split("\n")
        if one.verdict == "fail":
            told.append(replace(one, message="\n".join([f"{first}, {where}", *rest])))
    return told


def _size(subject: Subject, values: Mapping[str, Array]) -> str:
    largest = max(
        float(np.max(np.abs(values[name]), initial=0.0))
        for name in subject.input_names
        if name in subject.targets
    )
    return f"{largest:.0e} in magnitude"


CHECK = Stability()
