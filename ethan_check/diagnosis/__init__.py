"""What the mistake looks like: one file for each kind that can be named.

A diagnosis is a function `diagnose(difference, subject)` in a module of this package. It looks at a wrong
gradient beside the right one and yields what would explain it, or nothing. Every module here that
defines one is asked, in the order of their names; to add a diagnosis is to add a file.

One case often has several explanations: any factor of 2 is the batch size where that is 2. So a text
names no number that another case would change, and of a mistake that shows on two cases only the texts
that both yield are told.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["Diagnose", "diagnose"]

Diagnose = Callable[[WrongGradient, Subject], Iterable[str]]


@cache
def _diagnoses() -> tuple[Diagnose, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    found = ((module, getattr(module, "diagnose", None)) for module in modules)
    # A helper beside them may import the function below: only what a module defines itself is its diagnosis.
    return tuple(one for module, one in found if one is not None and one.__module__ == module.__name__)


def diagnose(difference: WrongGradient, subject: Subject) -> list[str]:
    """Everything that the wrong gradient looks like."""
    return [text for one in _diagnoses() for text in one(difference, subject)]
