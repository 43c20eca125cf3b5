"""The hooks that a plugin may implement.

A plugin is any object or module with functions marked `@hookimpl`; it is found through the entry-point
group `ethan.plugins`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from ethan_check.checks.base import Check
    from ethan_check.subject.conventions.adapter import Adapter
    from ethan_check.subject.subject import Subject
    from ethan_check.subject.translation import Translation
    from ethan_check.verdict.wrong_entries import WrongGradient
    from ethan_core.registry import Registry

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT = "ethan"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def ethan_register_layers(registry: Registry) -> None:
    """Register layers in the registry that is handed in."""


@hookspec
def ethan_checks() -> Iterable[Check]:  # type: ignore[empty-body]
    """Return further checks; their names must not be taken."""


@hookspec
def ethan_adapters() -> Iterable[Adapter]:  # type: ignore[empty-body]
    """Return further adapters; they are asked before the ones that Ethan brings."""


@hookspec
def ethan_translate(thing: Any, inputs: tuple[Any, ...] | None) -> Translation | Any | None:
    """Return a layer of numpy's arrays in place of a thing of another framework, or None to leave it alone.

    It is asked about everything that is to be checked, so it answers None in little time: a framework that
    nobody has imported has made nothing. `inputs` are those that the caller gave, perhaps arrays of the
    framework's; a `Translation` gives arrays for them, and says what the framework knows about the thing.
    """


@hookspec
def ethan_diagnose(difference: WrongGradient, subject: Subject) -> Iterable[str] | None:
    """Return what explains a wrong gradient, or None: texts of one line, without numbers that another case
    would change.

    It is asked after a failure, about every case that is looked at: what most of them say, and the smallest,
    is shown. An `ethan_check.diagnosis.perhaps.Perhaps` is what a case is too small to refute. What raises is
    told in one line, and changes nothing else.
    """
