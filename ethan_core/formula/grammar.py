"""Which word may follow which, and the same line as an expression of Python.

What binds to what is left to Python's parser. It never sees the user's text: a name `X` becomes `_X` and
an entry `X[i]` the call `_X(i)`, dL/dY the call `d_Y()`, a number a string, and a `for` starts a list. Each
word stands on a line of its own, so that the line of a node in Python's tree is the number of its word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from ethan_core.formula.words import EXTREMES, FUNCTIONS, GENERATORS, KEYWORDS, RELATIONS, RESERVED, Word

__all__ = ["DEEPEST", "Grammar"]

DEEPEST = 30
"""How deep brackets nest: deeper is no documentation."""
_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**")
_LINE = "an operator, 'for' or the end of the line"
_FOR = "')', ',' and another index, or 'if'"


class _Kind(NamedTuple):
    """A kind of bracket; a line is one, too, that is closed by its end."""

    closing: str | None
    python: str  # the closing bracket's
    starts: str  # the state in which its items begin
    expected: str  # what else may stand in place of a word that does not fit
    has_items: bool = False
    has_conditions: bool = True


_KINDS = {
    "line": _Kind("", "", "operand", _LINE),
    "ranges": _Kind("", "]", "binder", _LINE, has_items=True, has_conditions=False),
    "expression": _Kind("", "", "operand", "an operator or the end"),
    "bracket": _Kind(")", ")", "operand", "')'", has_items=True),
    "indices": _Kind("]", ")", "index", "']' or ',' and another index", has_items=True, has_conditions=False),
    "flat": _Kind(")", ")", "flattened", "')'", has_items=True),
    "function": _Kind(")", ")", "operand", "')'"),
    "extreme": _Kind(None, "", "operand", "',' and another number, or 'for'", has_items=True),
    "generator": _Kind(None, "", "operand", "'for'"),
    "binders": _Kind(")", "])", "binder", _FOR, has_items=True, has_conditions=False),
    "filter": _Kind(")", "])", "operand", _FOR),
}


class _Bracket:
    """An open bracket; `opening` is the number of the word that opened it."""

    def __init__(self, kind: str, opening: int) -> None:
        self.kind, self.opening = kind, opening
        self.stars, self.chooses = 0, False


class Grammar:
    """Reads the words of one line and spells it in Python.

    Raises:
        FormulaError: at the first word that does not fit, with what was expected in its place.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._python: list[str] = []
        self._brackets: list[_Bracket] = []
        self._steps: dict[str, Callable[[Word], str]] = {
            "operand": self._operand,
            "index": lambda word: self._starred() if word.text == "*" else self._operand(word),
            "flattened": lambda word: self._starred() if word.text == "*" else self._index("end of item"),
            "binder": lambda word: self._starred() if word.text == "*" else self._index("bound"),
            "bound": lambda word: self._take("<", "operand") if word.text == "<" else self._end_of_item(word),
            "operator": self._operator,
            "end of item": self._end_of_item,
        }

    def line(self) -> str:
        """`(left, expression)` or `(left, expression, [binders])`; a derivative is a quotient.

        >>> from ethan_core.formula.words import read_words
        >>> Grammar(read_words("Y[n] = sum(X[i] for i)*2")[0]).line().replace(chr(10), "")
        "(_Y(_n),sum(_X(_i),[_i]) * '2')"
        """
        first = self._target("a left side such as 'Y[n,o]' or 'dY[n,i]/dX[n,j]'")
        if self._word.text == "/":
            shown = f"{first.text}/"
            if not _is_differential(first):
                raise first.at.error(f"expected a derivative such as 'd{shown}dX', found '{shown}'")
            self._take("/")
            self._target("'d' and the name of an array", above=shown)
        if self._word.text != "=":
            self._refuse("'='")
        self._take(",")
        return self._read("line")

    def expression(self) -> str:
        """A right side alone."""
        return self._read("expression")

    @property
    def _word(self) -> Word:
        return self._words[len(self._python)]

    def _take(self, python: str, state: str = "operator") -> str:
        self._python.append(python)
        return state

    def _refuse(self, expected: str) -> NoReturn:
        raise self._word.at.error(f"expected {expected}, found {self._word}")

    def _read(self, kind: str) -> str:
        """Read until the bracket is closed."""
        state = self._open(kind)
        inside = len(self._brackets)
        while len(self._brackets) >= inside:
            state = self._steps[state](self._word)
        return "(" + "\n".join(self._python) + ")"

    def _open(self, kind: str) -> str:
        self._brackets.append(_Bracket(kind, len(self._python)))
        return _KINDS[kind].starts if _KINDS[kind].closing == "" else self._take("(", _KINDS[kind].starts)

    def _own(self, expected: str) -> Word:
        """The next word, which must be a name of the writer's own."""
        word = self._word
        if word.kind != "name" or word.text in KEYWORDS:
            self._refuse(expected)
        if word.text in RESERVED:
            raise word.at.error(f"'{word.text}' is a word of the notation and names nothing else")
        self._take(f"_{word.text}")
        return word

    def _target(self, expected: str, above: str = "") -> Word:
        name = self._own(expected)
        if above and not _is_differential(name):
            raise name.at.error(f"expected a derivative such as '{above}dX', found '{above}{name.text}'")
        if self._word.text == "[":
            self._read("indices")
        return name

    def _index(self, state: str) -> str:
        self._own("the name of an index")
        return state

    def _starred(self) -> str:
        self._brackets[-1].stars += 1
        self._take("*")
        return self._index("end of item")

    def _operand(self, word: Word) -> str:
        if len(self._brackets) > DEEPEST:
            raise word.at.error(f"this is nested deeper than {DEEPEST} levels; name a part of it")
        if word.kind == "number":
            return self._take(repr(word.text))
        if word.text == "(":
            return self._open("bracket")
        if word.text == "-" or (word.text == "not" and self._may_negate()):
            return self._take(f"{word.text} ", "operand")
        if word.kind != "name" or word.text in KEYWORDS:
            self._refuse("a number, a name or '('")
        if word.text in RESERVED:
            self._take(word.text)
            return self._reserved(word.text)
        if word.text == "dL":
            return self._cotangent(word)
        self._own("a name")
        if self._word.text == "(":
            known = ", ".join((*FUNCTIONS, *GENERATORS, "flat"))
            raise word.at.error(f"there is no function {word.text}; there are {known}")
        return self._open("indices") if self._word.text == "[" else "operator"

    def _may_negate(self) -> bool:
        before = self._words[len(self._python) - 1].text if self._python else ""
        return _KINDS[self._brackets[-1].kind].has_conditions and before not in (*_ARITHMETIC, *RELATIONS)

    def _reserved(self, name: str) -> str:
        if name == "pi":
            return "operator"
        if self._word.text != "(":
            self._refuse("'(' and the indices to flatten" if name == "flat" else f"'(' after '{name}'")
        if name in GENERATORS:
            return self._open("extreme" if name in EXTREMES else "generator")
        return self._open("flat" if name == "flat" else "function")

    def _cotangent(self, word: Word) -> str:
        at = len(self._python)
        stroke, by, after = (*self._words[at + 1 : at + 4], word, word)[:3]
        if stroke.text != "/" or by.kind != "name" or not _is_differential(by):
            raise word.at.error("'dL' stands only in a gradient such as 'dL/dY[n,o]'")
        has_indices = after.text == "["
        self._python += [f"d_{by.text[1:]}", *(("", "") if has_indices else ("(", ")"))]
        return self._open("indices") if has_indices else "operator"

    def _operator(self, word: Word) -> str:
        top = self._brackets[-1]
        fits = word.text in _ARITHMETIC
        if _KINDS[top.kind].has_conditions:
            fits = fits or word.text in (*RELATIONS, "and", "or")
            if word.text == "if" and top.kind != "filter" and not top.chooses:
                fits = top.chooses = True
            elif word.text == "else" and top.chooses:
                fits, top.chooses = True, False
        return self._take(f" {word.text} ", "operand") if fits else self._end_of_item(word)

    def _end_of_item(self, word: Word) -> str:
        top = self._brackets[-1]
        kind = _KINDS[top.kind]
        if top.chooses:
            self._refuse("'else' and the value where the condition does not hold")
        if word.text == "," and kind.has_items:
            top.kind = "bracket" if top.kind == "extreme" else top.kind
            return self._take(",", kind.starts)
        if word.text == "for" and top.kind in ("generator", "extreme", "line"):
            return self._goes_on("ranges" if top.kind == "line" else "binders", ",[")
        if word.text == "if" and top.kind == "binders":
            return self._goes_on("filter", "],[")
        if kind.closing is None:
            self._refuse(f"{kind.expected} and the indices of '{self._words[top.opening - 1].text}'")
        if word.text != kind.closing and (kind.closing or word.kind != "end"):
            self._refuse(kind.expected)
        if top.kind == "indices" and top.stars > 1:
            raise self._words[top.opening].at.error("one pair of brackets holds at most one *index")
        self._brackets.pop()
        return self._take(kind.python)

    def _goes_on(self, kind: str, python: str) -> str:
        """The bracket has other items from here on."""
        self._brackets[-1] = _Bracket(kind, self._brackets[-1].opening)
        return self._take(python, _KINDS[kind].starts)


def _is_differential(word: Word) -> bool:
    return word.text.startswith("d") and len(word.text) > 1
