"""Finds the formulas in a docstring."""

from __future__ import annotations

import inspect
import textwrap

from ethan_core.errors import FormulaError

__all__ = ["parse_section"]

_HEADING = "Formula:"


def parse_section(docstring: str | None) -> str:
    """The lines below `Formula:` that are indented deeper than it; empty where there is none.

    Raises:
        FormulaError: the section is empty, or there are two.

    >>> parse_section("The identity." + chr(10) * 2 + "Formula:" + chr(10) + "    Y[*i] = X[*i]")
    'Y[*i] = X[*i]'
    """
    lines = inspect.cleandoc(docstring or "").split("\n")
    headings = [number for number, line in enumerate(lines) if line.strip() == _HEADING]
    if not headings:
        return ""
    if len(headings) > 1:
        shown = " and ".join(str(number + 1) for number in headings)
        raise FormulaError(f"a docstring has one section '{_HEADING}', this one has them in lines {shown}")
    at = headings[0]
    section = []
    for line in lines[at + 1 :]:
        if line.strip() and _indent(line) <= _indent(lines[at]):
            break
        section.append(line)
    text = textwrap.dedent("\n".join(section)).strip("\n").rstrip()
    if not text:
        raise FormulaError(
            f"the section '{_HEADING}' is empty; indent its lines deeper than the heading",
            at + 1,
            _indent(lines[at]) + 1,
            lines[at],
        )
    return text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
