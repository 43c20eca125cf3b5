"""Where in a configuration file something stands, and what is said when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ethan_core.errors import RegistrationError
from ethan_core.suggest import close_names

__all__ = ["Mistake", "Place", "shown"]


class Mistake(RegistrationError):
    """A configuration file says something that cannot be; the message names file, table and key."""


@dataclass(frozen=True)
class Place:
    """One table of a file.

    Args:
        file: as people call it: `pyproject.toml`.
        group: what the tables of layers stand in: `tool.ethan.layers`, or `layers`.
        source: the layer or module that the table is named after.
        number: which of several tables of that name, from 1; 0 where there is one.
    """

    file: str
    group: str
    source: str
    number: int = 0

    @property
    def table(self) -> str:
        """The table as it is written.

        >>> Place("pyproject.toml", "tool.ethan.layers", "nn:Conv").table
        '[tool.ethan.layers."nn:Conv"]'
        """
        header = f'{self.group}."{self.source}"'
        return f"[[{header}]] number {self.number}" if self.number else f"[{header}]"

    def __str__(self) -> str:
        return f"{self.file}, {self.table}"

    def mistake(self, key: str, text: str) -> Mistake:
        """What is wrong with the value of a key, in one line."""
        return Mistake(f"{self}: {key + ' ' if key else ''}{text}")

    def wrong(self, key: str, value: Any, expected: str) -> Mistake:
        """A value that cannot be taken.

        >>> place = Place("pyproject.toml", "tool.ethan.layers", "nn:Conv")
        >>> print(place.wrong("input", 5, "a shape, as in 'N 5 4 2'"))
        pyproject.toml, [tool.ethan.layers."nn:Conv"]: input is 5, expected a shape, as in 'N 5 4 2'
        """
        return self.mistake(key, f"is {shown(value)}, expected {expected}")

    def unknown(self, key: str, known: Iterable[str], what: str = "key") -> Mistake:
        """A name that means nothing; what comes close, or else what there is."""
        close = close_names(key, known)
        hint = f"did you mean {' or '.join(close)}?" if close else f"expected one of {', '.join(known)}"
        return self.mistake(key, f"is no {what}; {hint}")


def shown(value: Any) -> str:
    """A value as it stands in the file, cut short.

    >>> shown(True), shown({"a": [1, 2]})
    ('true', '{ a = [1, 2] }')
    """
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        text = (
            f"{{ {', '.join(f'{key} = {shown(item)}' for key, item in value.items())} }}" if value else "{}"
        )
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(map(shown, value))}]"
    else:
        text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
