"""How a tape is started with a cotangent: by an argument, by a weighted sum of the output, or by a seed.

Many tapes take none and start from ones, and a gradient for ones must not be held against another cotangent.
So where backward has no argument for it, the other ways are tried on a product of two tensors, whose gradient
is known.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ethan_check.subject.execution.faults import LayerFault

__all__ = ["STARTS", "clear", "found_start", "start_tape", "takes_cotangent"]

STARTS = ("argument", "weighted", "seeded", "seeded with a tensor")
"""`backward(u)`; `(output * u).sum().backward()`; `output.grad = u` (array or tensor) and `backward()`."""

_WORDS = ("g", "gy", "dy", "dout", "cotangent", "upstream", "ct", "seed", "v", "error", "delta")
_FLAGS = (
    "retain",
    "create",
    "require",
    "keep",
    "clear",
    "zero",
    "accumulate",
    "with_",
    "free",
    "reset",
    "fn",
)


def takes_cotangent(output: Any) -> bool:
    """Whether backward has an argument for a cotangent, by its name, or because it must be given.

    >>> class Tensor:
    ...     def backward(self, retain_grad=False): ...
    >>> takes_cotangent(Tensor())
    False
    """
    try:
        parameters = list(inspect.signature(output.backward).parameters.values())
    except (TypeError, ValueError):
        return True
    taken = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if not taken:
        return any(p.kind is p.VAR_POSITIONAL for p in parameters)
    first, name = taken[0], taken[0].name.lower()
    if first.default is first.empty:
        return True
    is_named = "grad" in name or name in _WORDS
    return is_named and not isinstance(first.default, bool) and not any(word in name for word in _FLAGS)


def start_tape(start: str, tensor: Any, output: Any, cotangent: Any, gradient: str) -> None:
    """Run the tape backward from one output.

    Args:
        start: one of `STARTS`.
        tensor: makes a tensor of an array.
        gradient: the name of a tensor's gradient.
    """
    array = np.asarray(cotangent)
    if start == "argument":
        try:
            output.backward(array)
        except (AttributeError, TypeError):
            output.backward(tensor(array))
    elif start == "weighted":
        weighted = output * tensor(array)
        (weighted.sum() if hasattr(weighted, "sum") else weighted).backward()
    else:
        setattr(output, gradient, array.copy() if start == "seeded" else tensor(array))
        output.backward()


def clear(tensor: Any, gradient: str) -> None:
    """What a user does between two steps: no gradient, or zeros where the tape adds to what is there."""
    held = getattr(tensor, gradient, None)
    if held is None:
        return
    if isinstance(held, np.ndarray):
        setattr(tensor, gradient, np.zeros_like(held))
    elif isinstance(held, float | int):
        setattr(tensor, gradient, 0.0)
    else:
        setattr(tensor, gradient, None)


def found_start(
    tensor: Callable[[Any], Any],
    outputs: Iterable[Any],
    names: tuple[str, str],
    follows: Callable[[str], bool],
) -> str:
    """How the tape behind some outputs is started.

    Args:
        tensor: makes a tensor of an array.
        names: of a tensor's array and of its gradient.
        follows: whether the gradients of the layer itself follow the cotangent, for one of `STARTS`; asked
            where tensors cannot be multiplied.

    Raises:
        LayerFault: nothing reaches it.
    """
    outputs = list(outputs)
    if all(map(takes_cotangent, outputs)):
        return "argument"
    shape = np.shape(getattr(outputs[0], names[0]))
    for start in STARTS[1:]:
        reached = _reaches_a_leaf(start, tensor, shape, names)
        if reached or (reached is None and start != "weighted" and _holds(follows, start)):
            return start
    raise LayerFault(
        f"the tape of a {type(outputs[0]).__name__} starts from ones whatever the cotangent: its backward "
        "takes none, and neither a weighted sum of the output nor a gradient put on the output reaches it; "
        "give backward an argument grad",
        "backward",
    )


def _holds(follows: Callable[[str], bool], start: str) -> bool:
    try:
        return follows(start)
    except (Exception, SystemExit):
        return False


def _reaches_a_leaf(
    start: str, tensor: Callable[[Any], Any], shape: tuple[int, ...], names: tuple[str, str]
) -> bool | None:
    """Whether a product gets the gradient that it is owed; None where there is no product."""
    data, gradient = names
    u = np.resize([0.5, -1.25, 2.0], shape)
    leaf = tensor(np.resize([1.5, 0.75], shape))
    try:
        output = leaf * tensor(np.full(shape, 2.0))
    except Exception:
        return None
    try:
        start_tape(start, tensor, output, u, gradient)
        found = getattr(leaf, gradient, None)
        return bool(np.allclose(np.asarray(getattr(found, data, found), dtype=np.float64), 2.0 * u))
    except (Exception, SystemExit):
        return False
