"""A loss that takes the prediction for the target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> Iterator[str]:
    """Ask the gradient again with its arguments exchanged."""
    if not subject.is_loss or len(subject.input_names) != 2:
        return
    prediction, target = (subject.values[name] for name in subject.input_names)
    if difference.derivative is None or prediction.shape != target.shape:
        return
    with np.errstate(all="ignore"):
        try:
            exchanged = np.asarray(subject.layer.gradient(target, prediction))
            stated = np.asarray(subject.layer.gradient(prediction, target))
        except Exception:
            return
    known = difference.backward != 0
    if exchanged.shape != known.shape or not known.any():
        return
    # Backward is a multiple of the stated gradient; the exchanged one must be off by the same multiple.
    factor = difference.backward[known] / stated[known]
    right = np.abs(factor * exchanged[known] - difference.derivative[known])
    margin = 1e-6 * np.abs(difference.derivative[known])
    if np.all(right <= margin):
        yield "prediction and target are swapped in the gradient"
