"""Two instances of one class, which may share more than their code: what a constructor has as a mutable
default, or what is an attribute of the class. A copy would share the second and not the first, so where the
constructor is known, the second instance is one that it made.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import float_arrays, holders, read, reads
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["gradients_beside_sibling", "pair_of"]

_OTHER_COTANGENT = -0.5
"""The factor of the other instance's cotangent, so that its gradients have another sign and size."""

Inputs = tuple[Array, ...]


def pair_of(subject: Subject) -> tuple[Any, Inputs, Any]:
    """A fresh copy of the layer, the inputs to run it on, and another instance of its class.

    Raises:
        LayerFault: the layer cannot be copied.

    >>> class Layer:
    ...     def __init__(self, cache={}): self.cache = cache
    ...     def forward(self, x): self.cache["x"] = x; return x * x
    ...     def backward(self, g): return 2 * self.cache["x"] * g
    >>> layer, _, sibling = pair_of(Subject(Layer(), (np.ones(2),), factory=Layer))
    >>> layer.cache is sibling.cache
    True
    """
    made = _made_anew(subject)
    if made is not None and _mutable(subject.layer) & _mutable(made):
        try:
            layer, sibling = copy.deepcopy((subject.layer, made))
            for name, path in subject.paths.items():
                np.copyto(read(layer, path), subject.values[name])
            return layer, tuple(subject.values[name].copy() for name in subject.input_names), sibling
        except BaseException as error:
            let_pass(error)  # What they hold resists being copied: nothing is known of what is shared.
    layer, inputs = subject.fresh(subject.values)
    return layer, inputs, subject.fresh(subject.values)[0]


def gradients_beside_sibling(
    subject: Subject, u: Array, other: Inputs
) -> tuple[dict[str, Array], dict[str, Array]] | None:
    """The gradients after a backward, and the same ones read again after a forward and backward of another
    instance; None where that one does not run, and for a large layer that visibly shares nothing: there would
    be twice as much of everything.

    Args:
        u: the cotangent, flat.
        other: the inputs of the other instance.

    Raises:
        LayerFault: forward or backward raised.
    """
    if is_large(entries_of(subject.values)) and not _shares(subject):
        return None
    layer, inputs, sibling = pair_of(subject)
    output, memory = subject.run_forward(layer, inputs)
    reported = subject.run_backward(layer, inputs, unflatten(u, output), memory)
    before = {name: np.array(gradient) for name, gradient in _as_left(subject, layer, reported).items()}
    given = tuple(array.copy() for array in other)
    try:
        output, memory = subject.run_forward(sibling, given)
        cotangent = unflatten(np.resize(_OTHER_COTANGENT * u, flatten(output).size), output)
        subject.run_backward(sibling, given, cotangent, memory)
    except LayerFault:
        return None
    return before, _as_left(subject, layer, reported)


def _as_left(subject: Subject, layer: Any, reported: Gradients) -> dict[str, Array]:
    """The gradients as they stand where backward left them: those it returned, and those on the layer."""
    left = dict(zip(subject.input_names, reported.inputs, strict=False))
    stored_gradient = getattr(subject.adapter, "stored_gradient", None)
    if stored_gradient is not None:
        left |= {name: stored_gradient(layer, name) for name in subject.parameters}
    return {
        name: gradient
        for name, gradient in left.items()
        if name in subject.targets and isinstance(gradient, np.ndarray)
    }


def _shares(subject: Subject) -> bool:
    """Whether something that can be changed is held by the class, or by all that its constructor makes."""
    of_class = (value for cls in type(subject.layer).__mro__ for value in vars(cls).values())
    if any(isinstance(value, dict | list | np.ndarray) for value in of_class):
        return True
    made = _made_anew(subject)
    return made is not None and bool(_mutable(subject.layer) & _mutable(made))


def _made_anew(subject: Subject) -> Any:
    if subject.factory is None:
        return None
    try:
        with seeded_global_rngs(subject.seed):
            made = subject.factory()
    except BaseException as error:
        let_pass(error)
        return None  # What constructors have to say is said where cases are drawn.
    return None if made is subject.layer or type(made) is not type(subject.layer) else made


def _mutable(layer: Any) -> set[int]:
    """The `id` of everything that the layer holds and that a call may change."""
    arrays = {id(reads(layer, path)) for path in float_arrays(layer)}
    return arrays | {id(holder) for _, holder in holders(layer) if not isinstance(holder, tuple)}
