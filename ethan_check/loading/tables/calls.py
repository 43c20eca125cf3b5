"""How a layer is called, where a table says so: what follows its making, and what its methods are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ethan_check.loading.tables.error import Mistake, Place
from ethan_check.loading.tables.toml_values import python_value, require_arguments
from ethan_check.subject.conventions.declared_calls import Argument as Slot
from ethan_check.subject.conventions.declared_calls import CallArguments as Given
from ethan_check.subject.conventions.declared_calls import Computed
from ethan_check.subject.conventions.declared_calls import DeclaredCalls as Directions
from ethan_check.subject.conventions.declared_calls import DeclaredLayer as Directed
from ethan_check.subject.conventions.traced_functions import TapeFunction, VjpFunction
from ethan_core.suggest import did_you_mean

__all__ = ["CALL_KEYS", "Backward", "Calls", "Step", "given_of"]

CALL_KEYS = ("arguments", "forward", "backward", "outputs", "setup", "vjp", "tensor")
"""The keys that say how a layer is called."""

_SLOTS: tuple[str, ...] = ("input", "output", "cotangent")


@dataclass(frozen=True)
class Step:
    """What is done with a layer that is just made: a method is called, or an attribute is set.

    Args:
        name: of the method or attribute; of a part of the layer with dots, `conv1.build`.
        value: its arguments, or its value, as they stand in the file.
        is_call: which of the two it is.
    """

    name: str
    value: Any
    is_call: bool = True


@dataclass(frozen=True)
class Backward:
    """What a table says of backward.

    Args:
        name: of the method, or of the function.
        arguments: what it is given, as it stands in the file; None for what is found out.
        returns: whose gradients it returns, as positions of inputs; empty for all inputs in their order.
    """

    name: str = ""
    arguments: Any = None
    returns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Calls:
    """What a table says of the calls; makes the layer that is judged of the object that was made.

    Args:
        arguments: what forward is given, as it stands in the file; None for its inputs.
        forward: the name of the method; empty for the usual ones.
        outputs: the positions of those that are judged; empty for all.
        vjp, tensor: `module:name` of what derives a function's backward, or of what makes a tensor.
    """

    place: Place
    arguments: Any = None
    forward: str = ""
    backward: Backward = Backward()
    outputs: tuple[int, ...] = ()
    setup: tuple[Step, ...] = ()
    vjp: str = ""
    tensor: str = ""

    @property
    def is_traced(self) -> bool:
        """Whether a library derives the backward pass."""
        return bool(self.vjp or self.tensor)

    def finish(self, layer: Any, *, is_pair: bool = False) -> Any:
        """The layer that is judged.

        Args:
            layer: what was just made, or a function.
            is_pair: whether the name of backward has been used already, to find a function.

        Raises:
            Mistake: the table says something that cannot be.
            Exception: what a step of the setup raises.
        """
        for number, step in enumerate(self.setup):
            self._take(step, layer, f"setup[{number}]")
        given = given_of(self.arguments, self.place, "arguments", ("input",))
        if self.vjp:
            return VjpFunction(layer, python_value({"import": self.vjp}, self.place, "vjp"), given)
        if self.tensor:
            return TapeFunction(layer, python_value({"import": self.tensor}, self.place, "tensor"), given)
        told = given_of(self.backward.arguments, self.place, "backward.arguments", _SLOTS)
        name = "" if is_pair else self.backward.name
        directions = Directions(self.forward, name, given, told, self.backward.returns, self.outputs)
        if directions == Directions():
            return layer
        for key, method in (("forward", self.forward), ("backward", name)):
            if method and not callable(getattr(layer, method, None)):
                raise self._no_method(key, method, layer)
        return Directed(layer, directions)

    def _take(self, step: Step, layer: Any, key: str) -> None:
        *way, name = step.name.split(".")
        holder = layer
        for part in way:
            holder = holder.get(part) if isinstance(holder, Mapping) else getattr(holder, part, None)
        if not step.is_call:
            setattr(holder, name, python_value(step.value, self.place, f"{key}.value"))
            return
        method: Callable[..., Any] | None = getattr(holder, name, None)
        if not callable(method):
            raise self._no_method(key, name, holder)
        given = given_of(step.value, self.place, f"{key}.arguments", ())
        if given.listed is None:
            require_arguments(method, given.named, self.place, f"{key}.arguments")
        method(*(given.listed or ()), **given.named)

    def _no_method(self, key: str, name: str, holder: Any) -> Mistake:
        methods = [
            one for one in dir(holder) if not one.startswith("_") and callable(getattr(holder, one, None))
        ]
        what = f"is {name!r}, but {type(holder).__name__} has no such method"
        return self.place.mistake(key, f"{what}; {did_you_mean(name, methods)}")


def given_of(value: Any, place: Place, key: str, slots: tuple[str, ...]) -> Given:
    """Arguments of the file: a table of named ones, or a list of positional ones with slots among them.

    Raises:
        Mistake: a slot cannot stand here, or a special form is misspelt.

    >>> place = Place("f", "layers", "nn:clip")
    >>> given_of([{"input": 0}, 0.5], place, "arguments", ("input",)).listed
    (Argument(kind='input', position=0), 0.5)
    """
    if value is None:
        return Given()
    if isinstance(value, Mapping):
        named = {name: _read(item, place, f"{key}.{name}", slots) for name, item in value.items()}
        return Given(None, named)
    return Given(tuple(_read(item, place, f"{key}[{number}]", slots) for number, item in enumerate(value)))


def _read(value: Any, place: Place, key: str, slots: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_read(item, place, f"{key}[{number}]", slots) for number, item in enumerate(value)]
    if isinstance(value, dict) and len(value) == 1:
        ((name, content),) = value.items()
        if name in _SLOTS and type(content) is int and content >= 0:
            if name not in slots:
                raise place.mistake(key, f"is {{ {name} = {content} }}, which is not known there")
            return Slot(name, content)
        if name == "tuple" and isinstance(content, list):
            return tuple(_read(content, place, f"{key}.tuple", slots))
    if isinstance(value, dict) and set(value) == {"function", "arguments"}:
        function = python_value({"import": value["function"]}, place, f"{key}.function")
        arguments = value["arguments"]
        if not isinstance(arguments, list):
            raise place.wrong(f"{key}.arguments", arguments, "a list, as in [{ input = 0 }]")
        return Computed(function, given_of(arguments, place, f"{key}.arguments", slots))
    return python_value(value, place, key)
