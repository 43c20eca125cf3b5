"""Whether a layer says the same each time that it is asked the same."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.linearisation import Linearisation
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["what_wavers"]


def what_wavers(subject: Subject, cotangent: Array, again: int) -> tuple[str, str] | None:
    """The target that differs between identical copies of a layer that are asked the same, and between which
    calls; None where nothing does. That one of the calls raises is a difference, too.

    Every other time one forward more is made: what changes at every second call would else be met at the same
    one each time.

    Args:
        subject: the layer and its case.
        cotangent: of all outputs, flat.
        again: how often the first answer is asked for again.

    >>> class Noisy:
    ...     def forward(self, x): return x + np.random.default_rng().random(x.shape)
    ...     def backward(self, g): return g
    >>> what_wavers(Subject(Noisy(), (np.ones(3),)), np.ones(3), 1)
    ('Y', 'two forwards')
    """
    output, first = _answer(_where_it_was_asked(subject), cotangent)
    for turn in range(again):
        further = [_output(subject.linearise(subject.values))] if again > 1 and turn % 2 == 0 else []
        other, last = _answer(subject.linearise(subject.values), cotangent)
        for one in (*further, other):
            if not _same(output, one):
                return "Y", _calls("forwards", output, one)
        if isinstance(first, str) or isinstance(last, str):
            if isinstance(first, str) is not isinstance(last, str):
                return next(iter(subject.targets.values()), "Y"), _calls("backwards", first, last)
            continue
        for name, target in subject.targets.items():
            if not _same(first[name], last[name]):
                return target, "two backwards"
    return None


def _calls(what: str, first: object, last: object) -> str:
    raised = next((one for one in (first, last) if isinstance(one, str)), "")
    return f"two {what}, one of which {raised}," if raised else f"two {what}"


def _where_it_was_asked(subject: Subject) -> Linearisation:
    """The own arrays, of which something is known unless the layer raises there."""
    try:
        return subject.own_point(subject.values)
    except LayerFault:
        return subject.linearise(subject.values)


def _answer(point: Linearisation, cotangent: Array) -> tuple[Array | str, dict[str, Array] | str]:
    """The output and the gradients of one copy, which is asked once."""
    return _output(point), _gradients(point, cotangent)


def _output(point: Linearisation) -> Array | str:
    try:
        return point.output
    except LayerFault as fault:
        return _in_words(fault)


def _gradients(point: Linearisation, cotangent: Array) -> dict[str, Array] | str:
    try:
        return {name: np.array(g) for name, g in point.pullback(cotangent).items()}
    except (LayerFault, BadGradient) as fault:
        return _in_words(fault)
    except ValueError:  # The cotangent does not fit an output that has another shape than the first.
        return "was of an output of another shape"


def _in_words(fault: Exception) -> str:
    """Without the name of the call, which stands before it."""
    text = str(fault).partition("\n")[0]
    return text.partition(" ")[2] if isinstance(fault, LayerFault) else f"gave none: {text}"


def _same(first: Array | str, last: Array | str) -> bool:
    """Whether two answers are the same; two that are none are."""
    if isinstance(first, str) or isinstance(last, str):
        return isinstance(first, str) and isinstance(last, str)
    return identical(first, last)
