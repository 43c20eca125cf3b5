"""The directions along which the arrays of a subject move, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ethan_check.numerics.random_directions import Scaling, directions
from ethan_check.subject.domain import domain
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_core.layer import Array

__all__ = ["alike_where_equal", "directions_at"]


def directions_at(
    subject: Subject,
    values: Mapping[str, Array],
    rng: np.random.Generator,
    names: Iterable[str] | None,
    scaling: Scaling,
) -> dict[str, Array]:
    """A random direction for each array that moves, inside its domain and as symmetric as it is.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.zeros((2, 3)),))
    >>> directions_at(subject, subject.values, np.random.default_rng(0), None, "common")["X"].shape
    (2, 3)
    """
    names = list(subject.targets if names is None else names)
    domains = [domain(subject, name) for name in names]
    drawn = directions([values[name] for name in names], rng, scaling, domains)
    return symmetric_part(subject, dict(zip(names, drawn, strict=True)))


def alike_where_equal(v: Array, x: Array) -> Array:
    """The direction in which each entry moves as the first one of its value does: ties stay ties.

    >>> alike_where_equal(np.array([1.0, 2.0, 3.0]), np.array([5.0, 7.0, 5.0]))
    array([1., 2., 1.])
    """
    _, first, inverse = np.unique(x.ravel(), return_index=True, return_inverse=True)
    alike: Array = v.ravel()[first][inverse.ravel()].reshape(x.shape)
    return alike
