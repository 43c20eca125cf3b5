"""What the output of a layer may depend on beside the arrays that its gradient check has judged."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

import numpy as np

from ethan_check.result import AccountEntry
from ethan_check.subject.dependence import is_maintained, that_move_the_output
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import reads
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.unread_arrays import unread_arrays
from ethan_check.subject.unread_numbers import unread_numbers

__all__ = [
    "Further",
    "further_arrays",
    "further_numbers",
    "outputs_never_seen",
]


class Further(NamedTuple):
    """One more thing that belongs into the account, and what to say where it is not judged."""

    name: str
    entry: AccountEntry
    message: str = ""


def further_arrays(subject: Subject, known: Container[str], frozen: Container[str]) -> Iterator[Further]:
    """The arrays that the layer holds and that move the output.

    Args:
        subject: the layer.
        known: the names of those that are in the account.
        frozen: the names of those that are declared not to be trained.

    >>> class Scaled:
    ...     def __init__(self): self.scale, self.unused = np.array([2.0, 3.0]), np.ones(2)
    ...     def forward(self, x): return x * self.scale
    ...     def backward(self, g): return g * self.scale
    >>> subject = Subject(Scaled(), (np.ones((2, 2)),))
    >>> [str(found.entry) for found in further_arrays(subject, {"X"}, {"scale"})]
    ['declared: frozen']
    """
    held = unread_arrays(subject.layer, subject.paths)
    asked = {name: path for name, path in held.items() if name not in known}
    try:
        moving = that_move_the_output(subject, asked)
    except LayerFault:
        return  # The checks say so.
    for name in moving:
        path = asked[name]
        if name in frozen:
            yield Further(name, AccountEntry("declared", why="frozen"))
        elif is_maintained(subject, path):
            yield Further(name, AccountEntry("state"))
        else:
            why = "the output depends on it, and no gradient of it was found"
            shape = np.shape(reads(subject.layer, path))
            text = f"{name} {shape} is not judged: {why}\n  {_if_not_trained(name)}"
            yield Further(name, AccountEntry("not judged", why=why), text)


def further_numbers(subject: Subject, known: Container[str], frozen: Container[str]) -> Iterator[Further]:
    """The numbers that are parameters, and no arrays; arguments as of `further_arrays`."""
    try:
        found = unread_numbers(subject)
    except LayerFault:
        return  # The checks say so.
    for name, gradient in found.items():
        if name in known:
            continue
        if name in frozen:
            yield Further(name, AccountEntry("declared", why="frozen"))
            continue
        why = f"it is a number, and its gradient {gradient} stands beside it: arrays alone are judged"
        array = f"np.array({getattr(subject.layer, name):g})"
        text = f"{name} is not judged: {why}\n  hold it as an array, {array}; {_if_not_trained(name)}"
        yield Further(name, AccountEntry("not judged", why=why), text)


def outputs_never_seen(subjects: list[Subject]) -> Iterator[Further]:
    """The outputs, where every case has some that are NaN: what feeds them shows nowhere."""
    lost = [np.isnan(flatten(subject.output)) for subject in subjects]
    if not lost or not all(each.any() for each in lost):
        return
    text = (
        f"Y is NaN in {np.count_nonzero(lost[0])} of {lost[0].size} entries, and some are wherever it was "
        "looked at: what feeds them is not judged"
    )
    yield Further("Y", AccountEntry("not judged", why="some of it is NaN wherever it was looked at"), text)


def _if_not_trained(name: str) -> str:
    return f'if it is not trained, declare so: frozen=["{name}"]'
