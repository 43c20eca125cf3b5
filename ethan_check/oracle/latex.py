"""Formulas in LaTeX, read by sympy where it can: the optional extra `ethan-check[latex]`.

LaTeX says less than the notation does: it has no ranges, and no agreed way to write an entry of an array.
So what is read is elementwise: `Y = ...`, `\\frac{dY}{dX} = ...` and `\\frac{dL}{dX} = ...` over inputs,
definitions and named constants. Anything else (sums, cases, subscripts, parameters) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from importlib import import_module
from typing import Any

from ethan_core.errors import EthanError, FormulaError

__all__ = ["LatexMissing", "LatexRefused", "is_latex", "read_latex"]

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]", re.DOTALL)
_FUNCTIONS = {
    "exp": "exp",
    "tanh": "tanh",
    "sin": "sin",
    "cos": "cos",
    "Abs": "abs",
    "max": "max",
    "min": "min",
}
_WORDS = ("operatorname", "mathrm", "text", "mathbf", "begin", "left", "right")
_EVERY = "[*i]"


class LatexMissing(EthanError):
    """The formulas are LaTeX, and what would read them is not installed."""


class LatexRefused(FormulaError):
    """A formula in LaTeX is more than can be read."""


def is_latex(text: str) -> bool:
    """Whether a section holds LaTeX between dollar signs or in `\\[ \\]`.

    >>> is_latex("$$Y = X^2$$"), is_latex("Y[*i] = X[*i]**2")
    (True, False)
    """
    return bool(_FORMULA.search(text))


def read_latex(text: str, inputs: Collection[str], parameters: Collection[str] = ()) -> str:
    """The same formulas in the notation.

    Args:
        text: formulas, each between dollar signs or in `\\[ \\]`.
        inputs: what the layer's inputs may be called.
        parameters: arrays that have no place in an elementwise formula.

    Raises:
        LatexRefused: a formula is more than can be read; the message names what.
        LatexMissing: sympy is not installed.
    """
    parse = _parser()
    equations = [_equation(parse, next(filter(None, found.groups()))) for found in _FORMULA.finditer(text)]
    defined = {str(left) for left, _, _ in equations if left.is_Symbol}
    writer = _Writer({*inputs, *defined}, set(parameters))
    return "\n".join(writer.line(left, right, source) for left, right, source in equations)


def _parser() -> Callable[[str], Any]:
    try:
        parse = import_module("sympy.parsing.latex").parse_latex
        import_module("antlr4")
    except ImportError:
        raise LatexMissing(
            "the formulas are LaTeX; install ethan-check[latex] to have them read, "
            "or write them in Ethan's notation"
        ) from None
    return parse  # type: ignore[no-any-return]


def _equation(parse: Callable[[str], Any], source: str) -> tuple[Any, Any, str]:
    try:
        parsed = parse(source)
    except Exception as error:  # sympy raises errors of its parser and of its own, some of them bare
        what = str(error).strip().splitlines()
        raise _refused(source, what[0] if what else type(error).__name__) from None
    if not getattr(parsed, "is_Equality", False):
        raise _refused(source, "it is no equation")
    return parsed.lhs, parsed.rhs, source


def _refused(source: str, why: str) -> LatexRefused:
    return LatexRefused(
        f"the LaTeX '{' '.join(source.split())}' cannot be read: {why}; write it in Ethan's notation instead"
    )


class _Writer:
    """Writes sympy's trees in the notation, every array with the indices `[*i]`."""

    def __init__(self, arrays: set[str], parameters: set[str]) -> None:
        self._arrays, self._parameters = arrays, parameters
        self._source = ""

    def line(self, left: Any, right: Any, source: str) -> str:
        """One equation."""
        self._source = source
        return f"{self._left(left)} = {self._write(right)}"

    def _left(self, node: Any) -> str:
        if node.is_Symbol or node.func.__name__ == "Derivative":
            return self._write(node)
        raise _refused(self._source, "its left side is neither a name nor a derivative")

    def _write(self, node: Any) -> str:
        kind = node.func.__name__
        if node.is_Symbol:
            return self._name(str(node))
        if node.is_Rational:
            return f"({node})" if node.q != 1 or node.p < 0 else str(node)
        if node.is_Float:
            return str(node)
        if kind == "Exp1":
            return "exp(1)"
        arguments = node.args
        if kind in ("Add", "Mul"):
            return "(" + {"Add": " + ", "Mul": "*"}[kind].join(map(self._write, arguments)) + ")"
        if kind == "Pow":
            return self._power(*arguments)
        if kind == "log":
            return self._logarithm(*arguments)
        if kind == "Derivative":
            return self._derivative(node)
        if kind in _FUNCTIONS:
            return f"{_FUNCTIONS[kind]}({', '.join(map(self._write, arguments))})"
        raise _refused(self._source, f"{kind} is more than an elementwise formula")

    def _name(self, name: str) -> str:
        if name == "pi":
            return "pi"
        if name in _WORDS or not name.isidentifier():
            raise _refused(self._source, f"'{name}' is no plain name")
        if name in self._parameters:
            raise _refused(self._source, f"{name} is a parameter, whose indices LaTeX does not tell")
        return f"{name}{_EVERY}" if name in self._arrays else name

    def _power(self, base: Any, exponent: Any) -> str:
        if str(base) == "e" and "e" not in self._arrays:
            return f"exp({self._write(exponent)})"
        if str(exponent) == "1/2":
            return f"sqrt({self._write(base)})"
        if exponent == -1:
            return f"(1/{self._write(base)})"
        return f"({self._write(base)}**{self._write(exponent)})"

    def _logarithm(self, argument: Any, base: Any = None) -> str:
        if base is None or base.func.__name__ == "Exp1":
            return f"log({self._write(argument)})"
        return f"(log({self._write(argument)})/log({self._write(base)}))"

    def _derivative(self, node: Any) -> str:
        above, *below = node.args
        if len(below) != 1 or below[0][1] != 1 or not above.is_Symbol:
            raise _refused(self._source, "it has a derivative of a higher order")
        of = "L" if str(above) == "L" and "L" not in self._arrays else self._name(str(above))
        return f"d{of}/d{self._name(str(below[0][0]))}"
