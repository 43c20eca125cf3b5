"""An elementwise derivative that is taken at the output instead of the input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["PRECEDENCE", "diagnose"]

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Put the output in the place of the input, and differentiate there."""
    jacobian, u = difference.jacobian, difference.cotangent
    if jacobian is None or u is None or len(subject.input_names) != 1:
        return
    (name,) = subject.input_names
    output = subject.output
    if (
        name != difference.name
        or not isinstance(output, np.ndarray)
        or output.shape != np.shape(subject.values[name])
    ):
        return
    if np.count_nonzero(jacobian - np.diag(np.diag(jacobian))):
        return
    values = as_float64(subject)
    try:
        at = subject.forward(values)
        there = differentiate(subject, {**values, name: at}, {name: np.ones_like(at)})
    except LayerFault:
        return
    if there.usable.all() and difference.is_backward((there.value * u).reshape(output.shape)):
        yield f"the derivative is taken at the output of forward, not at its input {name}"
