"""Values of a JSON document that know where they stand, so that what does not fit is named by its place."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ethan_check.reports.errors import ReportError

__all__ = ["NOT_FINITE", "Value", "finite"]

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
"""How numbers are written for which JSON has no word."""


def finite(value: Any) -> Any:
    """The same data with the words of `NOT_FINITE` for numbers that are not finite.

    >>> finite({"bar": [1.0, float("inf")]})
    {'bar': [1.0, 'Infinity']}
    """
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


@dataclass(frozen=True)
class Value:
    """One value of a document, and the way to it.

    >>> Value({"layers": [{"name": 3}]})["layers"].items[0]["name"].text
    Traceback (most recent call last):
        ...
    ethan_check.reports.errors.ReportError: layers[0].name is 3, expected text
    """

    plain: Any
    place: str = ""

    def __getitem__(self, key: str) -> Value:
        """A member of an object; null where it is missing.

        Raises:
            ReportError: this is no object.
        """
        return Value(self._object.get(key), f"{self.place}.{key}" if self.place else key)

    @property
    def _object(self) -> dict[str, Any]:
        if not isinstance(self.plain, dict):
            raise self._unexpected("an object")
        return self.plain

    @property
    def members(self) -> dict[str, Value]:
        """All members of an object."""
        return {key: self[key] for key in self._object}

    @property
    def items(self) -> tuple[Value, ...]:
        """The items of a list."""
        if not isinstance(self.plain, list):
            raise self._unexpected("a list")
        return tuple(self._numbered())

    def _numbered(self) -> Iterator[Value]:
        for number, item in enumerate(self.plain):
            yield Value(item, f"{self.place}[{number}]")

    @property
    def text(self) -> str:
        """The value as text."""
        if not isinstance(self.plain, str):
            raise self._unexpected("text")
        return self.plain

    def word(self, words: Collection[str]) -> str:
        """The value as one of some words."""
        if not isinstance(self.plain, str) or self.plain not in words:
            raise self._unexpected(f"one of {', '.join(words)}")
        return self.plain

    @property
    def whole(self) -> int:
        """The value as a whole number."""
        if not isinstance(self.plain, int) or isinstance(self.plain, bool):
            raise self._unexpected("a whole number")
        return self.plain

    @property
    def number(self) -> float:
        """The value as a number, finite or not."""
        if isinstance(self.plain, str) and self.plain in NOT_FINITE:
            return NOT_FINITE[self.plain]
        if not isinstance(self.plain, int | float) or isinstance(self.plain, bool):
            raise self._unexpected("a number")
        try:
            return float(self.plain)
        except OverflowError:
            raise self._unexpected("a number that a float can hold") from None

    @property
    def number_or_none(self) -> float | None:
        """The value as a number; None where there is none."""
        return None if self.plain is None else self.number

    @property
    def truth(self) -> bool:
        """The value as true or false."""
        if not isinstance(self.plain, bool):
            raise self._unexpected("true or false")
        return self.plain

    def _unexpected(self, expected: str) -> ReportError:
        shown = "missing" if self.plain is None else f"{self.plain!r:.40}"
        return ReportError(f"{self.place or 'the document'} is {shown}, expected {expected}")
