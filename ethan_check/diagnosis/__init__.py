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
from types import ModuleType

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.on_demand import are_explanations_wanted
from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.plugins import said_by_plugins
from ethan_check.diagnosis.precedence import DEFAULT
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["Diagnose", "diagnose", "diagnoses", "undecided"]

Diagnose = Callable[[WrongGradient, Subject], Iterable[str]]


@cache
def diagnoses() -> tuple[ModuleType, ...]:
    """The modules that define a diagnosis, in the order in which a message shows what they say."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    # A helper beside them may import the function below: only what a module defines itself is its diagnosis.
    defining = [
        module
        for module in modules
        if getattr(getattr(module, "diagnose", None), "__module__", None) == module.__name__
    ]
    defining.sort(key=lambda module: (getattr(module, "PRECEDENCE", DEFAULT), module.__name__))
    return tuple(defining)


def diagnose(difference: WrongGradient, subject: Subject) -> list[Explanation]:
    """Everything that the wrong gradient looks like, the most useful explanation first; nothing while
    explanations are not wanted.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((3, 2)),)), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    >>> wrong = WrongGradient("X", "dL_dX", (), -right, right, np.full((3, 2), 1e-12))
    >>> diagnose(wrong, subject)[0]
    'dL_dX has the wrong sign'
    """
    if not are_explanations_wanted() or not difference.can_be_explained:
        return []
    said: list[Explanation] = []
    for module in diagnoses():
        try:
            texts = list(module.diagnose(difference, subject))
        except LayerFault:  # Of a layer that does not run where an explanation would have it run.
            continue
        except Exception as error:  # A failure stands, whether or not it has a name.
            subject.tracer.note(f"the diagnosis {module.__name__} raised {type(error).__name__}: {error}")
            continue
        code, precedence = getattr(module, "CODE", ""), getattr(module, "PRECEDENCE", DEFAULT)
        said += [
            Explanation(
                text,
                code,
                precedence,
                is_certain=not isinstance(text, Perhaps),
                bits=getattr(text, "bits", 0.0),
            )
            for text in texts
        ]
    return said + said_by_plugins(difference, subject)


def undecided(difference: WrongGradient, subject: Subject) -> list[str]:
    """The codes of the diagnoses that have too little to go by here: they speak neither for nor against."""
    return [
        getattr(module, "CODE", "")
        for module in diagnoses()
        if not getattr(module, "can_tell", _always)(difference, subject)
    ]


def _always(difference: WrongGradient, subject: Subject) -> bool:
    return True
