"""From text to words: names, numbers, signs, and where a line of formula ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ethan_core.errors import FormulaError

__all__ = ["EXTREMES", "FUNCTIONS", "GENERATORS", "RELATIONS", "RESERVED", "Word", "read_words"]

FUNCTIONS = ("exp", "log", "sqrt", "tanh", "erf", "sin", "cos", "floor", "abs", "sign")
"""Functions of one number."""
EXTREMES = ("max", "min")
"""Functions of two and more numbers, and generators."""
GENERATORS = ("sum", "prod", *EXTREMES, "first_argmax", "first_argmin")
RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
RESERVED = (*FUNCTIONS, *GENERATORS, "flat", "pi")
"""What names no array, index or constant."""

_LONGEST_NUMBER = 200
"""Digits of the longest literal: far more than any precision that a formula is evaluated at."""
_WORD = re.compile(
    r"(?P<blank>[ \t]+)"
    r"|(?P<keyword>(?:for|if|else|and|or|not)\b)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%<>=(),\[\]])",
    re.ASCII,
)


@dataclass(frozen=True)
class Word:
    """A keyword, name, number or sign, or the end of a line, and its place in the text, counted from 1."""

    kind: str
    text: str
    line: int = 1
    column: int = 1
    source: str = ""

    def __str__(self) -> str:
        return self.text if self.kind == "end" else f"'{self.text}'"

    def error(self, message: str) -> FormulaError:
        """The error that points here.

        >>> print(Word("sign", "/", 1, 3, "Y / X").error("expected '='"))
        line 1, column 3: expected '='
            Y / X
              ^
        """
        return FormulaError(message, self.line, self.column, self.source)


def read_words(text: str) -> list[list[Word]]:
    """The words of each line of formula.

    A line indented deeper than the first, or inside an open bracket, continues the line before.

    Raises:
        FormulaError: a character outside the notation, a line indented less than the first.

    >>> [word.text for word in read_words("Y[n] = exp(-X[n])")[0]][:6]
    ['Y', '[', 'n', ']', '=', 'exp']
    """
    lines: list[list[Word]] = []
    depth = base = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip(" \t\r")
        if not line:
            continue
        start = len(line) - len(line.lstrip(" \t"))
        indent = len(line[:start].expandtabs(8))  # as Python counts indentation
        base = base if lines else indent
        if lines and depth == 0 and indent < base:
            message = "this line is indented less than the first; begin all lines alike"
            raise FormulaError(message, number, start + 1, line)
        if not lines or (depth == 0 and indent == base):
            lines.append([])
        for word in _words(line, number):
            depth = max(0, depth + (word.text in ("(", "[")) - (word.text in (")", "]")))
            lines[-1].append(word)
    for words in lines:
        end = words[-1].column + len(words[-1].text)
        words.append(replace(words[-1], kind="end", text="the end of the line", column=end))
    return lines


def _words(line: str, number: int) -> Iterator[Word]:
    at = 0
    while at < len(line):
        match = _WORD.match(line, at)
        if match is None:
            message = f"{line[at]!r} has no meaning here; expected a name, a number or one of + - * / ( ) [ ]"
            raise FormulaError(message, number, at + 1, line)
        word = Word(match.lastgroup or "", match[0], number, at + 1, line)
        at = match.end()
        if word.kind == "number" and len(word.text) > _LONGEST_NUMBER:
            raise word.error(f"a number of {len(word.text)} characters; the longest has {_LONGEST_NUMBER}")
        if word.kind == "number" and line[at : at + 1].isidentifier():
            raise word.error(f"expected an operator between {word.text!r} and {line[at]!r}")
        if word.kind != "blank":
            yield word
