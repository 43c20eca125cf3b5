"""A convention, not a mistake: every parameter gradient is the mean over the batch where the sum is expected.

One gradient alone cannot tell. All of them off by exactly the batch size are a convention that was not
declared; some of them are a mistake in those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.diagnosis.precedence import DECLARATION
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.random_directions import cotangent, direction
from ethan_check.numerics.tolerances.explanations import SAME_MEASURED_FACTOR
from ethan_check.subject.domain import as_float64
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH110"

PRECEDENCE = DECLARATION


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare every gradient with the derivative, if this one is off by the batch size."""
    r, n = ratio(difference), subject.batch
    if r is None or n < 2 or not (_is_near(r, n) or _is_near(r, 1 / n)):
        return
    factor = 1 / n if _is_near(r, 1 / n) else n
    ratios = _ratios(subject)
    by_name = {name: ratios[name] for name in subject.parameters if name in ratios}
    off = [name for name, one in by_name.items() if one is not None and _is_near(one, factor)]
    right = [name for name, one in by_name.items() if one is not None and _is_near(one, 1.0)]
    if off != list(by_name):
        is_one_declared = len({subject.factor(name) for name in by_name}) == 1
        all_known = len(off) + len(right) == len(by_name)
        if difference.name in off and right and all_known and is_one_declared:
            yield _mixture(subject, factor, off, right)
    elif factor < 1 and all(r is not None and _is_near(r, factor) for r in ratios.values()):
        yield _declare_everything(subject)
    elif difference.name in off:
        yield _declare(subject, factor, off)


def _is_near(r: float, size: float) -> bool:
    return abs(r / size - 1) < SAME_MEASURED_FACTOR


def _declare(subject: Subject, factor: float, names: list[str]) -> str:
    word = "mean" if factor < 1 else "sum"
    all_of_them = ", ".join(f'"{name}": "{word}"' for name in names)
    what = "divided by the batch size" if factor < 1 else "a sum over the batch where its mean is expected"
    every = "every parameter gradient" if len(names) > 1 else subject.targets[names[0]]
    return (
        f"{every} is {what}, as in a batch-{word} convention; if it is yours, declare "
        f"reduction={{{all_of_them}}}"
    )


def _declare_everything(subject: Subject) -> str:
    declared = ", ".join(f'"{name}": "mean"' for name in subject.targets)
    return (
        "every gradient is divided by the batch size, that of the input too; if the layer is meant to take "
        f"the mean, declare reduction={{{declared}}}"
    )


def _mixture(subject: Subject, factor: float, off: list[str], right: list[str]) -> str:
    one, other = ("mean", "sum") if factor < 1 else ("sum", "mean")
    return (
        f"{_targets(subject, off)} {_is_or_are(off)} the {one} over the batch, but "
        f"{_targets(subject, right)} {_is_or_are(right)} the {other}: a layer has one convention, so one of "
        "them is a mistake"
    )


def _targets(subject: Subject, names: list[str]) -> str:
    return ", ".join(subject.targets[name] for name in names)


def _is_or_are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _ratios(subject: Subject) -> dict[str, float | None]:
    """Backward over derivative for each array: the same along two directions, or None."""
    rng = np.random.default_rng(0)
    values = as_float64(subject)
    u = cotangent(np.size(subject.flat(values)), rng)
    gradients = subject.pullback(values, u)
    found: dict[str, float | None] = {}
    for name in subject.targets:
        several = [_ratio_along(subject, values, name, u, gradients[name], rng) for _ in range(2)]
        known = [r for r in several if r is not None]
        same = len(known) == 2 and _is_near(known[0], known[1])
        found[name] = known[0] if same else None
    return found


def _ratio_along(
    subject: Subject,
    values: Mapping[str, Array],
    name: str,
    u: Array,
    gradient: Array,
    rng: np.random.Generator,
) -> float | None:
    v = direction(values[name], rng)
    derivative = differentiate(subject, values, {name: v})
    if not derivative.usable.all():
        return None
    measured = float(np.dot(u, derivative.value))
    return float(np.sum(gradient * v)) / measured if measured else None
