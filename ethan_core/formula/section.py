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
    heading, *section = lines[headings[0] :]
    deep = len(heading) - len(heading.lstrip())
    ends = (k for k, line in enumerate(section) if line.strip() and not line[: deep + 1].isspace())
    text = textwrap.dedent("\n".join(section[: next(ends, None)])).strip("\n").rstrip()
    if not text:
        message = f"the section '{_HEADING}' is empty; indent its lines deeper than the heading"
        raise FormulaError(message, headings[0] + 1, deep + 1, heading)
    return text
