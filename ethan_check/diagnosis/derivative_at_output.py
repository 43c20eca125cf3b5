"""An elementwise derivative that is taken elsewhere than at the input: at the output, or at |x|."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH405"

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
    values = dict(difference.values or as_float64(subject))
    x = values[name]
    elsewhere = {
        "at the output of forward": np.asarray(subject.forward(values)),
        f"at |{name}|": np.abs(x),
        f"at -{name}": -x,
        f"at 2 * {name}": 2 * x,
        f"at {name} / 2": x / 2,
    }
    for words, at in elsewhere.items():
        if np.array_equal(at, x):
            continue
        try:
            there = differentiate(subject, {**values, name: at}, {name: np.ones_like(at)})
        except LayerFault:
            continue
        slopes = there.value
        if there.usable.all() and difference.is_backward((slopes * u).reshape(output.shape)):
            told = 7.0 * (len(np.unique(np.round(slopes, 9))) - 1)
            yield weighed(f"the derivative is taken {words}, not at its input {name}", told)
