"""Fences the examples of docstrings, which stand there as doctest reads them: pages show them as code."""

from __future__ import annotations

from typing import Any

import griffe

__all__ = ["DoctestExamples", "fenced"]


class DoctestExamples(griffe.Extension):
    """What griffe calls for every object of the packages that it reads."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence the examples of one docstring."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """A docstring with a fence around each run of lines from a `>>>` to the next empty line."""
    lines: list[str] = []
    is_open = False
    for line in text.splitlines():
        if line.lstrip().startswith(">>> ") and not is_open:
            lines.append(_indent(line) + "```pycon")
            is_open = True
        elif is_open and not line.strip():
            lines.append(_indent(lines[-1]) + "```")
            is_open = False
        lines.append(line)
    return "\n".join([*lines, *(["```"] if is_open else [])])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
