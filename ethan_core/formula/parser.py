"""From words to nodes: every rule of the notation is a method that reads what it expects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from ethan_core.formula.nodes import Derivative, Formula, Node
from ethan_core.formula.words import (
    EXTREMES,
    FUNCTIONS,
    GENERATORS,
    KEYWORDS,
    RELATIONS,
    RESERVED,
    Word,
    read_words,
)

__all__ = ["parse_expression", "parse_formula", "parse_lines"]

_HIGHEST = 60
"""Levels of the highest tree, and how deep brackets nest: deeper is no documentation, and would exhaust the
stack."""
_NOT, _SUM, _SIGN = 3, 5, 7
_LEVELS = {
    **{"if": 0, "or": 1, "and": 2, "+": _SUM, "-": _SUM, "*": 6, "/": 6, "//": 6, "%": 6, "**": 8},
    **dict.fromkeys(RELATIONS, 4),
}
"""How tightly an operator binds."""
_CONDITIONS = ("or", "and", "not", *RELATIONS)
_FOUND = {
    "number": "a number",
    "condition": "a condition; write '1 if ... else 0'",
    "position": "a position; compare positions with == or !=",
}
_AN_OPERATOR = "an operator, 'for' or the end of the line"


def parse_lines(text: str) -> tuple[Formula, ...]:
    """Every line of a text.

    Raises:
        FormulaError: something outside the notation; the message says where, and what was expected.

    >>> [str(line) for line in parse_lines("Y[n]  = X[n] ** 2")]
    ['Y[n] = X[n]**2']
    """
    return tuple(_Parser(words).line() for words in read_words(text))


def parse_formula(text: str) -> Formula:
    """The only line of a text.

    >>> print(parse_formula("Y[*i] = max(0, X[*i])").left)
    Y[*i]
    """
    lines = parse_lines(text)
    if len(lines) != 1:
        at = lines[1].at if lines else Word("end", "")
        raise at.error(f"expected one formula, found {len(lines) or 'none'}")
    return lines[0]


def parse_expression(text: str) -> Node:
    """The right side of a formula alone.

    >>> str(parse_expression("(a + b)*c"))
    '(a + b)*c'
    """
    words, *others = read_words(text) or [(Word("end", "the end"),)]
    node = _Parser(words).expression()
    if others:
        raise others[0][0].error(f"expected an operator or the end, found {others[0][0]}")
    return node


class _Parser:
    """Reads the words of one line.

    Raises:
        FormulaError: at the first word that does not fit, with what was expected in its place.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._next = self._depth = 0

    def line(self) -> Formula:
        """The whole line."""
        left = self._left()
        self._expect("=", "'='")
        parts = [left, self._number()]
        if self._takes("for"):
            parts += self._listed(lambda: self._binder("line"))
            _refuse_twins(parts[2:])
        self._end(_AN_OPERATOR)
        return Formula("formula", tuple(parts), "", self._words[:-1])

    def expression(self) -> Node:
        """A right side alone, or a condition."""
        node = self._expression(0)
        self._end("an operator or the end")
        return node

    @property
    def _word(self) -> Word:
        return self._words[self._next]

    def _takes(self, text: str) -> bool:
        """Whether that word comes next; it is then taken."""
        found = self._word.text == text
        self._next += found
        return found

    def _refuse(self, expected: str) -> NoReturn:
        raise self._word.error(f"expected {expected}, found {self._word}")

    def _expect(self, text: str, expected: str) -> None:
        if not self._takes(text):
            self._refuse(expected)

    def _end(self, expected: str) -> None:
        if self._word.kind != "end":
            self._refuse(expected)

    def _node(self, kind: str, start: int, parts: Sequence[Node] = (), name: str = "") -> Node:
        node = Node(kind, tuple(parts), name, self._words[start : self._next])
        if node.height > _HIGHEST:
            self._too_high(node.at)
        return node

    def _too_high(self, at: Word) -> NoReturn:
        raise at.error(f"this has more than {_HIGHEST} levels; name a part of it")

    def _own(self, expected: str) -> Word:
        """A name of the writer's own."""
        word = self._word
        if word.kind != "name" or word.text in KEYWORDS:
            self._refuse(expected)
        if word.text in RESERVED:
            raise word.error(f"'{word.text}' is a word of the notation and names nothing else")
        self._next += 1
        return word

    def _listed(self, read: Callable[[], Node]) -> list[Node]:
        found = [read()]
        while self._takes(","):
            found.append(read())
        return found

    def _left(self) -> Node:
        start = self._next
        first = self._own("a left side such as 'Y[n,o]' or 'dY[n,i]/dX[n,j]'")
        indices = self._indices()
        above = self._differential(start, indices)
        if not self._takes("/"):
            return self._node("target", start, indices, first.text)
        shown = f"{first.text}/"
        if not _is_differential(first):
            raise first.error(f"expected a derivative such as 'd{shown}dX', found '{shown}'")
        start = self._next
        second = self._own("'d' and the name of an array")
        if not _is_differential(second):
            raise second.error(f"expected a derivative such as '{shown}dX', found '{shown}{second.text}'")
        below = self._differential(start, self._indices())
        return Derivative("/", (above, below), "", self._words[: self._next])

    def _differential(self, start: int, indices: Sequence[Node]) -> Node:
        """The target without its `d`, which still is where it begins."""
        d, *others = self._words[start : self._next]
        name = d.text[1:]
        bare = Word("name", name, d.line, d.column, d.source)
        return Node("target", tuple(indices), name, (bare, *others))

    def _indices(self) -> list[Node]:
        """What stands in an array's brackets, if there are any."""
        opening = self._word
        if not self._takes("["):
            return []
        found = self._listed(lambda: self._star() or self._index())
        if [index.kind for index in found].count("star") > 1:
            raise opening.error("one pair of brackets holds at most one *index")
        self._expect("]", "']' or ',' and another index")
        return found

    def _star(self) -> Node | None:
        start = self._next
        if not self._takes("*"):
            return None
        return self._node("star", start, (), self._own("the name of an index").text)

    def _index_name(self) -> Node:
        start = self._next
        return self._star() or self._node("name", start, (), self._own("the name of an index").text)

    def _index(self) -> Node:
        return _as_index(self._expression(_SUM))

    def _number(self) -> Node:
        return _as("number", self._expression(0))

    def _binder(self, kind: str) -> Node:
        start, node = self._next, self._index_name()
        if node.kind == "star" and kind == "line":
            raise node.error("a *index takes its ranges from an array; it needs no 'for' here")
        if node.kind == "star" and kind.startswith("first_"):
            raise node.error(f"'{kind}' needs indices with names of their own, not a *index")
        if node.kind == "name" and self._takes("<"):
            return self._node("name", start, [self._index()], node.name)
        return node

    def _expression(self, level: int) -> Node:
        """Operands, and between them operators that bind at least that tightly."""
        self._depth += 1
        if self._depth > _HIGHEST:
            self._too_high(self._word)
        start, node = self._next, self._operand(level)
        while (binds := _LEVELS.get(self._word.text, -1)) >= level:
            node = self._infix(node, start, binds)
        self._depth -= 1
        return node

    def _infix(self, left: Node, start: int, level: int) -> Node:
        sign = self._word
        self._next += 1
        if sign.text == "if":
            test = _as("condition", self._expression(1))
            self._expect("else", "'else' and the value where the condition does not hold")
            return self._node("if", start, (_as("number", left), test, self._number()))
        right = self._expression(_SIGN if sign.text == "**" else level + 1)
        kind = "condition" if sign.text in ("and", "or") else "number"
        if sign.text in RELATIONS:
            if self._word.text in RELATIONS:
                raise self._word.error("comparisons do not chain; write 'a < b and b < c'")
            if left.width != right.width:
                one, other = (
                    f"a position of {n} indices" if n else "a number" for n in (left.width, right.width)
                )
                raise sign.error(f"one side is {one}, the other {other}")
            kind = "position" if left.width else "number"
            if left.width and sign.text not in ("==", "!="):
                raise sign.error("positions are compared with == and !=")
        return self._node(sign.text, start, (_as(kind, left), _as(kind, right)))

    def _operand(self, level: int) -> Node:
        start, word = self._next, self._word
        if self._takes("("):
            return self._bracket(start)
        if self._takes("-"):
            return self._node("negative", start, [_as("number", self._expression(_SIGN))])
        if level <= _NOT and self._takes("not"):
            return self._node("not", start, [_as("condition", self._expression(_NOT))])
        if word.kind not in ("name", "number") or word.text in KEYWORDS:
            self._refuse("a number, a name or '('")
        self._next += 1
        if word.kind == "number":
            return self._node("number", start, (), word.text)
        if word.text in RESERVED:
            return self._reserved(word.text, start)
        if word.text == "dL":
            return self._cotangent(word, start)
        if self._word.text == "(":
            known = ", ".join((*FUNCTIONS, *GENERATORS, "flat"))
            raise word.error(f"there is no function {word.text}; there are {known}")
        indices = self._indices()
        return self._node("entry" if indices else "name", start, indices, word.text)

    def _bracket(self, start: int) -> Node:
        """A part of an expression, or a position."""
        node = self._expression(0)
        if not self._takes(","):
            self._expect(")", "')'")
            return node
        items = [_as_index(node), *self._listed(self._index)]
        self._expect(")", "')'")
        return self._node("position", start, items)

    def _reserved(self, name: str, start: int) -> Node:
        if name == "pi":
            return self._node(name, start)
        self._expect("(", "'(' and the indices to flatten" if name == "flat" else f"'(' after '{name}'")
        if name == "flat":
            parts = self._listed(self._index_name)
        elif name in EXTREMES:
            parts = self._listed(self._number)
        else:
            parts = [self._number()]
        expected = "')'"
        if name in GENERATORS and len(parts) == 1:
            parts += self._over(name)
            expected = "')', ',' and another index, or 'if'"
        self._expect(")", expected)
        return self._node(name, start, parts)

    def _over(self, name: str) -> list[Node]:
        """What a generator runs over, and under which condition."""
        start, another = self._next, "',' and another number, or " if name in EXTREMES else ""
        self._expect("for", f"{another}'for' and the indices of '{name}'")
        binders = self._listed(lambda: self._binder(name))
        _refuse_twins(binders)
        found = [self._node("for", start, binders)]
        return [*found, _as("condition", self._expression(1))] if self._takes("if") else found

    def _cotangent(self, word: Word, start: int) -> Node:
        stroke, by = (*self._words[self._next : self._next + 2], word)[:2]
        if stroke.text != "/" or not _is_differential(by):
            raise word.error("'dL' stands only in a gradient such as 'dL/dY[n,o]'")
        self._next += 2
        return self._node("cotangent", start, self._indices(), by.text[1:])


def _is_differential(word: Word) -> bool:
    return word.kind == "name" and word.text.startswith("d") and len(word.text) > 1


def _refuse_twins(binders: Sequence[Node]) -> None:
    names = [binder.name for binder in binders]
    for binder in binders:
        if names.count(binder.name) > 1:
            raise binder.error(f"'{binder.name}' is bound twice by one 'for'")


def _as(expected: str, node: Node) -> Node:
    """The node, which must be a number, a condition or a position; a name may be a condition, too."""
    found = "condition" if node.kind in _CONDITIONS else "position" if node.width else "number"
    if found == expected or (expected == "condition" and node.kind == "name"):
        return node
    if expected == "condition":
        raise node.error("expected a condition such as 'i == j' or 'X[n] > 0', found a number")
    raise node.error(f"expected a number, found {_FOUND[found]}")


def _as_index(node: Node) -> Node:
    """The node, which must be made of what indices are made of."""
    match node:
        case Node("+" | "-" | "*" | "//" | "%" | "negative") | Node("max" | "min") if not node.binders:
            for part in node.parts:
                _as_index(part)
            return node
        case Node("name" | "star" | "flat" | "entry" | "pi"):
            return node
        case Node("number", name=text) if text.isdigit():
            return node
        case Node("first_argmax" | "first_argmin") if not node.width:
            return node
    raise node.error(
        "this is no index; an index is made of indices, whole numbers, integer arrays and + - * // %"
    )
