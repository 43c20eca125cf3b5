"""Layers that were found, and where a layer comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry

__all__ = ["Found", "NothingFound", "Skipped", "Unusable", "home_of", "is_within"]


class NothingFound(RegistrationError):
    """The module is there, but holds no layer."""


class Unusable(RegistrationError):
    """A class or function cannot be judged as it stands.

    Attributes:
        target: what it is.
    """

    def __init__(self, message: str, target: Any) -> None:
        super().__init__(message)
        self.target = target


@dataclass(frozen=True)
class Skipped:
    """A class of a named module that was not taken.

    Args:
        reason: for people, in one line.
        target: the class.
        source: how it would be named, `module:Name`.
    """

    reason: str
    target: Any
    source: str


@dataclass(frozen=True)
class Found:
    """The layers of one source, and what was left out."""

    entries: tuple[Entry, ...]
    left_out: tuple[Skipped, ...] = ()


def home_of(entry: Entry) -> str:
    """The module that an entry comes from."""
    return entry.registered_in or str(getattr(entry.target, "__module__", ""))


def is_within(module: str, package: str) -> bool:
    """Whether a module is the package itself or lies inside it.

    >>> is_within("package.module", "package"), is_within("packages", "package")
    (True, False)
    """
    return module == package or module.startswith(f"{package}.")
