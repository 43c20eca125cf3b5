"""Each of several equal entries gets the gradient that is due to one of them, or none does.

The largest of some numbers, of which several are equal, passes its gradient on to one of them or shares it
out: `mask = x == x.max()` gives all of it to each. A little off the tie one of them wins, another the next
time. Over many such points each entry shows what is due to it if it wins, and if it does not.
"""

from __future__ import annotations

import numpy as np

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.on_demand import are_explanations_wanted
from ethan_check.numerics.tolerances.steps import JITTER
from ethan_check.subject.domain import jittered_point
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject

__all__ = ["CODE", "said_of_equal_entries"]

CODE = "ETH309"

_POINTS = 32
"""Points beside the tie: of two overlapping windows an entry wins both in every fourth, so that one that does
is missed at one in ten thousand."""

_OFF = 8 * JITTER
"""How far what is stated at the tie may be from what is stated beside it, relative to the largest entry: the
points lie so far apart."""

_EVERY = (
    "{target} gives each of several equal entries what is due to one of them: it has to be shared, or one's"
)
_NONE = "{target} gives none of several equal entries what is due to one of them"


def said_of_equal_entries(subject: Subject) -> list[Explanation]:
    """What a gradient looks like that is illegal where entries are equal; nothing if it looks like neither.

    Args:
        subject: at the tie.

    >>> class LargestTwice:
    ...     def forward(self, x): self.x = x; return x.max(axis=1)
    ...     def backward(self, g): return g[:, None] * (self.x == self.x.max(axis=1, keepdims=True))
    >>> said_of_equal_entries(Subject(LargestTwice(), (np.array([[2.0, 2.0, 1.0]]),)))[0].code
    'ETH309'
    """
    if not are_explanations_wanted():
        return []
    rng = np.random.default_rng(0)
    # Of one sign, so that the largest of its gradients is what an entry gets when it wins.
    u = rng.uniform(1.0, 2.0, len(subject.flat(subject.values)))
    said: list[Explanation] = []
    try:
        stated = subject.pullback(subject.values, u)
        points = [jittered_point(subject, subject.values, rng) for _ in range(_POINTS)]
        beside = [subject.pullback(point, u) for point in points]
    except (LayerFault, BadGradient):
        return []
    for name, target in subject.targets.items():
        gradients = np.stack([gradient[name] for gradient in beside])
        most, least = np.max(gradients, axis=0), np.min(gradients, axis=0)
        slack = _OFF * float(np.max(np.abs(gradients), initial=0.0))
        if np.all(most - least <= slack):
            continue
        for text, shown in ((_EVERY, most), (_NONE, least)):
            if np.all(np.abs(stated[name] - shown) <= slack):
                said.append(Explanation(text.format(target=target), CODE))
                break
    return said
