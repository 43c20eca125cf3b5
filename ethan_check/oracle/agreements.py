"""Tests every pair of witnesses for agreement, once there is something to explain.

The pairs with differences of forward in them know only what the error bars of those show: where the bars
are wider than the disagreement in question, the pair stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from ethan_check.numerics.comparison import compare
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import signed
from ethan_check.numerics.tolerances.oracle import DECISIVE
from ethan_check.oracle.attribution import Agreement, Pair
from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.consistency import Consistency, documented_kinks
from ethan_check.oracle.exact_derivatives import along
from ethan_check.oracle.number_systems import Digits
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.verdict.differentiate import differentiate
from ethan_core.errors import FormulaError
from ethan_core.layer import Array

__all__ = ["agreements"]

TESTED_PAIRS: tuple[Pair, ...] = ("Bf", "FB", "Fb")


def agreements(
    point: PointEvaluation, comparisons: Sequence[Comparison], consistency: Sequence[Consistency]
) -> dict[Pair, Agreement]:
    """What every pair of witnesses says of each other, over all arrays."""
    forward, backward = point.forward, point.backward
    implied = [comparison for comparison in comparisons if comparison.implied]
    found: dict[Pair, Agreement] = {
        "Ff": None if forward is None else forward.agrees,
        "Bb": _all_agree([comparison.agrees for comparison in backward]),
        "fb": _all_agree([each.agrees for each in consistency]),
    }
    tested = _agreements_along_lines(point, [*backward, *implied])
    for pair in TESTED_PAIRS:
        found[pair] = _all_agree(tested[pair])
    if found["fb"] and tested["fb"]:
        found["fb"] = None  # Both may be right at a kink, where no line says which derivative is meant.
    if found["Ff"] is False and found["Bb"] is False:
        _discount_inherited_error(point, found)
    return found


def _all_agree(answers: Sequence[Agreement]) -> Agreement:
    if any(answer is False for answer in answers):
        return False
    return True if any(answers) else None


@dataclass(frozen=True)
class _Line:
    """A direction for one array, and what is said about the derivative along it for one cotangent."""

    comparison: Comparison
    direction: Array
    cotangent: Vector
    by_backward: float
    documented: Any | None
    exact: Any | None
    allowed: float


def _agreements_along_lines(
    point: PointEvaluation, backward: list[Comparison], *, from_output: bool = False
) -> dict[Pair, list[Agreement]]:
    answers: dict[Pair, list[Agreement]] = {pair: [] for pair in (*TESTED_PAIRS, "fb")}
    disagreeing = [each for each in backward if not each.agrees]
    for comparison in disagreeing or backward:
        try:
            _test_line(point, comparison, answers, from_output=from_output)
        except (FormulaError, LayerFault, BadGradient):
            continue
    return answers


def _test_line(
    point: PointEvaluation, comparison: Comparison, answers: dict[Pair, list[Agreement]], *, from_output: bool
) -> None:
    name = comparison.name
    v = _direction(point, comparison)
    numbers = point.differences.numbers
    line = _line(point, comparison, v, numbers, from_output=from_output)
    if line.exact is not None:
        answers["Bf"].append(bool(abs(line.exact - line.by_backward) <= line.allowed))
    elif point.documentation.states_forward:
        answers["fb"].append(None)
    derivative = differentiate(point.subject, point.values, {name: v})
    usable = derivative.usable & (line.cotangent != 0)
    if not usable.any() or (line.cotangent[~derivative.usable] != 0).any():
        return
    terms = compare(derivative, line.cotangent, [np.array([line.by_backward])])
    disagreement = _disagreement(point, line)
    answers["FB"].append(_agreement(abs(terms.difference), terms.tolerance + line.allowed, disagreement))
    if line.documented is not None:
        off = abs(float(line.documented - terms.numeric))
        answers["Fb"].append(_agreement(off, terms.tolerance, disagreement))


def _agreement(off: float, tolerance: float, disagreement: float) -> Agreement:
    if off > tolerance:
        return False
    return True if DECISIVE * tolerance < disagreement else None


def _disagreement(point: PointEvaluation, line: _Line) -> float:
    """How large the disagreement is that is to be explained, as it shows along a line."""
    stated = [value for value in (line.documented, line.exact, line.by_backward) if value is not None]
    sizes = [float(abs(one - other)) for one, other in combinations(stated, 2)]
    if point.forward is not None:
        with np.errstate(all="ignore"):
            scale = np.abs(point.forward.reference.values) + np.abs(point.forward.reference.unit) * 2.0**52
            share = float(np.max(point.forward.reference.error(point.forward.got) / scale))
        sizes.append(share * abs(line.by_backward) if np.isfinite(share) else abs(line.by_backward))
    return max(sizes)


def _direction(point: PointEvaluation, comparison: Comparison) -> Array:
    """The entry that is furthest off, or all entries where none is."""
    value = point.values[comparison.name]
    if comparison.agrees:
        return signed(value.shape, np.random.default_rng([point.seed, 6]))
    v = np.zeros(value.size)
    v[comparison.worst] = min(1.0, max(abs(float(value.ravel()[comparison.worst])), 0.1))
    return v.reshape(value.shape)


def _line(
    point: PointEvaluation, comparison: Comparison, v: Array, numbers: Digits, *, from_output: bool
) -> _Line:
    name = comparison.name
    u, exact = point.cotangent, None
    if point.documentation.states_forward:
        found = point.differences.slopes({name: v})
        at_kinks = documented_kinks(point, name) if found.kink.any() else None
        central = found.central.copy()
        if at_kinks is not None:
            known = found.kink & np.isfinite(at_kinks)
            central[known] = numbers.array(np.where(known, at_kinks * v.ravel(), 0.0))[known]
        elif found.kink.any() and not comparison.agrees:
            return _line_for_cotangent(point, comparison, v, u, None, numbers, from_output=from_output)
        elif found.kink.any():
            u = np.where(found.kink, 0.0, u)
        exact = along(central, u, numbers)
    return _line_for_cotangent(point, comparison, v, u, exact, numbers, from_output=from_output)


def _line_for_cotangent(
    point: PointEvaluation,
    comparison: Comparison,
    v: Array,
    u: Vector,
    exact: Any,
    numbers: Digits,
    *,
    from_output: bool,
) -> _Line:
    gradient = point.gradients[comparison.name]
    if u is not point.cotangent:
        gradient = point.subject.pullback(point.values, u)[comparison.name]
    documented = None
    if comparison.statement is not None:
        documented = along(point.derivative(comparison.statement, u, from_output), v, numbers)
    allowed = float(np.dot(np.abs(v).ravel(), comparison.allowed))
    by_backward = float(np.dot(gradient.ravel(), v.ravel()))
    return _Line(comparison, v, u, by_backward, documented, exact, allowed)


def _discount_inherited_error(point: PointEvaluation, found: dict[Pair, Agreement]) -> None:
    """A backward that starts from forward's output inherits what is wrong with it.

    Where it is right given that output, it agrees with what is documented, and what it says about any
    forward is not its own.
    """
    for comparison in point.backward:
        statement = comparison.statement
        if comparison.agrees or statement is None:
            continue
        if not point.documentation.reads_output(statement):
            return
        from_own_output = point.derivative(statement, from_output=True)
        reference = replace(comparison.reference, exact=from_own_output.ravel())
        if not replace(comparison, reference=reference).agrees:
            return
    found["Bb"] = True
    own: tuple[Pair, Pair] = ("Bf", "FB")
    for pair in own:
        if found[pair] is False:
            found[pair] = None
    found["Fb"] = _all_agree(_agreements_along_lines(point, list(point.backward), from_output=True)["Fb"])
