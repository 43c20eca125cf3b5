"""Makes a layer as a table says: constructor arguments, then a mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.modes import Modes
from ethan_check.loading.tables.toml_values import python_value, signature_of

__all__ = ["LayerFactory"]


class LayerFactory:
    """A factory that stands for a class in a registry; called with constructor arguments, it makes a layer.

    Attributes:
        origin: the class, or the function that stands in the module.

    >>> from collections import deque
    >>> LayerFactory(deque, Location("f", "layers", "collections:deque"), None)(maxlen=3)
    deque([], maxlen=3)
    """

    def __init__(
        self,
        target: Callable[..., Any],
        location: Location,
        modes: Modes | None,
        finish: Callable[[Any], Any] | None = None,
    ) -> None:
        self._target = target
        self.origin = getattr(target, "origin", target)
        self._finish = finish or (lambda layer: layer)
        self._location = location
        self._modes = modes
        signature = signature_of(target)
        self.__name__ = str(getattr(target, "__name__", "layer"))
        self._parameters = {} if signature is None else dict(signature.parameters)
        self.mode_argument = "mode" if "mode" not in self._parameters else "train_mode"
        if signature is not None:
            self.__signature__ = signature

    def cases(self, inits: tuple[Mapping[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        """Every configuration in every mode."""
        modes = () if self._modes is None else tuple(self._modes.values)
        return tuple(
            {**self._values(init), **mode}
            for init in inits
            for mode in ([{self.mode_argument: mode} for mode in modes] or [{}])
        )

    def _values(self, init: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(name, value) for name, value in init.items()}

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict) for v in value)):
            return value  # Made anew for each layer, so that no two share it.
        parameter = self._parameters.get(name)
        if isinstance(value, list) and parameter is not None:
            declared = str(parameter.annotation).lower()
            if isinstance(parameter.default, tuple) or ("tuple" in declared and "list" not in declared):
                return tuple(value)
        return value

    def __call__(self, **arguments: Any) -> Any:
        """Make a layer.

        Raises:
            Exception: what the constructor raises.
        """
        mode = arguments.pop(self.mode_argument, "") if self._modes is not None else ""
        made = {
            name: python_value(value, self._location, f"init.{name}") for name, value in arguments.items()
        }
        if self._modes is None:
            return self._finish(self._target(**made))
        return self._finish(self._modes.enter(self._modes.subclass(self._target, mode)(**made), mode))
