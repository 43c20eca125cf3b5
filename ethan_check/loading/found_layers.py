"""Layers that were found, and where a layer comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry

__all__ = [
    "FoundLayers", "NothingFound", "Skipped", "Unusable", "home_of", "is_within", "origin_of", "top_package",
]  # fmt: skip


class NothingFound(RegistrationError):
    """The module is there, but holds no layer."""


class Unusable(RegistrationError):
    """A class or function cannot be checked as it stands.

    Attributes:
        target: what it is.
    """

    def __init__(self, message: str, target: Any) -> None:
        super().__init__(message)
        self.target = target


@dataclass(frozen=True)
class Skipped:
    """A class of a named module that is not checked.

    Args:
        reason: for people, in one line.
        target: the class.
        source: how it would be named, `module:Name`.
        is_base: whether it is only there to be inherited from; any other would be judged if made.
    """

    reason: str
    target: Any
    source: str
    is_base: bool = False


@dataclass(frozen=True)
class FoundLayers:
    """The layers of one source, and the classes in it that are skipped."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()


def home_of(entry: Entry) -> str:
    """The module that an entry comes from.

    >>> home_of(Entry("mine.v1", dict, registered_in="package.layers"))
    'package.layers'
    """
    return entry.registered_in or str(attribute(entry.target, "__module__", ""))


def origin_of(entry: Entry) -> Any:
    """The class or function that an entry is about, without the factory that a table has put around it.

    >>> origin_of(Entry("mine.v1", dict))
    <class 'dict'>
    """
    return attribute(entry.target, "origin", entry.target)


def is_within(module: str, package: str) -> bool:
    """Whether a module is the package itself or lies inside it.

    >>> is_within("package.module", "package"), is_within("packages", "package")
    (True, False)
    """
    return module == package or module.startswith(f"{package}.")


def top_package(module: str) -> str:
    """The package that a module belongs to.

    >>> top_package("package.sub.module")
    'package'
    """
    return module.partition(".")[0]
