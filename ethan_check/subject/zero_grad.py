"""Layers that add up gradients or caches on purpose, until they are told to forget them."""

from __future__ import annotations

from typing import Any

from ethan_check.subject.conventions.spelling import RESETS
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.subject import Subject

__all__ = ["reset_of", "zero_grad"]


def reset_of(layer: Any) -> str | None:
    """The method by which a layer forgets what it adds up, if it has one.

    >>> class Layer:
    ...     def zero_grad(self): ...
    >>> reset_of(Layer()), reset_of(object())
    ('zero_grad', None)
    """
    return next((name for name in RESETS if arity(layer, name) == 0), None)


def zero_grad(subject: Subject, layer: Any) -> None:
    """Tell such a layer to forget, as its user would between two batches.

    Raises:
        LayerFault: it raised.
    """
    reset = reset_of(layer)
    if reset:
        subject.call(reset, getattr(layer, reset))
