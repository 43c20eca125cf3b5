"""A loss that takes the prediction for the target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.numerics.tolerances.explanations import SWAPPED_MARGIN
from ethan_check.subject.conventions.loss import Loss
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH407"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Call the gradient again with its arguments exchanged."""
    if not subject.is_loss or len(subject.input_names) != 2:
        return
    prediction, target = (subject.values[name] for name in subject.input_names)
    if difference.derivative is None or prediction.shape != target.shape:
        return
    stated, exchanged = (_gradient(subject, pair) for pair in ((prediction, target), (target, prediction)))
    if stated is None or exchanged is None:
        return
    known = difference.backward != 0
    if exchanged.shape != known.shape or not known.any():
        return
    # Backward is a multiple of the stated gradient; the exchanged one must be off by the same multiple.
    factor = difference.backward[known] / stated[known]
    right = np.abs(factor * exchanged[known] - difference.derivative[known])
    margin = SWAPPED_MARGIN * np.abs(difference.derivative[known])
    if np.all(right <= margin):
        yield "prediction and target are swapped in the gradient"


def _gradient(subject: Subject, pair: tuple[Array, ...]) -> Array | None:
    """The gradient as the loss states it for two arrays; None if it raises."""
    adapter = subject.adapter
    if not isinstance(adapter, Loss):
        return None
    layer, _ = subject.fresh(subject.values)

    def gradient_of_copies() -> Array:
        copies = tuple(array.copy() for array in pair)
        adapter.forward(layer, copies)
        return np.asarray(adapter.stated(layer, copies))

    try:
        gradient: Array = subject.call("gradient", gradient_of_copies)
    except LayerFault:
        return None
    return gradient
