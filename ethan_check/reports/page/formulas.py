"""Formulas as MathML, which browsers typeset by themselves."""

from __future__ import annotations

from ethan_core.errors import FormulaError
from ethan_core.formula import parse_formulas, write_latex

__all__ = ["typeset"]


def typeset(text: str) -> tuple[str, ...]:
    """The lines of a documentation as MathML, one formula each; nothing where it is not in the notation.

    What is put into the page comes from the parsed formula, never from the text: names in it are names.

    >>> typeset("see the paper")
    ()
    """
    if not text:
        return ()
    try:
        lines = [write_latex(line) for line in parse_formulas(text).lines]
    except (FormulaError, RecursionError):
        return ()
    from latex2mathml.converter import convert
    from markupsafe import Markup

    return tuple(Markup(convert(line, display="block")) for line in lines)
