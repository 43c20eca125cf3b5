"""What the diagnoses of plugins say, and in one line what one of them raised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import DEFAULT
from ethan_check.subject.diagnosers import installed_diagnosers
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["Fault", "said_by_plugins"]

_MOST = 300
"""Characters of a text that are shown: somebody else's may have any length."""


class Fault(Explanation):
    """That a diagnosis of a plugin's could not be asked: no explanation, but a line of the message."""

    __slots__ = ()


def said_by_plugins(difference: WrongGradient, subject: Subject) -> list[Explanation]:
    """The explanations of all plugins; one that raises, or returns no texts, is a `Fault`, and changes
    nothing else.
    """
    said: list[Explanation] = []
    for name, diagnoser in installed_diagnosers().items():
        try:
            said += [_explanation(text) for text in _texts(diagnoser(difference, subject))]
        except BaseException as error:  # It is somebody else's code.
            said.append(Fault(str(fault_of(f"the diagnosis of plugin {name!r}", error)), precedence=DEFAULT))
    return said


def _texts(answer: Any) -> Iterable[str]:
    texts = [] if answer is None else list(answer)
    if isinstance(answer, str) or not all(isinstance(text, str) for text in texts):
        raise TypeError("expected a list of texts, or None")
    return texts


def _explanation(text: str) -> Explanation:
    """A text of somebody else's in one line."""
    line = " ".join(text.split())[:_MOST]
    certain, bits = not isinstance(text, Perhaps), getattr(text, "bits", 0.0)
    return Explanation(line, precedence=DEFAULT, is_certain=certain, bits=bits)
