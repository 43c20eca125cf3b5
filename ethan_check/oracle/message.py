"""What a person reads when the documentation and the code disagree."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.tolerances.oracle import LARGEST_IN_JSON
from ethan_check.oracle.attribution import Agreement, Blame, Pair, in_words
from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.consistency import Consistency
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_check.result import Json
from ethan_check.subject.subject import Subject

__all__ = ["comparison_message", "consistency_message", "evidence", "units"]

_NO_DIGIT = 1e15
"""So many units in the last place are nearly the whole number: 2^52 is 4.5e15."""


def units(ulps: float) -> str:
    """A distance in units in the last place, in words.

    >>> units(3.25), units(1e80)
    ('3.2 units in the last place apart', 'with no digit in common')
    """
    return f"{ulps:.2g} units in the last place apart" if ulps < _NO_DIGIT else "with no digit in common"


def comparison_message(
    point: PointEvaluation, comparison: Comparison, agreements: Mapping[Pair, Agreement], verdict: Blame
) -> str:
    """The message about an output or gradient that is not what is documented."""
    k = comparison.worst
    index = ",".join(str(part) for part in np.unravel_index(k, comparison.shape)) if comparison.shape else ""
    place = f"{comparison.target}[{index}]" if index else comparison.target
    what = _reference_in_words(comparison)
    exact = point.documentation.in_digits(comparison.reference.exact[k])
    apart = units(float(comparison.ulps[k]))
    lines = [
        f"{verdict}: {place} is {float(comparison.got[k])!r}, {what} {exact}, {apart}",
        *_reason_lines(point.subject, agreements, verdict),
    ]
    stated = point.documentation.formulas.forward
    if comparison.statement is not None:
        stated = comparison.statement.lines
    return "\n".join([lines[0], *(f"  documented: {line}" for line in stated), *lines[1:]])


def consistency_message(
    subject: Subject, found: Consistency, agreements: Mapping[Pair, Agreement], verdict: Blame
) -> str:
    """The message about a documented derivative that is not that of the documented forward."""
    where = "at a kink, " if found.at_kink else ""
    share = "" if found.at_kink else f", off by {found.off:.1e} of its size"
    lines = [
        f"{verdict}: {where}{found.statement} is documented as {found.stated:.17g} along a direction, "
        f"the derivative of the documented forward is {found.exact:.17g}{share}",
        *(f"  documented: {line}" for line in found.statement.lines),
        *_reason_lines(subject, agreements, verdict),
    ]
    return "\n".join(lines)


def evidence(
    agreements: Mapping[Pair, Agreement], verdict: Blame, ulps: float | None = None
) -> dict[str, Json]:
    """The same for programs.

    >>> evidence({"Bb": False}, Blame(("backward",), ("B",)), ulps=1e10)["wrong"]
    ['backward']
    """
    found: dict[str, Json] = {
        "wrong": list(verdict.parties),
        "either": verdict.either,
        "agreements": dict(agreements),
    }
    if ulps is not None:
        found["ulps"] = min(float(ulps), LARGEST_IN_JSON)
    return found


def _reference_in_words(comparison: Comparison) -> str:
    if comparison.implied:
        return "the derivative of the documented forward"
    return "the documented value" if comparison.statement is None else "the documented derivative"


def _reason_lines(subject: Subject, agreements: Mapping[Pair, Agreement], verdict: Blame) -> list[str]:
    return [
        *([f"  {verdict.reason}"] if verdict.reason else []),
        *(f"  {part}" for part in in_words(agreements).split("; ")),
        f"  case that shows it: {subject.describe()}",
    ]
