"""Where in a configuration file something stands, and the errors about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ethan_core.errors import RegistrationError
from ethan_core.plain_text import plain
from ethan_core.suggest import close_names

__all__ = ["ConfigError", "Location", "as_toml"]

_MOST_NESTED = 20  # deeper than any value that is cut to one line shows
_MAX_VALUE_LENGTH = 80  # characters: a line of a terminal; what stands before it names file, table and key


class ConfigError(RegistrationError):
    """A configuration file says something that cannot be; the message names file, table and key."""


@dataclass(frozen=True)
class Location:
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

        >>> Location("pyproject.toml", "tool.ethan.layers", "nn:Conv").table
        '[tool.ethan.layers."nn:Conv"]'
        """
        header = f'{self.group}."{self.source}"'
        return f"[[{header}]] number {self.number}" if self.number else f"[{header}]"

    def __str__(self) -> str:
        return f"{self.file}, {self.table}"

    def error(self, key: str, text: str) -> ConfigError:
        """What is wrong with the value of a key, in one line."""
        return ConfigError(f"{self}: {key + ' ' if key else ''}{text}")

    def bad_value(self, key: str, value: Any, expected: str) -> ConfigError:
        """A value that cannot be taken.

        >>> location = Location("pyproject.toml", "tool.ethan.layers", "nn:Conv")
        >>> print(location.bad_value("input", 5, "a shape, as in 'N 5 4 2'"))
        pyproject.toml, [tool.ethan.layers."nn:Conv"]: input is 5, expected a shape, as in 'N 5 4 2'
        """
        return self.error(key, f"is {as_toml(value)}, expected {expected}")

    def unknown(self, key: str, known: Iterable[str], what: str = "key") -> ConfigError:
        """A name that does not exist; the message shows what comes close, or else what there is.

        >>> print(Location("f", "layers", "nn:Conv").unknown("inptu", ["input", "name"]))
        f, [layers."nn:Conv"]: inptu is no key; did you mean input?
        """
        close = close_names(key, known)
        hint = f"did you mean {' or '.join(close)}?" if close else f"expected one of {', '.join(known)}"
        return self.error(key, f"is no {what}; {hint}")


def as_toml(value: Any, depth: int = 0) -> str:
    """A value as it stands in the file, cut short.

    >>> as_toml(True), as_toml({"a": [1, 2]})
    ('true', '{ a = [1, 2] }')
    """
    if depth > _MOST_NESTED:
        text = "..."
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        items = ", ".join(f"{key} = {as_toml(item, depth + 1)}" for key, item in value.items())
        text = f"{{ {items} }}" if value else "{}"
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(as_toml(item, depth + 1) for item in value)}]"
    else:
        text = repr(value)
    text = plain(text).replace("\n", "\\n")
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 3]}..."
