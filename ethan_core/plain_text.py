"""Text of somebody else's, made fit for one line of a report."""

from __future__ import annotations

__all__ = ["name_of", "plain", "plain_line", "readable"]

_MOST = 300
"""Characters of one line: about three of a terminal's, in which a shape mistake of numpy's stands whole."""
_MOST_OF_ERROR = 600
"""The same of a line of an error of ours, which says who, where, what came, and what was expected."""
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


def readable(text: str) -> str:
    """The text with its lines kept, printable, and each of them no longer than helps: what it expects stands
    at the end, so that what is left out is in the middle.

    >>> readable("shape " + "x" * 10**6 + ": expected a name")[-26:]
    'xxxxxxxxx: expected a name'
    """
    if len(text) <= _MOST_OF_ERROR:
        return plain(text)
    return "\n".join(map(_without_middle, text.split("\n")))


def _without_middle(line: str) -> str:
    """Neither too long as it is nor as it is written out."""
    half = (_MOST_OF_ERROR - len(_CUT)) // 2
    if len(line) > _MOST_OF_ERROR:
        line = f"{line[:half]}{_CUT}{line[-half:]}"
    written = plain(line)
    return written if len(written) <= _MOST_OF_ERROR else f"{written[:half]}{_CUT}{written[-half:]}"


_CUT = " .. "
"""Where something is left out; of an even number of characters, as a line is."""


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
