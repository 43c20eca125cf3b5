"""Gradients that differ on purpose, kept from the checks that would ask whether they are the derivative."""

from __future__ import annotations

from ethan_check.checks.base import Check, DoesNotApply
from ethan_check.subject.subject import Subject

__all__ = ["without_exempted"]


def without_exempted(check: Check, subject: Subject) -> Subject:
    """The subject without the gradients that are declared to differ in a way that the check asks about.

    Raises:
        DoesNotApply: none is left.

    >>> import numpy as np
    >>> from ethan_check.checks.gradient import CHECK
    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),), differs={"X": "clipped"})
    >>> list(without_exempted(CHECK, subject).targets)
    ['W', 'b']
    """
    declared = subject.declared_to_be(getattr(check, "exempts", ()))
    if not declared:
        return subject
    rest = subject.without(declared)
    if not rest.targets:
        words = ", ".join(f"dL_d{name} {how}" for name, how in declared.items())
        raise DoesNotApply(f"declared to differ from the derivative: {words}")
    return rest
