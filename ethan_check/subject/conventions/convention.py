"""What a module of this package says of the conventions that it reads: `CONVENTIONS`, a tuple of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partialmethod
from types import MethodDescriptorType, WrapperDescriptorType
from typing import Any

from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial

__all__ = ["Convention", "uninitialised"]

_OF_THEIR_CLASS = (MethodDescriptorType, WrapperDescriptorType)
"""Methods that are written in C, which refuse objects of any other class than their own."""


@dataclass(frozen=True)
class Convention:
    """One way of writing a backward pass.

    Args:
        names: what `convention=` can say for it.
        order: its place in the order of trying, between 0 and 99: below 30 is what method names tell beyond
            doubt, below 70 what arguments of backward tell, from 70 on what any layer may be.
        readings: the ways to read a layer; told which convention the caller states, if any.
        looks_like: whether an object looks like this by its methods alone: what it must not be left out of a
            search for layers. Those that have forward and backward need not say so: one convention does.
        ends_search: whether nothing is tried after it once there is a reading: the next would misread it.
        generic: the one of the names that stands for all of them.
        states_gradients: whether gradients are read where backward states them.
        makes_updates: whether gradients are recovered from an update that backward makes.
        rival: another reading that explains a layer as well as the one that was chosen, or None: it is asked
            when no convention is stated, and its answer becomes a question to the author.
        objection: why a reading that was chosen, of whatever convention, cannot be judged; empty if it can.
    """

    names: tuple[str, ...]
    order: int
    readings: Callable[[Trial, str | None], list[Reading]]
    looks_like: Callable[[Any], bool] = lambda layer: False
    ends_search: bool = False
    generic: str = ""
    states_gradients: bool = False
    makes_updates: bool = False
    rival: Callable[[Trial, Reading], Reading | None] = lambda trial, chosen: None
    objection: Callable[[Trial, Reading], str] = lambda trial, chosen: ""


def uninitialised(cls: type) -> Any:
    """An object with the methods of a class and nothing else, to look at them: none of its code is run."""
    methods = {
        name: value
        for base in reversed(cls.__mro__[:-1])
        for name, value in vars(base).items()
        if (not name.startswith("__") or name == "__call__")
        and not isinstance(value, _OF_THEIR_CLASS)
        and (callable(value) or isinstance(value, staticmethod | classmethod | partialmethod))
    }
    return type(cls.__name__, (), {**methods, "__module__": cls.__module__})()
