"""Inputs for the calls that come before the one that is judged: other values, smaller ones, other shapes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = [
    "inputs_of_other_shapes",
    "opposite_inputs",
    "other_inputs",
    "pasts",
    "smaller_inputs",
    "very_different_inputs",
]

Inputs = tuple[Array, ...]

SMALLER = (0.5, 0.75)
"""Factors of other values: smaller, so that a domain around 0 is not left, and two that differ."""


def other_inputs(subject: Subject, rng: np.random.Generator) -> Inputs:
    """Inputs of the same shapes on which forward gives numbers: very different ones, or else smaller ones, as
    the entries of a matrix, shuffled, may leave a domain.
    """
    other = very_different_inputs(subject, rng)
    return other if _gives_numbers(subject, other) else smaller_inputs(subject)[0]


def pasts(subject: Subject, other: Inputs) -> Iterator[tuple[str, tuple[Inputs, ...]]]:
    """The inputs of earlier calls, and what to call them; for a large layer all in one past.

    Args:
        other: inputs on which forward gives numbers.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 2.0]),))
    >>> [words.split(" values")[0] for words, _ in pasts(subject, (np.ones(2),))][1:]
    ['forwards and backwards of smaller', 'a forward and backward of opposite']
    """
    smaller = smaller_inputs(subject)
    if is_large(entries_of(subject.values)):
        yield "forwards and backwards of smaller and of other values before it", (*smaller, other)
        return
    yield "a forward and backward of other values before it", (other,)
    yield "forwards and backwards of smaller values before it", smaller
    opposite = opposite_inputs(subject)
    if opposite is not None and _gives_numbers(subject, opposite):
        yield "a forward and backward of opposite values before it", (opposite,)


def _gives_numbers(subject: Subject, inputs: Inputs) -> bool:
    layer, _ = subject.fresh(subject.values)
    try:
        return bool(np.isfinite(flatten(subject.run_forward(layer, inputs)[0])).all())
    except LayerFault:
        return False


def very_different_inputs(subject: Subject, rng: np.random.Generator) -> Inputs:
    """Inputs of the same shapes, very different: rows and entries in another order, other signs."""
    return tuple(_permuted_entries(subject, name, rng) for name in subject.input_names)


def opposite_inputs(subject: Subject) -> Inputs | None:
    """The same inputs with the other sign, which every order and every mask follows; None where no input has
    numbers of both signs.

    >>> from ethan_core.fn import Relu
    >>> opposite_inputs(Subject(Relu(), (np.array([-1.0, 2.0]),)))
    (array([ 1., -2.]),)
    """
    signed = {
        name
        for name in subject.input_names
        if name in subject.targets and (subject.values[name] < 0).any() and (subject.values[name] > 0).any()
    }
    if not signed:
        return None
    return tuple(
        -subject.values[name] if name in signed else subject.values[name] for name in subject.input_names
    )


def smaller_inputs(subject: Subject) -> tuple[Inputs, ...]:
    """The same inputs, those that a gradient is owed for smaller.

    >>> from ethan_core.fn import Relu
    >>> [inputs[0].tolist() for inputs in smaller_inputs(Subject(Relu(), (np.array([-1.0, 2.0]),)))]
    [[-0.5, 1.0], [-0.75, 1.5]]
    """
    return tuple(
        tuple(
            subject.values[name] * factor if name in subject.targets else subject.values[name]
            for name in subject.input_names
        )
        for factor in SMALLER
    )


def inputs_of_other_shapes(subject: Subject) -> Iterator[Inputs]:
    """Inputs with the first row again at the end, and with a last axis that is one longer; of a small layer.

    >>> from ethan_core.fn import Relu
    >>> [inputs[0].shape for inputs in inputs_of_other_shapes(Subject(Relu(), (np.ones((2, 3)),)))]
    [(3, 3), (2, 4)]
    """
    arrays = [subject.values[name] for name in subject.input_names]
    if not arrays or not arrays[0].ndim or is_large(entries_of(subject.values)):
        return
    first = arrays[0]
    yield tuple(np.concatenate([a, a[:1]]) if a.ndim and len(a) == len(first) else a for a in arrays)
    if first.ndim > 1:
        yield tuple(
            np.concatenate([a, a[..., :1]], axis=-1) if a.ndim and a.shape[-1] == first.shape[-1] else a
            for a in arrays
        )


def _permuted_entries(subject: Subject, name: str, rng: np.random.Generator) -> Array:
    array = subject.values[name]
    shuffled = rng.permutation(array.ravel()).reshape(array.shape)
    interval = subject.contract.domain.get(name) if subject.contract is not None else None
    if array.dtype.kind == "f" and interval is None and name in subject.targets:
        # Of another size and, where it may have one, sign: a stale cache of these is seen.
        shuffled = -1.5 * shuffled if (array < 0).any() else 0.7 * shuffled
    return np.asarray(shuffled, dtype=array.dtype)
