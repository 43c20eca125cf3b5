"""Asks every pair of witnesses whether they agree, once there is something to explain.

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
from ethan_check.oracle.attribution import Agreement, Pair
from ethan_check.oracle.comparison import Comparison, Hearing
from ethan_check.oracle.consistency import Consistency, conventional
from ethan_check.oracle.exact_derivatives import DIGITS, along, slopes
from ethan_check.oracle.number_systems import Digits
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.verdict.probe import differentiate
from ethan_core.errors import FormulaError
from ethan_core.layer import Array

__all__ = ["agreements"]

ASKED: tuple[Pair, ...] = ("Bf", "FB", "Fb")


def agreements(
    hearing: Hearing, comparisons: Sequence[Comparison], consistency: Sequence[Consistency]
) -> dict[Pair, Agreement]:
    """What every pair of witnesses says of each other, over all arrays."""
    forward, backward = hearing.forward, hearing.backward
    implied = [comparison for comparison in comparisons if comparison.implied]
    found: dict[Pair, Agreement] = {
        "Ff": None if forward is None else forward.agrees,
        "Bb": _pooled([comparison.agrees for comparison in backward]),
        "fb": _pooled([each.agrees for each in consistency]),
    }
    asked = _asked(hearing, [*backward, *implied])
    for pair in ASKED:
        found[pair] = _pooled(asked[pair])
    if found["fb"] and asked["fb"]:
        found["fb"] = None  # Both may be right at a kink, where nobody says which derivative is meant.
    if found["Ff"] is False and found["Bb"] is False:
        _excuse_backward(hearing, found)
    return found


def _pooled(answers: Sequence[Agreement]) -> Agreement:
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


def _asked(
    hearing: Hearing, backward: list[Comparison], *, given: bool = False
) -> dict[Pair, list[Agreement]]:
    answers: dict[Pair, list[Agreement]] = {pair: [] for pair in (*ASKED, "fb")}
    doubtful = [each for each in backward if not each.agrees]
    for comparison in doubtful or backward:
        try:
            _ask(hearing, comparison, answers, given=given)
        except (FormulaError, LayerFault, BadGradient):
            continue
    return answers


def _ask(
    hearing: Hearing, comparison: Comparison, answers: dict[Pair, list[Agreement]], *, given: bool
) -> None:
    name = comparison.name
    v = _direction(hearing, comparison)
    numbers = Digits(max(hearing.digits, DIGITS))
    line = _line(hearing, comparison, v, numbers, given=given)
    if line.exact is not None:
        answers["Bf"].append(bool(abs(line.exact - line.by_backward) <= line.allowed))
    elif hearing.documentation.states_forward:
        answers["fb"].append(None)
    derivative = differentiate(hearing.subject, hearing.values, {name: v})
    usable = derivative.usable & (line.cotangent != 0)
    if not usable.any() or (line.cotangent[~derivative.usable] != 0).any():
        return
    terms = compare(derivative, line.cotangent, [np.array([line.by_backward])])
    doubt = _doubt(hearing, line)
    answers["FB"].append(_decided(abs(terms.difference), terms.tolerance + line.allowed, doubt))
    if line.documented is not None:
        off = abs(float(line.documented - terms.numeric))
        answers["Fb"].append(_decided(off, terms.tolerance, doubt))


def _decided(off: float, tolerance: float, doubt: float) -> Agreement:
    if off > tolerance:
        return False
    return True if 4 * tolerance < doubt else None


def _doubt(hearing: Hearing, line: _Line) -> float:
    """How large the disagreement is that is to be explained, as it shows along a line."""
    told = [value for value in (line.documented, line.exact, line.by_backward) if value is not None]
    sizes = [float(abs(one - other)) for one, other in combinations(told, 2)]
    if hearing.forward is not None:
        with np.errstate(all="ignore"):
            scale = np.abs(hearing.forward.truth.values) + np.abs(hearing.forward.truth.unit) * 2.0**52
            share = float(np.max(hearing.forward.truth.error(hearing.forward.got) / scale))
        sizes.append(share * abs(line.by_backward) if np.isfinite(share) else abs(line.by_backward))
    return max(sizes)


def _direction(hearing: Hearing, comparison: Comparison) -> Array:
    """The entry that is furthest off, or all entries where none is."""
    value = hearing.values[comparison.name]
    if comparison.agrees:
        return signed(value.shape, np.random.default_rng([hearing.seed, 6]))
    v = np.zeros(value.size)
    v[comparison.worst] = min(1.0, max(abs(float(value.ravel()[comparison.worst])), 0.1))
    return v.reshape(value.shape)


def _line(hearing: Hearing, comparison: Comparison, v: Array, numbers: Digits, *, given: bool) -> _Line:
    name = comparison.name
    u, exact = hearing.cotangent, None
    if hearing.documentation.states_forward:
        found = slopes(hearing.documentation, hearing.values, {name: v}, numbers.digits)
        told = conventional(hearing, name) if found.kink.any() else None
        central = found.central.copy()
        if told is not None:
            known = found.kink & np.isfinite(told)
            central[known] = numbers.array(np.where(known, told * v.ravel(), 0.0))[known]
        elif found.kink.any() and not comparison.agrees:
            return _at(hearing, comparison, v, u, None, numbers, given=given)
        elif found.kink.any():
            u = np.where(found.kink, 0.0, u)
        exact = along(central, u, numbers)
    return _at(hearing, comparison, v, u, exact, numbers, given=given)


def _at(
    hearing: Hearing, comparison: Comparison, v: Array, u: Vector, exact: Any, numbers: Digits, *, given: bool
) -> _Line:
    gradient = hearing.gradients[comparison.name]
    if u is not hearing.cotangent:
        gradient = hearing.subject.pullback(hearing.values, u)[comparison.name]
    documented = None
    if comparison.statement is not None:
        output = hearing.documentation.output if given else None
        stated = hearing.documentation.derivative(comparison.statement, numbers, hearing.values, u, output)
        documented = along(stated, v, numbers)
    allowed = float(np.dot(np.abs(v).ravel(), comparison.allowed))
    by_backward = float(np.dot(gradient.ravel(), v.ravel()))
    return _Line(comparison, v, u, by_backward, documented, exact, allowed)


def _excuse_backward(hearing: Hearing, found: dict[Pair, Agreement]) -> None:
    """A backward that starts from forward's output inherits what is wrong with it.

    Where it is right given that output, it agrees with what is documented, and what it says about any
    forward is not its own.
    """
    numbers = Digits(hearing.digits)
    for comparison in hearing.backward:
        statement = comparison.statement
        if comparison.agrees or statement is None:
            continue
        if not hearing.documentation.reads_output(statement):
            return
        given = hearing.documentation.derivative(
            statement, numbers, hearing.values, hearing.cotangent, hearing.documentation.output
        )
        truth = replace(comparison.truth, exact=given.ravel())
        if not replace(comparison, truth=truth).agrees:
            return
    found["Bb"] = True
    own: tuple[Pair, Pair] = ("Bf", "FB")
    for pair in own:
        if found[pair] is False:
            found[pair] = None
    found["Fb"] = _pooled(_asked(hearing, list(hearing.backward), given=True)["Fb"])
