"""The text of a baseline, and what is read from one: nothing is believed that has another form."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.reader import DAMAGED, Reader, shown
from ethan_check.baseline.store_error import StoreError

__all__ = ["SCHEMA", "as_text", "entry_of", "from_text"]

SCHEMA = 1
"""The version of the form. It rises when an older Ethan could not read what a newer one wrote."""

_VERSION_KEY = "ethan_baseline"
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)


def as_text(entry: LayerEntry) -> str:
    """A baseline as sorted text: the same entry is the same text, and a change of it is a small one.

    >>> as_text(LayerEntry("relu.v1", 0)).splitlines()[:3]
    ['{', ' "cases": {},', ' "checks": {},']
    """
    whole = {_VERSION_KEY: SCHEMA, **entry.to_json()}
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=True, allow_nan=False) + "\n"


def from_text(text: str, file: str) -> LayerEntry:
    """The entry that a text holds.

    Args:
        file: what the text is called in a message.

    Raises:
        StoreError: it is no baseline, a newer one, a damaged one, or in the middle of a merge.

    >>> from_text(as_text(LayerEntry("relu.v1", 0)), "relu.v1.json").layer
    'relu.v1'
    >>> from_text('{"ethan_baseline": 99}', "relu.v1.json")
    Traceback (most recent call last):
    ethan_check.baseline.store_error.StoreError: relu.v1.json: has the form 99, and this version of Ethan \
reads up to 1: install a newer one
    """
    if _CONFLICT.search(text):
        raise StoreError(
            f"{file}: holds the marks of a git merge conflict: take one of the two sides whole "
            "(git checkout --ours or --theirs), then compare"
        )
    try:
        whole = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise StoreError(f"{file}: is not JSON{where}: {DAMAGED}") from None
    if not isinstance(whole, dict) or _VERSION_KEY not in whole:
        raise StoreError(f"{file}: is no baseline of Ethan's: is this the right folder?")
    version = whole[_VERSION_KEY]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StoreError(f"{file}: {_VERSION_KEY} is {shown(version)}, expected a version: {DAMAGED}")
    if version > SCHEMA:
        raise StoreError(
            f"{file}: has the form {version}, and this version of Ethan reads up to {SCHEMA}: "
            "install a newer one"
        )
    return Reader(file).entry(whole)


def entry_of(data: Mapping[str, Any], file: str) -> LayerEntry:
    """The entry whose `to_json` this is.

    Raises:
        StoreError: it is none's.

    >>> entry_of(LayerEntry("relu.v1", 0).to_json(), "").layer
    'relu.v1'
    """
    return Reader(file).entry(data)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found
