"""What the mistake looks like: one file for each kind that can be named.

A diagnosis is a function `diagnose(difference, subject)` in a module of this package. It looks at a wrong
gradient beside the right one and yields what would explain it, or nothing. To add a diagnosis is to add
a file; it may state its `PRECEDENCE` (see `precedence`), which decides what a message shows first: what names
the mechanism comes before what only describes the result, and where the wrong entries are comes last.

One case often has several explanations: any factor of 2 is the batch size where that is 2. So a text
names no number that another case would change, and of a mistake that shows on two cases only the texts
that both yield are shown.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from ethan_check.diagnosis.precedence import DEFAULT
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["Diagnose", "diagnose"]

Diagnose = Callable[[WrongGradient, Subject], Iterable[str]]


@cache
def _diagnoses() -> tuple[Diagnose, ...]:
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    # A helper beside them may import the function below: only what a module defines itself is its diagnosis.
    defining = [
        module
        for module in modules
        if getattr(getattr(module, "diagnose", None), "__module__", None) == module.__name__
    ]
    defining.sort(key=lambda module: (getattr(module, "PRECEDENCE", DEFAULT), module.__name__))
    return tuple(module.diagnose for module in defining)


def diagnose(difference: WrongGradient, subject: Subject) -> list[str]:
    """Everything that the wrong gradient looks like, the most useful explanation first.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((3, 2)),)), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    >>> wrong = WrongGradient("X", "dL_dX", (), -right, right, np.full((3, 2), 1e-12))
    >>> diagnose(wrong, subject)
    ['dL_dX has the wrong sign']
    """
    return [text for one in _diagnoses() for text in one(difference, subject)]
