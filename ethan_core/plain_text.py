"""Text of somebody else's, made fit for one line of a report."""

from __future__ import annotations

__all__ = ["name_of", "plain", "plain_line"]

_MOST = 300
"""Characters of one line: about three of a terminal's, in which a shape mistake of numpy's stands whole."""
_SEARCHED = 100_000
"""Characters in which a first line that is not blank is looked for: a megabyte of text is no message."""


def plain(text: str) -> str:
    """The text with its lines kept, and written out what cannot be printed: control characters, which would
    act on a terminal, and lone surrogates, which no file and no other process can take.

    >>> plain("red: \\x1b[31m, half a pair: \\ud800")
    'red: \\\\x1b[31m, half a pair: \\\\ud800'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def plain_line(text: str, most: int = _MOST) -> str:
    """The first line that is not blank, printable, and no longer than so many characters.

    >>> plain_line("\\n  no file\\nmore")
    'no file'
    >>> plain_line("abcdefgh", most=7)
    'abc ...'
    """
    first = next((line for line in text[:_SEARCHED].splitlines() if line.strip()), "").strip()
    line = plain(first[: most + 1])
    return line if len(line) <= most else f"{line[: most - 4]} ..."


def name_of(kind: type) -> str:
    """A class's name, whatever its metaclass says of it.

    >>> name_of(ValueError)
    'ValueError'
    """
    return plain_line(type.__dict__["__name__"].__get__(kind))
