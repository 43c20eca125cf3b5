"""Takes a baseline's plain data apart: whatever is not as expected is named by its path."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from ethan_check.baseline.entry import CaseEntry, CheckEntry, LayerEntry, Projected
from ethan_check.baseline.store_error import StoreError

__all__ = ["DAMAGED", "Reader", "shown"]

DAMAGED = "the file is damaged: take it from the last commit, or delete it and make it anew"
"""Ends the message about a file that nothing else is wrong with."""

_LONGEST = 40  # letters of a value that a line has room for

T = TypeVar("T")


def shown(value: Any) -> str:
    """A value as a message shows it.

    >>> shown("a" * 99)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
    """
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


class Reader:
    """Reads the tables of one file.

    Args:
        file: what it is called in a message.

    >>> Reader("relu.v1.json").entry({"layer": 3})
    Traceback (most recent call last):
    ethan_check.baseline.store_error.StoreError: relu.v1.json: layer is 3, which is nothing it can be: the \
file is damaged: take it from the last commit, or delete it and make it anew
    """

    def __init__(self, file: str) -> None:
        self.file = file

    def entry(self, whole: Mapping[str, Any]) -> LayerEntry:
        return LayerEntry(
            layer=self.take(whole, "layer", "", _text),
            seed=self.take(whole, "seed", "", _count),
            convention=self.each(whole, "convention", "", self.text),
            contract=self.take(whole, "contract", "", _table),
            cases=self.each(whole, "cases", "", self.case),
            checks=self.each(whole, "checks", "", self.check),
            written=self.take(whole, "written", "", _table),
            project=self.take(whole, "project", "", _text),
        )

    def case(self, table: Any, path: str) -> CaseEntry:
        if not isinstance(table, dict):
            self.refuse(path, table)
        memory = table.get("memory")
        return CaseEntry(
            label=self.take(table, "label", path, _text),
            arrays=self.each(table, "arrays", path, self.projected),
            values=self.each(table, "values", path, self.projected),
            memory=None if memory is None else self.take(table, "memory", path, _count),
        )

    def check(self, table: Any, path: str) -> CheckEntry:
        if not isinstance(table, dict):
            self.refuse(path, table)
        return CheckEntry(
            verdict=self.take(table, "verdict", path, _text),
            forward=self.take(table, "forward", path, _count),
            backward=self.take(table, "backward", path, _count),
            certificate=self.each(table, "certificate", path, self.size) if "certificate" in table else {},
            ulps=self.each(table, "ulps", path, self.size) if "ulps" in table else {},
        )

    def projected(self, table: Any, path: str) -> Projected:
        if not isinstance(table, dict):
            self.refuse(path, table)
        values = self.take(table, "values", path, _numbers)
        allowance = self.take(table, "allowance", path, _numbers)
        if len(values) != len(allowance) or any(size < 0 for size in allowance):
            self.refuse(f"{path}.allowance", table["allowance"])
        rounding = self.size(table["rounding"], f"{path}.rounding") if "rounding" in table else None
        not_finite = self.take(table, "not_finite", path, _count) if "not_finite" in table else 0
        return Projected(tuple(values), tuple(allowance), rounding, not_finite)

    def text(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            self.refuse(path, value)
        return value

    def size(self, value: Any, path: str) -> float:
        found = _number(value)
        if found is None or found < 0:
            self.refuse(path, value)
        return found

    def each(
        self, table: Mapping[str, Any], key: str, path: str, read: Callable[[Any, str], T]
    ) -> dict[str, T]:
        inner = self.take(table, key, path, _table)
        here = f"{path}.{key}".strip(".")
        return {name: read(value, f"{here}.{name}") for name, value in inner.items()}

    def take(self, table: Mapping[str, Any], key: str, path: str, read: Callable[[Any], T | None]) -> T:
        here = f"{path}.{key}".strip(".")
        if key not in table:
            raise StoreError(f"{self.file}: {here} is missing: {DAMAGED}")
        found = read(table[key])
        if found is None:
            self.refuse(here, table[key])
        return found

    def refuse(self, path: str, value: Any) -> NoReturn:
        raise StoreError(f"{self.file}: {path} is {shown(value)}, which is nothing it can be: {DAMAGED}")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _table(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _numbers(value: Any) -> list[float] | None:
    if not isinstance(value, list):
        return None
    found = [number for number in map(_number, value) if number is not None]
    return found if found and len(found) == len(value) else None
