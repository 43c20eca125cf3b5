"""A factory for what needs no making."""

from __future__ import annotations

from typing import Any

from ethan_check.subject.conventions.function_pairs import FunctionPair

__all__ = ["Ready"]


class Ready:
    """A factory for what needs no making: it returns the object that it holds.

    Attributes:
        origin: what stands in the module: the function, or the forward of a pair.
    """

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self.origin = layer.forward if isinstance(layer, FunctionPair) else layer
        self.__name__ = str(getattr(layer, "__name__", type(layer).__name__))

    def __call__(self) -> Any:
        return self._layer
