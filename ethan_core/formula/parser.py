"""From words to nodes: every rule of the notation is a method that reads what it expects.

Python's own parser would take much that must then be refused, and find errors at its own places; to rewrite
the words for it, check its tree and translate its refusals takes more code than these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NoReturn

from ethan_core.formula.nodes import Derivative, Formula, Node
from ethan_core.formula.words import EXTREMES, FUNCTIONS, GENERATORS, RELATIONS, RESERVED, Word, read_words

__all__ = ["parse_formula", "parse_lines"]

_HIGHEST = 60
"""Levels of the highest tree and of brackets: deeper is no documentation, and would exhaust the stack."""
_NOT, _SUM, _SIGN = 3, 5, 7
_LEVELS = dict.fromkeys(RELATIONS, 4)
_LEVELS |= {"if": 0, "or": 1, "and": 2, "+": _SUM, "-": _SUM, "*": 6, "/": 6, "//": 6, "%": 6, "**": 8}
"""How tightly an operator binds."""


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


class _Parser:
    """Reads the words of one line; the first that does not fit raises, with what was expected instead."""

    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._next = self._depth = 0

    def line(self) -> Formula:
        left = self._left()
        self._expect("=", "'='")
        parts = (left, self._number(), *(self._binders("") if self._takes("for") else ()))
        self._expect(self._words[-1].text, "an operator, 'for' or the end of the line")
        return Formula("formula", parts, "", self._words[:-1])

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

    def _own(self, expected: str) -> str:
        """A name of the writer's own."""
        word = self._word
        if word.kind != "name":
            self._refuse(expected)
        if word.text in RESERVED:
            raise word.error(f"'{word.text}' is a word of the notation and names nothing else")
        self._next += 1
        return word.text

    def _listed(self, read: Callable[[], Node]) -> list[Node]:
        found = [read()]
        while self._takes(","):
            found.append(read())
        return found

    def _node(self, kind: str, start: int, parts: Sequence[Node] = (), name: str = "") -> Node:
        node = Node(kind, tuple(parts), name, self._words[start : self._next])
        _limit(node.height, node.at)
        return node

    def _left(self) -> Node:
        first = self._target("a left side such as 'Y[n,o]' or 'dY[n,i]/dX[n,j]'")
        if not self._takes("/"):
            return first
        for word in (first.at, self._word):
            if word.kind == "name" and not _is_differential(word):
                found = f"{first.name}/{self._word.text}"
                raise word.error(f"expected a derivative such as 'dY/dX', found '{found}'")
        sides = first, self._target("'d' and the name of an array")
        return Derivative("/", tuple(map(_without_d, sides)), "", self._words[: self._next])

    def _target(self, expected: str) -> Node:
        start, name = self._next, self._own(expected)
        return self._node("target", start, self._indices(), name)

    def _indices(self) -> list[Node]:
        """What stands in an array's brackets, if there are any."""
        opening = self._word
        if not self._takes("["):
            return []
        found = self._listed(lambda: self._index_name() if self._word.text == "*" else self._index())
        if [index.kind for index in found].count("star") > 1:
            raise opening.error("one pair of brackets holds at most one *index")
        self._expect("]", "']' or ',' and another index")
        return found

    def _index_name(self) -> Node:
        start, kind = self._next, "star" if self._takes("*") else "name"
        return self._node(kind, start, (), self._own("the name of an index"))

    def _index(self) -> Node:
        return _as_index(self._expression(_SUM))

    def _number(self) -> Node:
        return _as("number", self._expression(0))

    def _binders(self, generator: str) -> list[Node]:
        """The indices behind the `for` of a generator or, without one, at the end of the line."""
        found = self._listed(self._binder)
        for binder in found:
            if [each.name for each in found].count(binder.name) > 1:
                raise binder.error(f"'{binder.name}' is bound twice by one 'for'")
            if binder.kind == "star" and (not generator or generator.startswith("first_")):
                raise binder.error("a *index cannot stand here; give each index a name of its own")
        return found

    def _binder(self) -> Node:
        start, node = self._next, self._index_name()
        is_bounded = node.kind == "name" and self._takes("<")
        return self._node("name", start, [self._index()], node.name) if is_bounded else node

    def _expression(self, level: int) -> Node:
        """Operands, and between them operators that bind at least that tightly."""
        self._depth += 1
        _limit(self._depth, self._word)
        start, node = self._next, self._operand(level)
        while _LEVELS.get(self._word.text, -1) >= level:
            node = self._infix(node, start)
        self._depth -= 1
        return node

    def _infix(self, left: Node, start: int) -> Node:
        sign = self._word
        self._next += 1
        if sign.text == "if":
            test = _as("condition", self._expression(1))
            self._expect("else", "'else' and the value where the condition does not hold")
            return self._node("if", start, (_as("number", left), test, self._number()))
        right = self._expression(_SIGN if sign.text == "**" else _LEVELS[sign.text] + 1)
        kind = "condition" if sign.text in ("and", "or") else "number"
        if sign.text in RELATIONS:
            if self._word.text in RELATIONS:
                raise self._word.error("comparisons do not chain; write 'a < b and b < c'")
            if left.width != right.width or (left.width and sign.text not in ("==", "!=")):
                raise sign.error("a position is compared with one of as many indices, by == or !=")
            kind = "position" if left.width else kind
        return self._node(sign.text, start, (_as(kind, left), _as(kind, right)))

    def _operand(self, level: int) -> Node:
        start, word = self._next, self._word
        if self._takes("("):
            node = self._expression(0)
            items = [_as_index(node), *self._listed(self._index)] if self._takes(",") else []
            self._expect(")", "')'")
            return self._node("position", start, items) if items else node
        if self._takes("-"):
            return self._node("negative", start, [_as("number", self._expression(_SIGN))])
        if level <= _NOT and self._takes("not"):
            return self._node("not", start, [_as("condition", self._expression(_NOT))])
        if word.kind not in ("name", "number"):
            self._refuse("a number, a name or '('")
        self._next += 1
        if word.kind == "number":
            return self._node("number", start, (), word.text)
        if word.text in RESERVED:
            return self._reserved(word.text, start)
        if word.text == "dL":
            return self._cotangent(start)
        if self._word.text == "(":
            known = ", ".join((*FUNCTIONS, *GENERATORS, "flat"))
            raise word.error(f"there is no function {word.text}; there are {known}")
        indices = self._indices()
        return self._node("entry" if indices else "name", start, indices, word.text)

    def _reserved(self, name: str, start: int) -> Node:
        """A constant or function of the notation, or a generator."""
        if name == "pi":
            return self._node(name, start)
        self._expect("(", f"'(' after '{name}'")
        read = self._index_name if name == "flat" else self._number
        parts = self._listed(read) if name in ("flat", *EXTREMES) else [read()]
        expected = "')'"
        if name in GENERATORS and len(parts) == 1:
            opening, another = self._next, "',' and another number, or " if name in EXTREMES else ""
            self._expect("for", f"{another}'for' and the indices of '{name}'")
            parts.append(self._node("for", opening, self._binders(name)))
            if self._takes("if"):
                parts.append(_as("condition", self._expression(1)))
            expected = "')', ',' and another index, or 'if'"
        self._expect(")", expected)
        return self._node(name, start, parts)

    def _cotangent(self, start: int) -> Node:
        words = self._words[start : start + 3]
        if words[1].text != "/" or not _is_differential(words[-1]):
            raise words[0].error("'dL' stands only in a gradient such as 'dL/dY[n,o]'")
        self._next += 2
        return self._node("cotangent", start, self._indices(), words[2].text[1:])


def _limit(levels: int, at: Word) -> None:
    if levels > _HIGHEST:
        raise at.error(f"this has more than {_HIGHEST} levels; name a part of it")


def _is_differential(word: Word) -> bool:
    return word.kind == "name" and word.text.startswith("d") and len(word.text) > 1


def _without_d(side: Node) -> Node:
    """A side of a derivative as the array that it is of; it still begins where the `d` stands."""
    first, *others = side.words
    return replace(side, name=side.name[1:], words=[replace(first, text=side.name[1:]), *others])


def _as(expected: str, node: Node) -> Node:
    """The node, which must be a number, a condition or a position; a name may be a condition, too."""
    is_condition = node.kind in ("or", "and", "not", *RELATIONS)
    found = "condition" if is_condition else "position" if node.width else "number"
    if found == expected or (expected == "condition" and node.kind == "name"):
        return node
    if expected == "condition":
        raise node.error("expected a condition such as 'i == j' or 'X[n] > 0', found a number")
    advice = "write '1 if ... else 0'" if is_condition else "compare positions with == or !="
    raise node.error(f"expected a number, found a {found}; {advice}")


def _as_index(node: Node) -> Node:
    """The node, which must be made of what indices are made of."""
    is_whole = node.name.isdigit() or node.kind in ("name", "star", "flat", "entry", "pi")
    is_place = node.kind in ("first_argmax", "first_argmin") and not node.width
    is_made = node.kind in ("+", "-", "*", "//", "%", "negative", *EXTREMES) and not node.binders
    for part in node.parts if is_made else ():
        _as_index(part)
    if is_whole or is_place or is_made:
        return node
    parts = "an index is made of indices, whole numbers, integer arrays and + - * // %"
    raise node.error(f"this is no index; {parts}")
