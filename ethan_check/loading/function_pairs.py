"""Functions as layers: pairs such as `affine_forward` with `affine_backward`, as they stand in a module."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from ethan_check.subject.conventions.spelling import BACKWARD_FUNCTIONS, FORWARD_FUNCTIONS

__all__ = ["ConstantFactory", "FunctionPair", "function_pairs"]


class FunctionPair:
    """Two functions as one object, to be judged like a layer.

    Attributes:
        origin: the forward as it stands in its module.
        ethan_backward: the backward as it stands there.
    """

    def __init__(self, forward: Callable[..., Any], backward: Callable[..., Any], name: str = "") -> None:
        self.forward, self.backward = forward, backward
        self.origin, self.ethan_backward = forward, backward
        self.__name__ = name or getattr(forward, "__name__", "function")

    def __deepcopy__(self, memo: dict[int, Any]) -> FunctionPair:
        return self


class ConstantFactory:
    """A factory for what needs no making: it returns the object that it holds.

    Attributes:
        origin: what stands in the module: the function, or the forward of a pair.
    """

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self.origin = getattr(layer, "origin", layer)
        self.__name__ = str(getattr(layer, "__name__", type(layer).__name__))

    def __call__(self) -> Any:
        return self._layer


def function_pairs(module: Any) -> dict[str, FunctionPair]:
    """Every forward in a module that has its backward beside it, by the name that both share.

    The names are made with a word for forward and one for backward before or after the shared part; or the
    forward has the shared part alone, or both have none.
    """
    functions = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and not name.startswith("__")
    }
    found: dict[str, FunctionPair] = {}
    for name, backward in functions.items():
        for shared, forwards in _partners(name):
            forward = next((functions[one] for one in forwards if one in functions), None)
            if forward is not None:
                found.setdefault(shared, FunctionPair(forward, backward, shared))
                break
    return found


def _partners(name: str) -> Iterator[tuple[str, list[str]]]:
    """What a backward of this name may share with its forward, and what that could be called."""
    for word in sorted(BACKWARD_FUNCTIONS, key=len, reverse=True):
        usual = word.replace("back", "for").replace("bwd", "fwd").replace("bprop", "fprop")
        words = sorted(FORWARD_FUNCTIONS, key=lambda one: one != usual)
        if name == word:
            yield words[0], words
        for shared in (name.removesuffix(f"_{word}"), name.removeprefix(f"{word}_")):
            if shared != name:
                after, before = ([f"{shared}_{one}" for one in words], [f"{one}_{shared}" for one in words])
                yield shared, [*after, *before, shared]
