"""A directional test that may convict: by real differences, with what rounding does to both sides known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.random_directions import Scaling
from ethan_check.subject.subject import Subject
from ethan_check.verdict.analytic_forward import is_analytic
from ethan_check.verdict.probe import Probe, directional_test
from ethan_core.layer import Array

__all__ = ["careful_test"]


def careful_test(
    subject: Subject, values: Mapping[str, Array], rng: np.random.Generator, scaling: Scaling | None = None
) -> Probe:
    """A careful probe by real differences; by the complex step only for what they are too coarse for.

    The scaling is that of the probe that raised the suspicion: under another one, a wrong entry may move by
    too little to be seen again.

    The complex step never convicts alone what real differences can see, nor where forward is not shown to be
    analytic.

    >>> from ethan_core.fn import Sigmoid
    >>> subject = Subject(Sigmoid(), (np.array([0.5, 2.0]),))
    >>> careful_test(subject, subject.values, np.random.default_rng(0)).agrees
    True
    """
    real = directional_test(subject, values, rng, careful=True, use_complex=False, scaling=scaling)
    if not real.decided or not real.agrees:
        return real
    fine = directional_test(subject, values, rng, careful=True, scaling=scaling)
    if fine.comparison is None or real.comparison is None or fine.agrees:
        return real
    unseen = abs(fine.comparison.difference) < real.comparison.tolerance
    return fine if unseen and is_analytic(subject, values, rng) else real
