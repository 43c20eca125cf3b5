"""How a layer is called, where a table says so: what is done after it is made, and its methods' arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ethan_check.loading.tables.call_syntax import Backward, SetupStep
from ethan_check.loading.tables.declared_calls import (
    Argument,
    CallArguments,
    Computed,
    DeclaredCalls,
    DeclaredLayer,
)
from ethan_check.loading.tables.error import ConfigError, Location
from ethan_check.loading.tables.toml_values import python_value, require_arguments
from ethan_check.loading.tables.traced_functions import TapeFunction, VjpFunction
from ethan_core.suggest import did_you_mean

__all__ = ["CALL_KEYS", "Calls", "call_arguments"]

CALL_KEYS = ("arguments", "forward", "backward", "outputs", "setup", "vjp", "tensor")
"""The keys that say how a layer is called."""

_SLOTS: tuple[str, ...] = ("input", "output", "cotangent")


@dataclass(frozen=True)
class Calls:
    """What a table says of the calls; makes the layer that is judged of the object that was made.

    Args:
        arguments: what forward is given, as it stands in the file; None for its inputs.
        forward: the name of the method; empty for the usual ones.
        outputs: the positions of those that are judged; empty for all.
        vjp, tensor: `module:name` of what derives a function's backward, or of what makes a tensor.

    >>> calls = Calls(Location("f", "layers", "nn:A"), setup=(SetupStep("append", [3]),))
    >>> calls.finish([1, 2])
    [1, 2, 3]
    """

    location: Location
    arguments: Any = None
    forward: str = ""
    backward: Backward = field(default_factory=Backward)
    outputs: tuple[int, ...] = ()
    setup: tuple[SetupStep, ...] = ()
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
            is_pair: whether backward names a function, which has been found already.

        Raises:
            ConfigError: the table says something that cannot be.
            Exception: what a step of the setup raises.
        """
        for number, step in enumerate(self.setup):
            self._run_step(step, layer, f"setup[{number}]")
        arguments = call_arguments(self.arguments, self.location, "arguments", ("input",))
        if self.vjp:
            return VjpFunction(layer, self._import("vjp", self.vjp), arguments)
        if self.tensor:
            return TapeFunction(layer, self._import("tensor", self.tensor), arguments)
        backward = call_arguments(self.backward.arguments, self.location, "backward.arguments", _SLOTS)
        name = "" if is_pair else self.backward.name
        declared = DeclaredCalls(self.forward, name, arguments, backward, self.backward.returns, self.outputs)
        if declared == DeclaredCalls():
            return layer
        for key, method in (("forward", self.forward), ("backward", name)):
            if method and not callable(getattr(layer, method, None)):
                raise self._no_method(key, method, layer)
        return DeclaredLayer(layer, declared)

    def _import(self, key: str, name: str) -> Any:
        return python_value({"import": name}, self.location, key)

    def _run_step(self, step: SetupStep, layer: Any, key: str) -> None:
        *path, name = step.name.split(".")
        holder = layer
        for part in path:
            holder = holder.get(part) if isinstance(holder, Mapping) else getattr(holder, part, None)
        if not step.is_call:
            setattr(holder, name, python_value(step.value, self.location, f"{key}.value"))
            return
        method: Callable[..., Any] | None = getattr(holder, name, None)
        if not callable(method):
            raise self._no_method(key, name, holder)
        arguments = call_arguments(step.value, self.location, f"{key}.arguments", ())
        if arguments.listed is None:
            require_arguments(method, arguments.named, self.location, f"{key}.arguments")
        method(*(arguments.listed or ()), **arguments.named)

    def _no_method(self, key: str, name: str, holder: Any) -> ConfigError:
        methods = [
            one for one in dir(holder) if not one.startswith("_") and callable(getattr(holder, one, None))
        ]
        what = f"is {name!r}, but {type(holder).__name__} has no such method"
        return self.location.error(key, f"{what}; {did_you_mean(name, methods)}")


def call_arguments(value: Any, location: Location, key: str, slots: tuple[str, ...]) -> CallArguments:
    """Arguments of the file: a table of named ones, or a list of positional ones with slots among them.

    Raises:
        ConfigError: a slot cannot stand here, or a special form is misspelt.

    >>> location = Location("f", "layers", "nn:clip")
    >>> call_arguments([{"input": 0}, 0.5], location, "arguments", ("input",)).listed
    (Argument(kind='input', position=0), 0.5)
    """
    if value is None:
        return CallArguments()
    if isinstance(value, Mapping):
        named = {name: _read(item, location, f"{key}.{name}", slots) for name, item in value.items()}
        return CallArguments(None, named)
    return CallArguments(
        tuple(_read(item, location, f"{key}[{number}]", slots) for number, item in enumerate(value))
    )


def _read(value: Any, location: Location, key: str, slots: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_read(item, location, f"{key}[{number}]", slots) for number, item in enumerate(value)]
    if isinstance(value, dict) and len(value) == 1:
        ((name, content),) = value.items()
        if name in _SLOTS and type(content) is int and content >= 0:
            if name not in slots:
                raise location.error(key, f"is {{ {name} = {content} }}, which is not known there")
            return Argument(name, content)
        if name == "tuple" and isinstance(content, list):
            return tuple(_read(content, location, f"{key}.tuple", slots))
    if isinstance(value, dict) and set(value) == {"function", "arguments"}:
        function = python_value({"import": value["function"]}, location, f"{key}.function")
        arguments = value["arguments"]
        if not isinstance(arguments, list):
            raise location.bad_value(f"{key}.arguments", arguments, "a list, as in [{ input = 0 }]")
        return Computed(function, call_arguments(arguments, location, f"{key}.arguments", slots))
    return python_value(value, location, key)
