"""The points at which a subject is looked at: in float64, beside another one, inside the domain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.random_directions import Scaling, jittered
from ethan_check.numerics.tolerances.steps import JITTER
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["as_float64", "domain", "jittered_point"]

Values = Mapping[str, Array]


def as_float64(subject: Subject) -> dict[str, Array]:
    """The subject's arrays with every real one in float64, where differences can be trusted.

    >>> from ethan_core.fn import Relu
    >>> as_float64(Subject(Relu(), (np.ones(2, np.float32),)))["X"].dtype
    dtype('float64')
    """
    return {
        name: value.astype(np.float64, copy=False) if value.dtype.kind == "f" else value
        for name, value in subject.values.items()
    }


def jittered_point(
    subject: Subject,
    values: Values,
    rng: np.random.Generator,
    share: float = JITTER,
    scaling: Scaling = "mixed",
) -> dict[str, Array]:
    """A point close by, off the ties and kinks that `values` may be on.

    Args:
        share: by how much it is moved, in parts of a direction of that scaling.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.zeros(2),))
    >>> moved = jittered_point(subject, subject.values, np.random.default_rng(0))["X"]
    >>> bool(moved.all()), bool(np.abs(moved).max() < 0.01)
    (True, True)
    """
    moved = dict(values)
    for name in subject.targets:
        low, high = domain(subject, name)
        moved[name] = jittered(values[name], rng, share, low, high, scaling)
    return symmetric_part(subject, moved)


def domain(subject: Subject, name: str) -> tuple[float, float]:
    """The interval in which an array may move: as its contract says, or else where forward gives numbers.

    >>> from ethan_core.fn import Relu
    >>> domain(Subject(Relu(), (np.ones(2),)), "X")
    (-inf, inf)
    """
    interval = subject.contract.domain.get(name) if subject.contract is not None else None
    interval = interval or subject.natural_domain.get(name)
    return (interval.low, interval.high) if interval is not None else (-np.inf, np.inf)
