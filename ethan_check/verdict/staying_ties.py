"""At a tie: along a direction in which equal entries move together, the ties stay, and there may be no kink.

The largest of some numbers has a kink where two are equal: any share of the gradient is legal for either. But
if both grow, the largest grows as fast as they do: along that direction there is a derivative, and whatever
shares a backward deals out have to add up to it.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.tolerances.repeats import NEARLY_TIED, TIED_REPEATS
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import Probe, directional_test
from ethan_check.verdict.subdifferential import legal_among_neighbours

__all__ = ["illegal_where_ties_stay"]


def illegal_where_ties_stay(subject: Subject, found: Probe, rng: np.random.Generator) -> str | None:
    """What backward states along directions that keep ties, if it is never the derivative there.

    >>> class LargestTwice:
    ...     def forward(self, x): self.x = x; return x.max(axis=1)
    ...     def backward(self, g): return g[:, None] * (self.x == self.x.max(axis=1, keepdims=True))
    >>> subject, rng = Subject(LargestTwice(), (np.array([[2.0, 2.0, 1.0]]),)), np.random.default_rng(0)
    >>> found = directional_test(subject, subject.values, rng)
    >>> illegal_where_ties_stay(subject, found, rng).split(",")[0]
    'as equal entries move together'
    """
    apart = [np.unique(found.values[name]) for name in subject.targets]
    if all(
        distinct.size == found.values[name].size
        for name, distinct in zip(subject.targets, apart, strict=True)
    ):
        return None
    if any(np.min(np.diff(distinct), initial=np.inf) < NEARLY_TIED for distinct in apart):
        return None  # What is nearly tied does not stay so.
    for _ in range(TIED_REPEATS):
        again = directional_test(subject, found.values, rng, careful=True, together=True)
        if again.comparison is None or again.agrees or not np.isfinite(again.difference):
            return None
    if legal_among_neighbours(subject, found.values, again.cotangent, rng):
        return None  # The tie is one of eigenvalues, say, that entries which move together do not keep.
    last = again.comparison
    assert last is not None
    return (
        f"as equal entries move together, backward states {last.analytic:.6g} along a line on which the "
        f"derivative is {last.numeric:.6g}"
    )
