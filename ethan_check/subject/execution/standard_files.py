"""Descriptors 0, 1 and 2, which a layer closes or turns to another file; what prints to them is others'."""

from __future__ import annotations

import os
from contextlib import suppress

from ethan_check.subject.execution.process_part import Part

__all__ = ["STANDARD_FILES"]

_Identity = tuple[int, int] | None
"""A device and a number on it; None for a descriptor that is closed."""

_DESCRIPTORS = range(3)
_MOST = 12
"""Copies at most: pytest turns the three to files of its own and back, so they alternate between few. Of
more, those that are kept longest and are none of the three go; what is read again is copied anew."""

_copies: dict[_Identity, int] = {}


def _identity(descriptor: int) -> _Identity:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _read() -> tuple[_Identity, ...]:
    """Which files they are; of each, a copy is kept from when it is seen first."""
    found = tuple(map(_identity, _DESCRIPTORS))
    for descriptor, identity in zip(_DESCRIPTORS, found, strict=True):
        if identity is not None and identity not in _copies:
            _make_room(found)
            with suppress(OSError):  # Too many are open.
                _copies[identity] = os.dup(descriptor)
    return found


def _make_room(wanted: tuple[_Identity, ...]) -> None:
    for identity in [one for one in _copies if one not in wanted][: max(len(_copies) + 1 - _MOST, 0)]:
        with suppress(OSError):  # Somebody has closed it.
            os.close(_copies.pop(identity))


def _put_back(before: tuple[_Identity, ...]) -> None:
    for descriptor, identity in zip(_DESCRIPTORS, before, strict=True):
        copy = _copies.get(identity)
        if copy is not None and _identity(descriptor) != identity and _identity(copy) == identity:
            os.dup2(copy, descriptor)


STANDARD_FILES = Part("standard files", _read, _put_back)
"""Reading them takes two microseconds."""
