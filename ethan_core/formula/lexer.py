"""From text to words: names, numbers, signs, and where a line of formula ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ethan_core.formula.nodes import Mark

__all__ = ["LONGEST_NUMBER", "Kind", "Token", "tokens"]

Kind: TypeAlias = Literal["name", "number", "sign", "newline", "end"]
LONGEST_NUMBER = 200
"""Digits of the longest literal: far more than any precision that a formula is evaluated at."""

_WORD = re.compile(
    r"(?P<blank>[ \t]+)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%<>=(),\[\]])"
)
_OPENING, _CLOSING = "([", ")]"


@dataclass(frozen=True)
class Token:
    """One word of a formula and its place."""

    kind: Kind
    text: str
    at: Mark

    def __str__(self) -> str:
        if self.kind == "newline":
            return "the end of the line"
        return "the end" if self.kind == "end" else f"'{self.text}'"


def tokens(text: str) -> Iterator[Token]:
    """The words of some lines of formula.

    A line indented deeper than the first, or inside an open bracket, continues the line before.

    Raises:
        FormulaError: a character outside the notation, a line indented less than the first.

    >>> [token.text for token in tokens("Y[n] = exp(-X[n])")][:6]
    ['Y', '[', 'n', ']', '=', 'exp']
    """
    depth = 0
    base: int | None = None
    last = Mark(1, 1, "")
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip(" \t\r")
        last = Mark(number, len(line) + 1, line) if line else last
        if not line:
            continue
        start = len(line) - len(line.lstrip(" \t"))
        indent = len(line[:start].expandtabs(8))
        first = Mark(number, start + 1, line)
        if base is None:
            base = indent
        elif depth == 0 and indent < base:
            raise first.error("this line is indented less than the first; begin all lines alike")
        elif depth == 0 and indent == base:
            yield Token("newline", "", first)
        for token in _words(line, number):
            depth += (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "sign" else 0
            depth = max(depth, 0)
            yield token
    if base is not None:
        yield Token("newline", "", last)
    yield Token("end", "", last)


def _words(line: str, number: int) -> Iterator[Token]:
    at = 0
    while at < len(line):
        mark = Mark(number, at + 1, line)
        match = _WORD.match(line, at)
        if match is None:
            raise mark.error(
                f"{line[at]!r} has no meaning here; expected a name, a number or one of + - * / ( ) [ ]"
            )
        at = match.end()
        if match.lastgroup == "number" and len(match[0]) > LONGEST_NUMBER:
            raise mark.error(f"a number of {len(match[0])} characters; the longest has {LONGEST_NUMBER}")
        if match.lastgroup == "number" and line[at : at + 1].isidentifier():
            raise mark.error(f"expected an operator between {match[0]!r} and {line[at]!r}")
        if match.lastgroup != "blank":
            kinds: dict[str | None, Kind] = {"name": "name", "number": "number", "sign": "sign"}
            yield Token(kinds[match.lastgroup], match[0], mark)
