"""Functions in pairs: `affine_forward` with `affine_backward`, as they stand in a module."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

__all__ = ["FunctionPair", "function_pairs"]

_BACKWARD = {"forward": "backward", "fwd": "bwd", "fprop": "bprop", "forward_pass": "backward_pass"}


class FunctionPair:
    """Two functions as one object, to be judged like a layer.

    >>> pair = FunctionPair(lambda x: (x * x, x), lambda dout, cache: 2 * cache * dout)
    >>> pair.backward(1.0, pair.forward(3.0)[1])
    6.0
    """

    def __init__(self, forward: Callable[..., Any], backward: Callable[..., Any], name: str = "") -> None:
        self.forward, self.backward = forward, backward
        self.__name__ = name or getattr(forward, "__name__", "function")

    def __deepcopy__(self, memo: dict[int, Any]) -> FunctionPair:
        return self


def function_pairs(module: Any) -> dict[str, FunctionPair]:
    """Every forward in a module that has its backward beside it, by the name that both share.

    The names are made alike with forward and backward (or fwd and bwd, fprop and bprop) before or after
    the shared part, or the forward has the shared part alone.

    >>> import types
    >>> module = types.ModuleType("nn")
    >>> module.relu_forward, module.relu_backward = (lambda x: x), (lambda g, cache: g)
    >>> list(function_pairs(module))
    ['relu']
    """
    functions = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and not name.startswith("__")
    }
    found: dict[str, FunctionPair] = {}
    for name, backward in functions.items():
        for before, after in _BACKWARD.items():
            match = re.fullmatch(rf"(?:(.+)_{after}|{after}_(.+))", name)
            if match is None:
                continue
            shared = match.group(1) or match.group(2)
            forward = next(
                (
                    functions[n]
                    for n in (f"{shared}_{before}", f"{before}_{shared}", shared)
                    if n in functions
                ),
                None,
            )
            if forward is not None and shared not in found:
                found[shared] = FunctionPair(forward, backward, shared)
    return found
