"""Expressions by recursive descent: one method for each level of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ethan_core.formula.atoms import Atoms
from ethan_core.formula.kinds import require_condition, require_number, width
from ethan_core.formula.nodes import Binary, Compare, Conditional, Logical, Node, Not, Unary
from ethan_core.formula.vocabulary import RELATIONS

__all__ = ["Expressions"]


class Expressions(Atoms):
    """Reads expressions, from the loosest operator to the tightest."""

    def expression(self) -> Node:
        """`a if condition else b`, or anything tighter."""
        return self.deeper(self._conditional)

    def arithmetic(self) -> Node:
        """Sums and what binds tighter."""
        return self._row(self._product, ("+", "-"))

    def _conditional(self) -> Node:
        value = self.disjunction()
        word = self.takes("if")
        if word is None:
            return value
        condition = require_condition(self.disjunction())
        self.expect("else", "'else' and the value where the condition does not hold")
        otherwise = require_number(self.expression())
        return self.grown(Conditional(require_number(value), condition, otherwise, at=value.at))

    def disjunction(self) -> Node:
        """`a or b`, or anything tighter."""
        return self._joined(self._conjunction, "or")

    def _conjunction(self) -> Node:
        return self._joined(self._negation, "and")

    def _joined(self, part: Callable[[], Node], word: str) -> Node:
        left = part()
        while self.takes(word):
            right = require_condition(part())
            left = self.grown(Logical(word, require_condition(left), right, at=left.at))
        return left

    def _negation(self) -> Node:
        word = self.takes("not")
        if word is None:
            return self._comparison()
        return self.grown(Not(require_condition(self.deeper(self._negation)), at=word.at))

    def _comparison(self) -> Node:
        left = self.arithmetic()
        word = self.takes(*RELATIONS)
        if word is None:
            return left
        right = self.arithmetic()
        if self.sees(*RELATIONS):
            raise self.word.at.error("comparisons do not chain; write 'a < b and b < c'")
        if width(left) != width(right):
            raise word.at.error(f"one side is {_counted(width(left))}, the other {_counted(width(right))}")
        if not width(left):
            require_number(left), require_number(right)
        elif word.text not in ("==", "!="):
            raise word.at.error("positions are compared with == and !=")
        return self.grown(Compare(word.text, left, right, at=left.at))

    def _product(self) -> Node:
        return self._row(self._signed, ("*", "/", "//", "%"))

    def _row(self, part: Callable[[], Node], signs: Collection[str]) -> Node:
        left = part()
        while word := self.takes(*signs):
            right = require_number(part())
            left = self.grown(Binary(word.text, require_number(left), right, at=left.at))
        return left

    def _signed(self) -> Node:
        word = self.takes("-")
        if word is None:
            return self._power()
        return self.grown(Unary(require_number(self.deeper(self._signed)), at=word.at))

    def _power(self) -> Node:
        base = self.atom()
        if not self.takes("**"):
            return base
        exponent = require_number(self.deeper(self._signed))
        return self.grown(Binary("**", require_number(base), exponent, at=base.at))


def _counted(indices: int) -> str:
    return f"a position of {indices} indices" if indices else "a number"
