"""A loss that takes the prediction for the target."""

from __future__ import annotations

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """Ask the gradient again with its arguments exchanged."""
    if not subject.is_loss or len(subject.input_names) != 2:
        return None
    prediction, target = (subject.values[name] for name in subject.input_names)
    if difference.derivative is None or prediction.shape != target.shape:
        return None
    with np.errstate(all="ignore"):
        try:
            exchanged = np.asarray(subject.layer.gradient(target, prediction))
            stated = np.asarray(subject.layer.gradient(prediction, target))
        except Exception:
            return None
    known = difference.backward != 0
    if exchanged.shape != known.shape or not known.any():
        return None
    # Backward is a multiple of the stated gradient; the exchanged one must be off by the same multiple.
    factor = difference.backward[known] / stated[known]
    right = np.abs(factor * exchanged[known] - difference.derivative[known])
    margin = 1e-6 * np.abs(difference.derivative[known])
    return "prediction and target are swapped in the gradient" if np.all(right <= margin) else None
