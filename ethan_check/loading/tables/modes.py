"""How a layer enters training and evaluation mode, for layers that behave differently in the two."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ethan_check.loading.tables.error import Location
from ethan_check.subject.conventions.spelling import FORWARD_METHODS

__all__ = ["Modes", "read_modes"]

_MODES = ("training", "evaluation")
_KINDS = ("attribute", "argument", "method")
_EXPECTED = (
    'one of { attribute = "training", training = true, evaluation = false }, '
    '{ argument = "train_flg", training = true, evaluation = false } (of forward), '
    '{ method = "train", training = true, evaluation = false } and '
    '{ training = "train", evaluation = "eval" } (methods without arguments)'
)


@dataclass(frozen=True)
class Modes:
    """How a layer that was just made enters a mode.

    Args:
        kind: `attribute` (is set), `argument` (of forward), `method` (is called with a value), or empty:
            each mode is a method of its own.
        name: of the attribute, argument or method.
        values: for each mode that is judged, the value; or the method.
        forward: the method that is the forward, where it is named; otherwise one of the usual names.

    >>> class Dropout: training = None
    >>> Modes("attribute", "training", {"evaluation": False}).enter(Dropout(), "evaluation").training
    False
    """

    kind: str
    name: str
    values: dict[str, Any]
    forward: str = field(default="", repr=False)

    def enter(self, layer: Any, mode: str) -> Any:
        """The layer in a mode.

        Raises:
            AttributeError: it has no such attribute or method.
        """
        value = self.values[mode]
        if self.kind == "attribute":
            getattr(layer, self.name)
            setattr(layer, self.name, value)
        elif self.kind == "method":
            getattr(layer, self.name)(value)
        elif not self.kind:
            getattr(layer, value)()
        return layer

    def subclass(self, cls: Any, mode: str) -> Any:
        """The class whose forward is given the mode's value for its argument."""
        if self.kind != "argument":
            return cls
        called = self._method(cls)
        forward = getattr(cls, called)
        name, value = self.name, self.values[mode]

        @functools.wraps(forward)
        def in_mode(*arrays: Any) -> Any:
            return forward(*arrays, **{name: value})

        signature = inspect.signature(forward)
        parameters = [parameter for parameter in signature.parameters.values() if parameter.name != name]
        in_mode.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        made = type(cls.__name__, (cls,), {called: in_mode, "__module__": cls.__module__, "__slots__": ()})
        made.__qualname__ = cls.__qualname__
        return made

    def _method(self, cls: Any) -> str:
        """The method that is given the argument: the one that is named, or the first usual one with it."""
        own = {
            name
            for base in getattr(cls, "__mro__", ())
            for name, value in vars(base).items()
            if callable(value)
        }
        there = [one for one in (self.forward, *FORWARD_METHODS) if one in own]
        taking = [one for one in there if self.name in _parameters(getattr(cls, one))]
        return next(iter((*taking, *there)), self.forward or "forward")

    def fault(self, cls: Any) -> str | None:
        """What the class itself contradicts, or None."""
        if self.kind == "argument":
            called = self._method(cls)
            try:
                parameters = inspect.signature(getattr(cls, called)).parameters
            except (AttributeError, TypeError, ValueError):
                return (
                    f"argument is {self.name!r}, but the arguments of {cls.__name__}.{called} cannot be read"
                )
            if self.name not in parameters:
                taken = ", ".join(name for name in parameters if name != "self")
                return f"argument is {self.name!r}, but {cls.__name__}.{called} takes {taken}"
        methods = [self.name] if self.kind == "method" else [] if self.kind else [*self.values.values()]
        for method in methods:
            if not callable(getattr(cls, method, None)):
                return f"names the method {method!r}, which {cls.__name__} does not have"
        return None


def _parameters(function: Any) -> Collection[str]:
    """The names of a function's arguments; none where they cannot be read."""
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ()


def read_modes(location: Location, key: str, value: Any) -> Modes:
    """Read the key `train`.

    Raises:
        ConfigError: it is none of the four forms.

    >>> read_modes(Location("f", "layers", "nn:A"), "train", {"method": "train", "training": True})
    Modes(kind='method', name='train', values={'training': True})
    """
    if not isinstance(value, dict):
        raise location.bad_value(key, value, _EXPECTED)
    for name in value:
        if name not in (*_KINDS, *_MODES):
            raise location.unknown(f"{key}.{name}", [f"{key}.{known}" for known in (*_KINDS, *_MODES)])
    kinds = [name for name in _KINDS if name in value]
    values = {mode: value[mode] for mode in _MODES if mode in value}
    if len(kinds) > 1 or not values or not all(isinstance(value[name], str) for name in kinds):
        raise location.bad_value(key, value, _EXPECTED)
    if not kinds:
        if not all(isinstance(method, str) for method in values.values()):
            raise location.bad_value(key, value, _EXPECTED)
        return Modes("", "", values)
    return Modes(kinds[0], value[kinds[0]], values)
