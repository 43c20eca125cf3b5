"""What a layer's own code raised, as one line for its author."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator

from ethan_check.subject.execution.interruptions import let_pass, traceback_of
from ethan_core.plain_text import name_of, plain_line

__all__ = ["LayerFault", "fault_of", "in_words", "text_of"]


class LayerFault(Exception):
    """The layer itself went wrong; the text is one line for its author.

    Attributes:
        stage: the call that went wrong, such as `backward`; empty when it is not known.
    """

    def __init__(self, message: str, stage: str = "") -> None:
        super().__init__(message)
        self.stage = stage


_STANDARD = sysconfig.get_path("stdlib")


def fault_of(stage: str, error: BaseException) -> LayerFault:
    """Say in one line what a call of foreign code raised, and where; a fault is handed on as it is.

    Raises:
        BaseException: the error itself, where it is nobody's mistake: see `let_pass`.

    >>> str(fault_of("forward", ValueError("no")))
    'forward raised ValueError: no'
    """
    let_pass(error)
    if issubclass(type(error), LayerFault):  # Not isinstance: an exception may lie about its class.
        return error  # type: ignore[return-value]
    theirs = [place for place in _places(error) if "ethan_check" not in place[0]]
    own = [place for place in theirs if not _is_library(place[0])]
    place = (own or theirs)[-1:]
    where = "".join(f" ({file}:{line})" for file, line in place)
    return LayerFault(f"{stage} raised {in_words(error)}{where}", stage)


def in_words(error: BaseException) -> str:
    """The kind of an exception and the first line of what it says.

    >>> in_words(KeyError("W")), in_words(StopIteration())
    ("KeyError: 'W'", 'StopIteration')
    """
    text = plain_line(text_of(error))
    return f"{name_of(type(error))}: {text}" if text else name_of(type(error))


def text_of(error: BaseException) -> str:
    """What an exception says; nothing where its own code raises instead.

    >>> text_of(ValueError("no"))
    'no'
    """
    try:
        return str.__str__(str(error))
    except BaseException as another:
        let_pass(another)
        return ""


def _places(error: BaseException) -> Iterator[tuple[str, int | None]]:
    trace = traceback_of(error)
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _is_library(file: str) -> bool:
    """Whether a file is Python's own or numpy's, where no mistake of a layer is to be looked for."""
    return "site-packages/numpy/" in file or (file.startswith(_STANDARD) and "site-packages" not in file)
