"""What could not be loaded, in one line that says where to look."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass

from ethan_check.subject.execution.faults import text_of
from ethan_check.subject.execution.interruptions import traceback_of
from ethan_core.errors import EthanError
from ethan_core.plain_text import name_of, plain_line

__all__ = ["LoadError", "location_of", "one_line"]

_HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_MACHINERY = tuple(os.path.join(_HOUSE, package, "") for package in ("ethan_core", "ethan_check"))
_LAYERS = tuple(os.path.join(_HOUSE, "ethan_core", package, "") for package in ("fn", "net"))


_LONGEST = 1000
"""Characters of what is told: those of Ethan's own name all that is wrong with a plugin in one line."""


@dataclass(frozen=True, order=True)
class LoadError:
    """An entry point, a plugin or a named module that could not be used; everything else still runs.

    Args:
        kind: the entry-point group, or `"source"` for something that was named, or `"table"` for a table of a
            configuration file, which the message names.
        name: of the entry point, or the source as it was named.
        distribution: the installed distribution that it belongs to; empty when it belongs to none.
        message: one line: what went wrong and where.
        template: of the configuration table that it needs, ready to paste; empty where none would help.

    >>> LoadError("ethan.layers", "mine", "my-layers", "ImportError: no (mine.py:3)").label
    'my-layers'
    >>> str(LoadError("source", "mine", "", "ImportError: no (mine.py:3)"))
    'mine: ImportError: no (mine.py:3)'
    """

    kind: str
    name: str
    distribution: str
    message: str
    template: str = ""

    @property
    def label(self) -> str:
        """Where it comes from: the distribution, or the source when there is none."""
        return self.distribution or self.name

    def __str__(self) -> str:
        if self.kind == "table":
            return self.message
        if self.kind == "source":
            return f"{self.name}: {self.message}"
        return f"{self.label}: entry point {self.name!r} of group {self.kind!r}: {self.message}"


def one_line(error: BaseException) -> str:
    """An exception in one line, with the file and line that raised it.

    Frames of the import system and of Ethan itself are passed over: the line is one that the
    author of the failing module can change. An error that only Ethan has raised is its own text.

    >>> try:
    ...     compile("x =", "mymod.py", "exec")
    ... except SyntaxError as error:
    ...     print(one_line(error))
    SyntaxError: invalid syntax (mymod.py:1)
    """
    where = _place_of_syntax(error)
    if where:
        text = str(getattr(error, "msg", ""))
    else:
        text, where = text_of(error), location_of(error)
    first = plain_line(text, _LONGEST)
    if issubclass(type(error), EthanError) and not where:
        return first
    return f"{name_of(type(error))}{': ' if first else ''}{first}{where}"


def _place_of_syntax(error: BaseException) -> str:
    """Where code cannot be compiled; empty for what went wrong while it ran."""
    if not issubclass(type(error), SyntaxError):  # Not isinstance: an exception may lie about its class.
        return ""
    assert isinstance(error, SyntaxError)
    return f" ({plain_line(os.path.basename(str(error.filename)))}:{error.lineno})" if error.filename else ""


def location_of(error: BaseException, *, whole_path: bool = False) -> str:
    """The file and line of the last frame that is neither Ethan's nor the import system's, in parentheses."""
    frames = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(traceback_of(error))
        if not _is_machinery(frame.f_code.co_filename) and not _is_of_a_library(frame.f_code.co_filename)
    ]
    if not frames:
        return ""
    file, line = frames[-1]
    return f" ({plain_line(file if whole_path else os.path.basename(file))}:{line})"


def _is_of_a_library(file: str) -> bool:
    """Whether a file is numpy's or pytest's, whose authors cannot help."""
    return (
        f"{os.sep}site-packages{os.sep}numpy{os.sep}" in file
        or f"{os.sep}_pytest{os.sep}" in file
        or os.path.basename(file).startswith("pytest_timeout")
    )


def _is_machinery(file: str) -> bool:
    if file.startswith("<") or f"{os.sep}importlib{os.sep}" in file:
        return True
    return file.startswith(_MACHINERY) and not file.startswith(_LAYERS)
