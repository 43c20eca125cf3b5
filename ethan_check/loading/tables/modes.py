"""How a layer enters training and evaluation mode, for layers that behave differently in the two."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import Any

from ethan_check.loading.tables.error import Place

__all__ = ["Modes", "read_modes"]

_MODES = ("training", "evaluation")
_MEANS = ("attribute", "argument", "method")
_EXPECTED = (
    'one of { attribute = "training", training = true, evaluation = false }, '
    '{ argument = "train_flg", training = true, evaluation = false } (of forward), '
    '{ method = "train", training = true, evaluation = false } and '
    '{ training = "train", evaluation = "eval" } (methods without arguments)'
)


@dataclass(frozen=True)
class Modes:
    """What turns a layer that is just made into one in a mode.

    Args:
        means: `attribute` (is set), `argument` (of forward), `method` (is called with a value), or empty:
            each mode is a method of its own.
        name: of the attribute, argument or method.
        values: for each mode that is judged, the value; or the method.

    >>> class Dropout: training = None
    >>> Modes("attribute", "training", {"evaluation": False}).enter(Dropout(), "evaluation").training
    False
    """

    means: str
    name: str
    values: dict[str, Any]

    def enter(self, layer: Any, mode: str) -> Any:
        """The layer in a mode.

        Raises:
            AttributeError: it has no such attribute or method.
        """
        value = self.values[mode]
        if self.means == "attribute":
            getattr(layer, self.name)
            setattr(layer, self.name, value)
        elif self.means == "method":
            getattr(layer, self.name)(value)
        elif not self.means:
            getattr(layer, value)()
        return layer

    def subclass(self, cls: Any, mode: str) -> Any:
        """The class whose forward is given the mode's value for its argument."""
        if self.means != "argument":
            return cls
        forward = cls.forward
        name, value = self.name, self.values[mode]

        @functools.wraps(forward)
        def in_mode(*arrays: Any) -> Any:
            return forward(*arrays, **{name: value})

        signature = inspect.signature(forward)
        kept = [parameter for parameter in signature.parameters.values() if parameter.name != name]
        in_mode.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        made = type(cls.__name__, (cls,), {"forward": in_mode, "__module__": cls.__module__, "__slots__": ()})
        made.__qualname__ = cls.__qualname__
        return made

    def fault(self, cls: Any) -> str | None:
        """What the class itself contradicts, or None."""
        if self.means == "argument":
            try:
                parameters = inspect.signature(cls.forward).parameters
            except (AttributeError, TypeError, ValueError):
                return (
                    f"argument is {self.name!r}, but the arguments of {cls.__name__}.forward cannot be read"
                )
            if self.name not in parameters:
                taken = ", ".join(name for name in parameters if name != "self")
                return f"argument is {self.name!r}, but {cls.__name__}.forward takes {taken}"
        methods = [self.name] if self.means == "method" else [] if self.means else [*self.values.values()]
        for method in methods:
            if not callable(getattr(cls, method, None)):
                return f"names the method {method!r}, which {cls.__name__} does not have"
        return None


def read_modes(value: Any, place: Place) -> Modes:
    """Read the key `train`.

    Raises:
        Mistake: it is none of the four forms.
    """
    if not isinstance(value, dict):
        raise place.wrong("train", value, _EXPECTED)
    for key in value:
        if key not in (*_MEANS, *_MODES):
            raise place.unknown(f"train.{key}", [f"train.{known}" for known in (*_MEANS, *_MODES)])
    means = [name for name in _MEANS if name in value]
    values = {mode: value[mode] for mode in _MODES if mode in value}
    if len(means) > 1 or not values or not all(isinstance(value[name], str) for name in means):
        raise place.wrong("train", value, _EXPECTED)
    if not means:
        if not all(isinstance(method, str) for method in values.values()):
            raise place.wrong("train", value, _EXPECTED)
        return Modes("", "", values)
    return Modes(means[0], value[means[0]], values)
