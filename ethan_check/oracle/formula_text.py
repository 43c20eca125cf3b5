"""Where the text of a layer's formulas stands: in a contract, or in its docstring, there perhaps in LaTeX."""

from __future__ import annotations

import inspect
import re
from functools import lru_cache
from typing import Any

from ethan_check.oracle.latex import is_latex, read_latex
from ethan_check.oracle.names import input_spellings
from ethan_check.subject.subject import Subject
from ethan_core.errors import FormulaError
from ethan_core.formula import parse_section

__all__ = ["documented", "documented_text", "is_foreign"]

_INDEXED = re.compile(r"^\s*[\w/]*\w\[", re.MULTILINE)
"""A left side with an index: `Y[n,i] =`, `dY[*i]/dX[*i] =`."""


_notation_of = lru_cache(maxsize=64)(read_latex)
"""Reading LaTeX takes tenths of a second, and each case of a layer asks for the same lines several times."""


def documented(layer: Any) -> str:
    """The text of a layer's formulas: its contract's, or its docstring's; empty where there is none.

    Raises:
        FormulaError: the docstring's section is empty, or there are two.

    >>> from ethan_core.fn import Relu
    >>> documented(Relu()).splitlines()[0]
    'Y[*i] = max(0, X[*i])'
    """
    stated = getattr(getattr(layer, "contract", None), "formula", None)
    return stated if isinstance(stated, str) else parse_section(inspect.getdoc(type(layer)))


def documented_text(subject: Subject) -> str:
    """The formulas of a subject: its contract's, registered or its own, or those of its docstring.

    >>> from ethan_core.fn import Relu
    >>> documented_text(Subject(Relu(), ([1.0],))).splitlines()[0]
    'Y[*i] = max(0, X[*i])'

    Raises:
        FormulaError: as `documented`, or LaTeX is more than can be read.
        LatexMissing: the formulas are LaTeX, and sympy is not installed.
    """
    registered = subject.contract.formula if subject.contract is not None else None
    text = documented(subject.layer) if registered is None else registered
    if not is_latex(text):
        return text
    return _notation_of(text, frozenset(input_spellings(subject)), tuple(subject.parameters))


def is_foreign(subject: Subject) -> bool:
    """Whether the formulas are a docstring's that states no entry of anything: `f(x) = tanh(x)`.

    They were not written to be evaluated, and what does not fit in them is no mistake.

    >>> import numpy as np
    >>> class Tanh:
    ...     '''Tanh.
    ...
    ...     Formula:
    ...         f(x) = tanh(x)
    ...     '''
    ...     def forward(self, x): return np.tanh(x)
    ...     def backward(self, g): return g
    >>> is_foreign(Subject(Tanh(), (np.ones(3),)))
    True
    """
    if subject.contract is not None and subject.contract.formula is not None:
        return False
    try:
        text = documented(subject.layer)
    except FormulaError:
        return False
    return not is_latex(text) and _INDEXED.search(text) is None
