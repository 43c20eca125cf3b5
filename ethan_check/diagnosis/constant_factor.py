"""A constant factor: wrong sign, a division by the batch size too many or too few, a lost square root."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import factor_in_words, is_simple, ratio
from ethan_check.diagnosis.stated_jacobian import jacobians
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR, ZERO_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.shapes import Shape

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH101"

PRECEDENCE = MECHANISM

_BATCH = "the batch size"

_TELLING = 3
"""A shorter axis is as long as the factors that formulas are full of.

Unit: length. Fixed by: halves, doubles and squares. Tenfold: no axis of a case is as long."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared."""
    return difference.derivative is not None


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Name every size of the case that the factor is, and what usually causes it."""
    found = jacobians(difference, subject) if difference.values is not None else None
    if found is not None and found.bend > SAME_FACTOR:
        return  # No multiple of the derivative: it is not linear in the cotangent.
    r = ratio(difference)
    if r is None:
        yield from _of_one_entry(difference)
        return
    if abs(r) < ZERO_FACTOR:
        return
    if abs(r + 1) < SAME_FACTOR:
        yield f"{difference.target} has the wrong sign"
    for words, n in _sizes(difference, subject):
        text = _of_a_size(r, n, words, difference)
        if n > 1 and text is not None:
            yield text
    yield from _of_a_rate(r, difference.target, subject)
    yield from _as_long_as(r, difference, subject)
    yield _alone(r, difference)


def _of_a_size(r: float, n: int, words: str, difference: WrongGradient) -> str | None:
    target = difference.target
    if _is_near(r, 1 / n):
        return f"{target} was divided by {words}"
    if _is_near(r, n) and words == _BATCH:
        return f"a division of {target} by {words} is missing, or its sum was taken for the mean"
    if _is_near(r, n):
        return f"{target} was multiplied by {words}, or a division by it is missing"
    if _is_near(r, n**0.5):
        return f"a division of {target} by the square root of {words} is missing"
    if _is_near(r, n**-0.5):
        return f"{target} was divided by the square root of {words} once too often"
    return None


def _is_near(r: float, size: float) -> bool:
    return abs(r / size - 1) < SAME_FACTOR


def _sizes(difference: WrongGradient, subject: Subject) -> Iterator[tuple[str, int]]:
    """The lengths in a case that a sum may run over and that other cases change."""
    yield _BATCH, subject.batch
    contract = subject.contract
    signature = contract.signature if contract is not None and contract.shapes else None
    arrays: list[tuple[str, tuple[int, ...], Shape | None]] = []
    if difference.name in subject.input_names:
        declared = signature.inputs[subject.input_names.index(difference.name)] if signature else None
        arrays.append((difference.name, difference.backward.shape, declared))
    if not isinstance(subject.output, tuple | list):
        outputs = signature.outputs if signature else ()
        arrays.append(("the output", np.shape(subject.output), outputs[0] if outputs else None))
    for name, shape, declared in arrays:
        changing = [axis for axis in range(1, len(shape)) if _changes(subject, declared, axis)]
        for axis in changing:
            yield f"the length of axis {axis} of {name}", shape[axis]
        for axis in range(1, len(shape)) if name == "the output" and len(shape) > 2 else ():
            over = [other for other in range(len(shape)) if other != axis]
            if any(other in changing for other in over):
                yield (
                    f"the number of entries of {name} along all axes but {axis}",
                    int(np.prod(shape) // shape[axis]),
                )
        if changing and np.prod(shape) != subject.batch:
            yield f"the number of entries of {name}", int(np.prod(shape))


def _as_long_as(r: float, difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """The axes that nothing says other cases change; in those that were looked at the factor is as long."""
    if subject.contract is not None and subject.contract.shapes:
        return
    arrays = {difference.name: difference.backward.shape} if difference.name in subject.input_names else {}
    if subject.output_shape:
        arrays["the output"] = subject.output_shape
    for name, shape in arrays.items():
        for axis in range(1, len(shape)):
            n = shape[axis]
            if n >= _TELLING and (_is_near(r, n) or _is_near(r, 1 / n)):
                verb = "was multiplied" if r > 1 else "was divided"
                yield (
                    f"{difference.target} {verb} by {n}, which is how long axis {axis} of {name} is in every "
                    "case: a sum or a mean runs over other axes than in forward"
                )


def _changes(subject: Subject, declared: Shape | None, axis: int) -> bool:
    """Whether an axis has another length in another case: one that a layer fixes proves nothing."""
    if declared is None:
        return False
    if any(one.is_variadic for one in declared.axes):
        return True
    return not all(hasattr(subject.layer, name) for name in declared.axes[axis].names() or ("",))


def _of_a_rate(r: float, target: str, subject: Subject) -> Iterator[str]:
    rate = getattr(subject.layer, "p", None)
    if subject.contract is None or not subject.contract.random or not isinstance(rate, float):
        return
    if 0 < rate < 1 and _is_near(r, 1 - rate):
        yield f"the factor 1/(1-p) of what is kept is missing in {target}"


def _of_one_entry(difference: WrongGradient) -> Iterator[str]:
    """A single number is a multiple of any other: other cases have to say that the factor is the same."""
    d, g = difference.derivative, difference.backward
    if (
        d is not None
        and np.count_nonzero(d) == 1
        and np.count_nonzero(g) == 1
        and np.all((d != 0) == (g != 0))
    ):
        yield _alone(float(g[d != 0][0] / d[d != 0][0]), difference)


def _alone(r: float, difference: WrongGradient) -> str:
    """The factor itself, which counts where it is the same in every case."""
    d = difference.derivative
    several = d is not None and np.count_nonzero(d) > 1
    text = f"{difference.target} is {factor_in_words(_rounded(r))}, in every entry wherever it is wrong"
    return text if several else Perhaps(text, 1.0)


def _rounded(r: float) -> float:
    """A factor as two cases measure it alike."""
    return float(f"{r:.7g}") if not is_simple(r) else r
