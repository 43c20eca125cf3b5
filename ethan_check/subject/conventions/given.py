"""What a call is given, where somebody says it: constants, and slots for what is not known before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Computed", "Given", "Slot"]


@dataclass(frozen=True)
class Slot:
    """Stands for an input or an output of forward, or for the cotangent of an output."""

    kind: Literal["input", "output", "cotangent"]
    position: int = 0


@dataclass(frozen=True)
class Computed:
    """Stands for what a function returns of other arguments: for the softmax of an input."""

    function: Callable[..., Any]
    given: Given


@dataclass(frozen=True)
class Given:
    """The arguments of a call.

    Args:
        listed: the positional ones; None for what is usual: the inputs of forward, in their order, without
            those that are among the named ones.
        named: further ones, by name.

    >>> given = Given((Slot("input", 1), 2), {"base": 10})
    >>> given.call(lambda *args, **named: (args, named), input=("x", "y"))
    (('y', 2), {'base': 10})
    """

    listed: tuple[Any, ...] | None = None
    named: Mapping[str, Any] = field(default_factory=dict)

    def asks_for(self, kind: str) -> bool:
        """Whether there is a slot of a kind."""
        return any(slot.kind == kind for slot in _slots([self.listed or (), self.named]))

    def call(self, function: Callable[..., Any], **values: Any) -> Any:
        """Call a function, with every slot filled from `values`: for each kind, what its positions hold.

        Raises:
            IndexError: there is no input, output or cotangent at a slot's position.
        """
        if self.listed is None:
            named = {slot.position for slot in _slots(self.named) if slot.kind == "input"}
            listed = tuple(one for position, one in enumerate(values["input"]) if position not in named)
        else:
            listed = _filled(self.listed, values)
        return function(*listed, **_filled(self.named, values))


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, Slot):
        return values[value.kind][value.position]
    if isinstance(value, Computed):
        return value.given.call(value.function, **values)
    if type(value) in (list, tuple):
        return type(value)(_filled(item, values) for item in value)
    if type(value) is dict:
        return {name: _filled(item, values) for name, item in value.items()}
    return value


def _slots(value: Any) -> Iterator[Slot]:
    if isinstance(value, Slot):
        yield value
    elif isinstance(value, Computed):
        yield from _slots([value.given.listed or (), value.given.named])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _slots(item)
    elif isinstance(value, Mapping):
        yield from _slots(list(value.values()))
