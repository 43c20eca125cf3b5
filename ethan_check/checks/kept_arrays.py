"""What a layer keeps from call to call, such as running statistics: who may change it.

Backward may not, nor may a forward in evaluation. Which arrays are meant shows in what they do: those that
the output depends on, in this mode or in the other one. A cache or the room for a gradient moves no output.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.dependence import that_move_the_output
from ethan_check.subject.execution.object_paths import Path, reads
from ethan_check.subject.execution.outputs import unflatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.unread_arrays import unread_arrays
from ethan_core.layer import Array

__all__ = ["changes_of_kept_arrays"]

SWITCH = "training"
"""The attribute that says in which mode a layer is."""


def changes_of_kept_arrays(subject: Subject, u: Array) -> Iterator[str]:
    """Say of every kept array that is changed where it may not be by what, and why that matters.

    Args:
        subject: the layer.
        u: a cotangent, flat.

    Raises:
        LayerFault: forward or backward raised.

    >>> class Centred:
    ...     def __init__(self): self.mean, self.training = np.zeros(3), True
    ...     def forward(self, x): return x - (x.mean() if self.training else self.mean)
    ...     def backward(self, g): self.mean = self.mean + g; return g - g.mean()
    >>> list(changes_of_kept_arrays(Subject(Centred(), (np.array([0.5, 1.0, 2.5]),)), np.ones(3)))
    ['backward changes mean, on which the output depends where training is False']
    """
    held = unread_arrays(subject.layer, subject.paths)
    if not held:
        return
    layer, inputs = subject.fresh(subject.values)
    before = {name: np.array(reads(layer, path)) for name, path in held.items()}
    output, memory = subject.run_forward(layer, inputs)
    between = {name: np.array(reads(layer, path)) for name, path in held.items()}
    subject.run_backward(layer, inputs, unflatten(u, output), memory)
    by_backward = {
        name: path
        for name, path in held.items()
        if not identical(between[name], np.array(reads(layer, path)))
    }
    mode = getattr(subject.layer, SWITCH, None)
    for turned in (None, SWITCH) if isinstance(mode, bool) else (None,):
        moving = that_move_the_output(subject, by_backward, turned)
        where = (
            "" if mode is None or not moving else f" where {SWITCH} is {mode if turned is None else not mode}"
        )
        for name in moving:
            by_backward.pop(name)
            yield f"backward changes {name}, on which the output depends{where}"
    if mode is False:
        by_forward = {n: path for n, path in held.items() if not identical(before[n], between[n])}
        yield from _by_evaluation(subject, by_forward)


def _by_evaluation(subject: Subject, changed: dict[str, Path]) -> Iterator[str]:
    """What a forward in evaluation changes. A hidden state, which both modes read, is meant to."""
    moving = that_move_the_output(subject, changed)
    in_both = that_move_the_output(subject, {name: changed[name] for name in moving}, SWITCH)
    for name in moving:
        if name not in in_both:
            yield f"forward changes {name} although {SWITCH} is False, and the next output depends on it"
