"""Lines of formula: a left side, `=`, an expression and the ranges that do not follow from shapes."""

from __future__ import annotations

from ethan_core.formula.expressions import Expressions
from ethan_core.formula.kinds import require_number
from ethan_core.formula.nodes import Derivative, Formula, Left, Node, Target

__all__ = ["parse_expression", "parse_formula", "parse_lines"]


def parse_lines(text: str) -> tuple[Formula, ...]:
    """Every line of a text.

    Raises:
        FormulaError: something outside the notation; the message says where, and what was expected.

    >>> [str(line) for line in parse_lines("Y[n] = X[n] ** 2")]
    ['Y[n] = X[n]**2']
    """
    return _Lines(text).lines()


def parse_formula(text: str) -> Formula:
    """The only line of a text.

    >>> parse_formula("Y[*i] = max(0, X[*i])").left
    Target(name='Y', indices=(Star(name='i'),))
    """
    words = _Lines(text)
    lines = words.lines()
    if len(lines) != 1:
        at = lines[1].at if lines else words.word.at
        raise at.error(f"expected one formula, found {len(lines) or 'none'}")
    return lines[0]


def parse_expression(text: str) -> Node:
    """The right side of a formula alone.

    >>> str(parse_expression("(a + b)*c"))
    '(a+b)*c'
    """
    words = _Lines(text)
    expression = words.expression()
    if words.word.kind == "newline":
        words.take()
    if words.word.kind != "end":
        raise words.unexpected("an operator or the end")
    return expression


class _Lines(Expressions):
    def lines(self) -> tuple[Formula, ...]:
        lines = []
        while self.word.kind != "end":
            lines.append(self._line())
        return tuple(lines)

    def _line(self) -> Formula:
        at = self.word.at
        left = self._left()
        self.expect("=")
        expression = require_number(self.expression())
        binders = self.binders() if self.takes("for") else ()
        for binder in binders:
            if binder.star:
                raise binder.at.error("a *index takes its ranges from an array; it needs no 'for' here")
        if self.word.kind != "newline":
            raise self.unexpected("an operator, 'for' or the end of the line")
        self.take()
        return self.grown(Formula(left, expression, binders, at=at))

    def _left(self) -> Left:
        word = self.name("a left side such as 'Y[n,o]' or 'dY[n,i]/dX[n,j]'")
        indices = self.indices()
        if not self.takes("/"):
            return self.grown(Target(word.text, indices, at=word.at))
        if not word.text.startswith("d") or len(word.text) == 1:
            raise word.at.error(f"expected a derivative such as 'd{word.text}/dX', found '{word.text}/'")
        by = self.name("'d' and the name of an array")
        if not by.text.startswith("d") or len(by.text) == 1:
            raise by.at.error(
                f"expected a derivative such as '{word.text}/dX', found '{word.text}/{by.text}'"
            )
        of = self.grown(Target(word.text[1:], indices, at=word.at))
        return self.grown(
            Derivative(of, self.grown(Target(by.text[1:], self.indices(), at=by.at)), at=word.at)
        )
