"""What makes two sets of values incomparable: another contract, another convention, other cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ethan_check.baseline.entry import CaseEntry, LayerEntry, Projected

__all__ = ["changed_declarations"]

Change = tuple[str, str, Any, Any]
"""A state, what changed, and what it was and is."""


def changed_declarations(before: LayerEntry, now: LayerEntry) -> Iterator[Change]:
    """What is declared otherwise than it was; of contract, convention and cases the first that is.

    >>> old, new = LayerEntry("a.v1", 0), LayerEntry("a.v1", 0, contract={"shapes": "N -> N"})
    >>> list(changed_declarations(old, new))
    [('contract changed', 'shapes', 'not stated', 'N -> N')]
    """
    for word, old, new in (
        ("contract", before.contract, now.contract),
        ("convention", before.convention, now.convention),
    ):
        changes = [(f"{word} changed", name, old_one, new_one) for name, old_one, new_one in _apart(old, new)]
        if changes:
            yield from changes
            return
    yield from _changed_cases(before.cases, now.cases)


def _apart(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, _in_words(old.get(name)), _in_words(new.get(name))


def _in_words(value: Any) -> str:
    if value is None:
        return "not stated"
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _changed_cases(old: Mapping[str, CaseEntry], new: Mapping[str, CaseEntry]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        if key not in old or key not in new:
            was, is_now = (table[key].label if key in table else "not there" for table in (old, new))
            yield "cases changed", f"case {key}", was, is_now
        elif old[key].label != new[key].label:
            yield "cases changed", f"case {key}", old[key].label, new[key].label
        else:
            for name in sorted({*old[key].arrays, *new[key].arrays}):
                before, now = old[key].arrays.get(name), new[key].arrays.get(name)
                if before is None or now is None or not before.holds(now):
                    yield "cases changed", f"{name} of case {key}", *_shown(before, now)


def _shown(before: Projected | None, now: Projected | None) -> tuple[Any, Any]:
    """Of two arrays the sums that are furthest apart."""
    if before is None or now is None or len(before.values) != len(now.values):
        return ("not there" if before is None else "there", "not there" if now is None else "there")
    return max(zip(before.values, now.values, strict=True), key=lambda pair: abs(pair[0] - pair[1]))
