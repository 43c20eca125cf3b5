"""The first judgement: is the documented derivative the derivative of the documented forward?

Both are evaluated at 100 digits, the forward's derivative by differences, along one random direction for
each array: a single wrong entry shows in it. At a kink there is no derivative, and the documented one
must be what the contract says, or else lie between those on either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import signed
from ethan_check.numerics.tolerances.oracle import (
    CONSISTENT,
    KINKED_OUTPUTS,
    ROUNDED_CONSTANTS,
)
from ethan_check.oracle.documentation import Statement
from ethan_check.oracle.exact_derivatives import Slopes, along
from ethan_check.oracle.number_systems import Digits, Objects
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_core.layer import Array

__all__ = ["Consistency", "documented_kinks", "judge_statement"]


@dataclass(frozen=True)
class Consistency:
    """Whether one statement is the derivative of the documented forward.

    Args:
        stated, exact: the derivative along the direction, as documented and by differences.
        at_kink: whether they differ in what is documented at a kink.
        off: their distance, as a share of the size of their terms.
    """

    statement: Statement
    agrees: bool
    stated: float
    exact: float
    off: float
    at_kink: bool = False


def judge_statement(point: PointEvaluation, statement: Statement) -> Consistency:
    """Judge one statement at one point.

    Raises:
        FormulaError: the documented forward has no value here or beside.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.fn import Sigmoid
    >>> subject = Subject(Sigmoid(), (np.array([-1.0, 0.5]),))
    >>> point = PointEvaluation(subject, subject.values, 0)
    >>> judge_statement(point, point.documentation.statements("X")[0]).agrees
    True
    """
    name, value = statement.name, point.values[statement.name]
    v = signed(value.shape, np.random.default_rng([point.seed, 5]))
    numbers = point.differences.numbers
    found = point.differences.slopes({name: v})
    u = np.where(found.kink, 0.0, point.cotangent)
    stated = point.derivative(statement, u)
    exact = along(found.central, u, numbers)
    result = _comparison(point, statement, numbers, stated, v, exact, _size(found.central, u, numbers))
    if not result.agrees or not found.kink.any():
        return result
    return _at_kinks(point, statement, numbers, found, v) or result


def documented_kinks(point: PointEvaluation, name: str) -> Vector | None:
    """The derivative at every kink that the contract of an elementwise layer states, NaN elsewhere.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 0.0]),))
    >>> documented_kinks(PointEvaluation(subject, subject.values, 0), "X")
    array([nan,  0.])
    """
    contract, value = point.subject.contract, point.values[name]
    if contract is None or not contract.kinks or value.size != point.output.size:
        return None
    if point.subject.input_names != (name,):
        return None
    found = np.full(value.size, np.nan)
    for kink in contract.kinks:
        found[value.ravel() == kink.at] = kink.derivative
    return found


def _at_kinks(
    point: PointEvaluation, statement: Statement, numbers: Digits, found: Slopes, v: Array
) -> Consistency | None:
    """The first kink at which the documented derivative is not what it may be."""
    documented = documented_kinks(point, statement.name)
    if documented is not None:
        stated = point.derivative(statement).ravel()
        for k in np.flatnonzero(np.isfinite(documented)):
            exact = numbers.lift(documented[k]) * numbers.lift(float(point.cotangent[k]))
            if abs(stated[k] - exact) > abs(exact) * CONSISTENT:
                return Consistency(statement, False, float(stated[k]), float(exact), 1.0, at_kink=True)
        return None
    for output in np.flatnonzero(found.kink & (point.cotangent != 0))[:KINKED_OUTPUTS]:
        alone = np.zeros(point.output.size)
        alone[output] = 1.0
        slope = along(point.derivative(statement, alone), v, numbers)
        sides = sorted((found.behind[output], found.ahead[output]))
        slack = (abs(sides[0]) + abs(sides[1])) * ROUNDED_CONSTANTS
        if not sides[0] - slack <= slope <= sides[1] + slack:
            nearest = min(sides, key=lambda side: abs(side - slope))
            return Consistency(statement, False, float(slope), float(nearest), 1.0, at_kink=True)
    return None


def _comparison(
    point: PointEvaluation,
    statement: Statement,
    numbers: Digits,
    stated: Objects,
    v: Array,
    exact: Any,
    size: Any,
) -> Consistency:
    total = along(stated, v, numbers)
    size = size + _size(stated, v.ravel(), numbers)
    share = CONSISTENT + (ROUNDED_CONSTANTS if point.documentation.constants_are_rounded else 0.0)
    floor = numbers.context.mpf(10) ** -(numbers.digits // 4)  # Of the noise of a difference.
    off = abs(total - exact)
    agrees = bool(off <= size * share + floor)
    return Consistency(statement, agrees, float(total), float(exact), float(off / size) if size else 0.0)


def _size(terms: Objects, weights: Array, numbers: Digits) -> Any:
    return along(np.abs(terms), np.abs(weights), numbers)
