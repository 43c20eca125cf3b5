"""From directional tests to a verdict: when is a disagreement a mistake of the layer?

One disagreement is a suspicion. It becomes a failure when it repeats at points beside the first one,
with other directions, other cotangents and backward's own rounding measured. A disagreement that is
seen at the point itself but never beside it belongs to a special point, where several gradients may be legal
(`subdifferential`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ethan_check.numerics.tolerances.bars import CERTIFICATE
from ethan_check.numerics.tolerances.repeats import ASIDE as _ASIDE
from ethan_check.numerics.tolerances.repeats import REDRAWS as _REDRAWS
from ethan_check.numerics.tolerances.repeats import REPEATS as _REPEATS
from ethan_check.numerics.tolerances.repeats import SHARP as _SHARP
from ethan_check.result import Json, Verdict
from ethan_check.subject.domain import as_float64, jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.along_a_direction import along_a_direction
from ethan_check.verdict.careful_test import careful_test
from ethan_check.verdict.differentiable import slopes_add_up
from ethan_check.verdict.directions import directions_at
from ethan_check.verdict.domain_edge import boundary_fault
from ethan_check.verdict.explanation import note_test
from ethan_check.verdict.near_zeros import wrong_near_zeros
from ethan_check.verdict.probe import Probe, directional_test, with_rounding
from ethan_check.verdict.staying_ties import illegal_where_ties_stay
from ethan_check.verdict.subdifferential import illegal_at_kinks, legal_among_neighbours
from ethan_check.verdict.unbounded_slope import infinite_slope

__all__ = ["Judgement", "judge"]

Reason = Literal[
    "agrees", "disagrees", "special point", "illegal at a kink", "near zeros", "at the edge", "undecided"
]


@dataclass(frozen=True)
class Judgement:
    """The verdict on one case, the probe that shows it best, and what a message and pictures can add to it.

    Args:
        target: the gradient that is wrong, where no entries have to be looked for to know that.

    >>> from ethan_core.fn import Relu
    >>> judge(Subject(Relu(), (np.array([-1.0, 2.0]),)), np.random.default_rng(0)).reason
    'agrees'
    """

    verdict: Verdict
    reason: Reason
    probe: Probe
    detail: str = ""
    shown: Mapping[str, Json] = field(default_factory=dict)
    target: str = ""


def judge(subject: Subject, rng: np.random.Generator) -> Judgement:
    """Judge the gradients of one case.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`.

    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> judge(Subject(Square(), (np.array([1.0, 2.0]),)), np.random.default_rng(0)).verdict
    'fail'
    """
    values, tracer = as_float64(subject), subject.tracer
    first = directional_test(subject, values, rng, point=subject.own_point(values))
    note_test(tracer, "at the case's own point", first)
    found = first
    for _ in range(_REDRAWS):
        if found.decided:
            break
        beside = jittered_point(subject, values, rng, 2.0**-8)
        with suppress(LayerFault):  # Forward may refuse what lies beside its inputs.
            found = directional_test(subject, beside, rng)
            note_test(tracer, "redrawn beside it", found)
    if not found.agrees:
        with tracer.step("a disagreement is a suspicion: does it repeat?"):
            return _confirm(subject, found, rng)
    contradicted = wrong_near_zeros(subject, first, rng)
    if contradicted is not None:
        tracer.note("contradicted from nearer to zeros", message=contradicted.message)
        return Judgement("fail", "near zeros", first, contradicted.message, target=contradicted.target)
    if not found.decided:
        return Judgement("inconclusive", "undecided", found)
    illegal = illegal_at_kinks(subject, first, rng) if first.derivative.kink.any() else None
    if illegal is None and first.derivative.kink.any():
        illegal = illegal_where_ties_stay(subject, first, rng)
    if illegal is not None:
        return Judgement("fail", "illegal at a kink", first, illegal)
    at_edge = boundary_fault(subject, values, rng)
    if at_edge is not None:
        tracer.note("the gradient at the edge of the domain is contradicted from inside", message=at_edge)
        return Judgement("fail", "at the edge", first, at_edge)
    return Judgement("pass", "agrees", found)


def _confirm(subject: Subject, first: Probe, rng: np.random.Generator) -> Judgement:
    tracer = subject.tracer
    first = with_rounding(subject, first)
    note_test(tracer, "with what backward loses to rounding allowed for", first)
    if first.agrees:
        sees = first.comparison is not None and first.comparison.tolerance <= CERTIFICATE * first.terms
        return Judgement("pass", "agrees", first) if sees else Judgement("inconclusive", "undecided", first)
    disagreeing = agreeing = 0
    for _ in range(_REPEATS):
        point = jittered_point(subject, first.values, rng, _ASIDE, first.scaling)
        try:
            again = careful_test(subject, point, rng, first.scaling)
        except LayerFault:
            continue  # Forward may refuse what lies beside its inputs.
        note_test(tracer, "repeated beside the point", again)
        if again.comparison is None:
            continue
        if not again.agrees:
            disagreeing += 1
        elif again.comparison.tolerance < _SHARP * abs(first.difference):
            agreeing += 1  # What is too blunt to see the suspicion does not clear it.
        # Entries that were tied can be close together at one point aside, by bad luck; hardly at two of two.
        if disagreeing == (3 if agreeing else 2):
            tracer.note("it repeats: a mistake", disagreeing=disagreeing, agreeing=agreeing)
            return Judgement("fail", "disagrees", first, shown=along_a_direction(again))
        if agreeing == 2:
            break
        del again  # The next one needs its room, if the layer is large.
    exactly = careful_test(subject, first.values, rng, first.scaling)
    note_test(tracer, "at the point itself, carefully", exactly)
    if exactly.agrees:
        verdict: Verdict = "pass" if agreeing == 2 and not disagreeing else "inconclusive"
        tracer.note("it does not repeat", verdict=verdict, disagreeing=disagreeing, agreeing=agreeing)
        return Judgement(verdict, "agrees" if verdict == "pass" else "undecided", first)
    if infinite_slope(subject, first.values, first.gradients):
        tracer.note("legal: the slope of an output has no bound here, so its gradient is not finite")
        return Judgement("pass", "special point", first)
    if abs(exactly.difference) <= exactly.bend:
        tracer.note("undecided: the slopes on the two sides are as far apart", bend=exactly.bend)
        return Judgement("inconclusive", "undecided", first)
    # A hull of samples can miss a legal gradient by bad luck, so it is drawn twice before it convicts.
    if not any(legal_among_neighbours(subject, first.values, first.cotangent, rng) for _ in range(2)):
        tracer.note("illegal: the gradient is unlike those on all sides of this point")
    elif slopes_add_up(
        subject,
        first.values,
        exactly.cotangent,
        exactly.difference,
        lambda: directions_at(subject, first.values, rng, None, first.scaling),
    ):
        tracer.note("illegal: forward has one gradient at this very point, and backward states another")
    else:
        tracer.note("legal: a special point, whose gradient lies among those of the points around it")
        return Judgement("pass", "special point", first)
    return Judgement("fail", "special point", first)
