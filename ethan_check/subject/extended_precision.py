"""The same layer in extended precision: what rounding did is the difference, measured, not assumed.

numpy's longdouble carries 64 bits of mantissa on x86 instead of 53, and most layers written in numpy run
in it unchanged. Where it is no wider than float64 (other processors), or a layer does not run in it, the
caller makes do without. So it does on large layers: nothing multiplies wide matrices fast.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["extended_line", "extended_output", "extended_pullback"]

_WIDER = np.finfo(np.longdouble).nmant > np.finfo(np.float64).nmant


def _widen(values: Mapping[str, Array]) -> dict[str, Array]:
    return {
        name: value.astype(np.longdouble) if value.dtype.kind == "f" else value
        for name, value in values.items()
    }


def extended_output(subject: Subject, values: Mapping[str, Array]) -> Array | None:
    """All outputs, flat, in extended precision; None where that is not to be had."""
    if not _WIDER or is_large(entries_of(values)):
        return None
    try:
        output = subject.flat(_widen(values))
    except LayerFault:
        return None
    return output if output.dtype == np.longdouble else None


def extended_line(
    subject: Subject, values: Mapping[str, Array], directions: Mapping[str, Array]
) -> Line | None:
    """t -> all outputs at `values + t * directions` in extended precision; None where that is not to be had.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> line = extended_line(subject, subject.values, {"X": np.ones(2)})
    >>> line is None or line(0.5).tolist() == [0.0, 2.5]
    True
    """
    if extended_output(subject, values) is None:
        return None
    return subject.along(_widen(values), _widen(directions))


def extended_pullback(
    subject: Subject, values: Mapping[str, Array], cotangent: Vector
) -> dict[str, Array] | None:
    """The VJP in extended precision, rounded to float64; None where that is not to be had.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> found = extended_pullback(subject, subject.values, np.array([3.0, 4.0]))
    >>> found is None or found["X"].tolist() == [0.0, 4.0]
    True
    """
    if not _WIDER or is_large(entries_of(values)):
        return None
    try:
        gradients = subject.pullback(_widen(values), cotangent)
    except (LayerFault, BadGradient):
        return None
    if any(gradient.dtype != np.longdouble for gradient in gradients.values()):
        return None
    with np.errstate(over="ignore"):
        return {name: gradient.astype(np.float64) for name, gradient in gradients.items()}
