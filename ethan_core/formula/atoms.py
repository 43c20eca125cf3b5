"""What stands between operators: numbers, names, array entries, functions, brackets."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ethan_core.formula.kinds import require_condition, require_index, require_number
from ethan_core.formula.lexer import Token
from ethan_core.formula.nodes import (
    Binder,
    Call,
    Cotangent,
    Flat,
    Generator,
    Name,
    Node,
    Number,
    Position,
    Read,
    Star,
)
from ethan_core.formula.parser import Words
from ethan_core.formula.vocabulary import EXTREMES, FUNCTIONS, GENERATORS, KEYWORDS, SELECTIONS

__all__ = ["Atoms"]


class Atoms(Words, ABC):
    """Reads atoms; what stands inside their brackets is read by the class that extends it."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    @abstractmethod
    def arithmetic(self) -> Node:
        """An expression without conditions on its outside."""

    @abstractmethod
    def disjunction(self) -> Node:
        """A condition."""

    def atom(self) -> Node:
        """One atom."""
        word = self.word
        if word.kind == "number":
            return self.grown(Number(self.take().text, at=word.at))
        if self.takes("("):
            return self._bracketed(word)
        if word.kind != "name" or word.text in KEYWORDS:
            raise self.unexpected("a number, a name or '('")
        if word.text == "pi":
            return self.grown(Name(self.take().text, at=word.at))
        if word.text == "flat":
            return self._flat()
        if word.text in GENERATORS or word.text in FUNCTIONS:
            return self._function()
        if word.text == "dL":
            return self._cotangent()
        name = self.name("a name").text
        if self.sees("("):
            raise word.at.error(
                f"there is no function {name}; there are {', '.join((*FUNCTIONS, *GENERATORS, 'flat'))}"
            )
        if self.sees("["):
            return self.grown(Read(name, self.indices(), at=word.at))
        return self.grown(Name(name, at=word.at))

    def indices(self) -> tuple[Node, ...]:
        """`[n, i*s+p]`, or nothing at all."""
        opening = self.takes("[")
        if opening is None:
            return ()
        indices = self.separated(self._index)
        self.expect("]", "']' or ',' and another index")
        if sum(isinstance(index, Star) for index in indices) > 1:
            raise opening.at.error("one pair of brackets holds at most one *index")
        return indices

    def binders(self) -> tuple[Binder, ...]:
        """`i, *j, p < bound` after a `for`."""
        binders = self.separated(self._binder)
        for binder in binders:
            if [each.name for each in binders].count(binder.name) > 1:
                raise binder.at.error(f"'{binder.name}' is bound twice by one 'for'")
        return binders

    def _bracketed(self, opening: Token) -> Node:
        first = self.expression()
        if not self.sees(","):
            self.expect(")")
            return first
        self.take()
        items = (first, *self.separated(self.expression))
        self.expect(")")
        return self.grown(Position(tuple(require_index(item) for item in items), at=opening.at))

    def _index(self) -> Node:
        if self.sees("*"):
            return self._star()
        return require_index(self.deeper(self.arithmetic))

    def _star(self) -> Star:
        word = self.expect("*")
        return self.grown(Star(self.name("the name of an index").text, at=word.at))

    def _binder(self) -> Binder:
        word = self.takes("*")
        name = self.name("the name of an index")
        if word is not None:
            return self.grown(Binder(name.text, star=True, at=word.at))
        bound = require_index(self.deeper(self.arithmetic)) if self.takes("<") else None
        return self.grown(Binder(name.text, bound=bound, at=name.at))

    def _cotangent(self) -> Node:
        word = self.take()
        after = self.peek()
        if not self.sees("/") or after.kind != "name" or not (after.text.startswith("d") and after.text[1:]):
            raise word.at.error("'dL' stands only in a gradient such as 'dL/dY[n,o]'")
        self.take()
        self.take()
        return self.grown(Cotangent(after.text[1:], self.indices(), at=word.at))

    def _flat(self) -> Node:
        word = self.take()
        self.expect("(", "'(' and the indices to flatten")
        indices = self.separated(self._flattened)
        self.expect(")")
        return self.grown(Flat(indices, at=word.at))

    def _flattened(self) -> Name | Star:
        if self.sees("*"):
            return self._star()
        word = self.name("the name of an index")
        return self.grown(Name(word.text, at=word.at))

    def _function(self) -> Node:
        word = self.take()
        self.expect("(", f"'(' after '{word.text}'")
        first = require_number(self.expression())
        if word.text in GENERATORS and self.takes("for"):
            return self._generator(word, first)
        if word.text not in FUNCTIONS and not (word.text in EXTREMES and self.sees(",")):
            more = "',' and another number, or 'for'" if word.text in EXTREMES else "'for'"
            raise self.unexpected(f"{more} and the indices of '{word.text}'")
        rest: tuple[Node, ...] = ()
        if word.text in EXTREMES and self.takes(","):
            rest = self.separated(lambda: require_number(self.expression()))
        self.expect(")")
        return self.grown(Call(word.text, (first, *rest), at=word.at))

    def _generator(self, word: Token, body: Node) -> Node:
        binders = self.binders()
        for binder in binders:
            if binder.star and word.text in SELECTIONS:
                raise binder.at.error(f"'{word.text}' needs indices with names of their own, not a *index")
        condition = require_condition(self.disjunction()) if self.takes("if") else None
        self.expect(")", "')', ',' and another index, or 'if'")
        return self.grown(Generator(word.text, body, binders, condition, at=word.at))
