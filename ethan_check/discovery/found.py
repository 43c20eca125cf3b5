"""Layers that were found, and where a layer comes from."""

from __future__ import annotations

from dataclasses import dataclass

from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry

__all__ = ["Found", "NothingFound", "home_of", "is_within"]


class NothingFound(RegistrationError):
    """The module is there, but holds no layer."""


@dataclass(frozen=True)
class Found:
    """The layers of one source, and a line for each class that was left out."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()


def home_of(entry: Entry) -> str:
    """The module that an entry comes from."""
    return entry.registered_in or str(getattr(entry.target, "__module__", ""))


def is_within(module: str, package: str) -> bool:
    """Whether a module is the package itself or lies inside it.

    >>> is_within("package.module", "package"), is_within("packages", "package")
    (True, False)
    """
    return module == package or module.startswith(f"{package}.")
