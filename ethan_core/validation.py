"""Arguments held against what a contract says, and what is said when one does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError, DTypeError, ShapeError
from ethan_core.shapes import Shape

__all__ = ["layer_sizes", "require_array", "require_rate", "require_room"]


def layer_sizes(layer: object) -> dict[str, int]:
    """The integer attributes of a layer that its contract's shapes refer to, by name.

    >>> from ethan_core.net import Mlp
    >>> layer_sizes(Mlp(3, 2)) == {"in_features": 3, "out_features": 2}
    True
    """
    contract = getattr(layer, "contract", None)
    if not isinstance(contract, Contract) or not contract.shapes:
        return {}
    values = {name: getattr(layer, name, None) for name in contract.signature.names()}
    return {name: int(value) for name, value in values.items() if isinstance(value, int | np.integer)}


def require_rate(where: str, lr: object) -> None:
    """Hold a learning rate to be a finite number.

    Raises:
        ArgumentError: it is not.

    >>> require_rate("Mlp.backward", 0.1)
    """
    if not isinstance(lr, float | int | np.floating | np.integer) or not np.isfinite(lr):
        raise ArgumentError(f"{where}: lr is {lr!r}, expected a finite number")


def require_room(where: str, X: npt.NDArray[Any], output: Shape, sizes: Mapping[str, int]) -> None:
    """Hold an input to be large enough for every computed axis of the output.

    Raises:
        ShapeError: the expression of an output axis, such as `(H-kh)//sh+1`, comes out below 1.

    >>> from ethan_core.shapes import parse_shape
    >>> require_room("MaxPool2d.forward", np.ones((1, 9)), parse_shape("N H-k+1"), {"N": 1, "H": 9, "k": 9})
    """
    for position, axis in enumerate(output.axes):
        if axis.is_variadic or axis.is_name or not axis.names() <= sizes.keys():
            continue
        if axis.size(sizes) < 1:
            known = " ".join(f"{name}={sizes[name]}" for name in sorted(axis.names()))
            raise ShapeError(
                f"{where}: X has shape {X.shape}, too small: axis {position} of the output, {axis.text}, "
                f"is {axis.size(sizes)} with {known}, expected at least 1"
            )


def require_array(
    where: str,
    argument: str,
    value: object,
    shape: Shape,
    sizes: dict[str, int],
    stars: dict[str, tuple[int, ...]],
) -> None:
    """Hold one argument against its shape, binding the free names in `sizes` and `stars`.

    Raises:
        DTypeError: the value is not an array of floating-point (or complex) numbers.
        ShapeError: the array does not fit; the message names the argument and the axis.
    """
    if not isinstance(value, np.ndarray):
        raise DTypeError(f"{where}: {argument} is a {type(value).__name__}, expected a numpy array")
    if value.dtype.kind not in "fc":
        raise DTypeError(f"{where}: {argument} has dtype {value.dtype}, expected floating point")
    problem = shape.mismatch(value.shape, sizes, stars)
    if problem:
        raise ShapeError(f"{where}: {argument} has shape {value.shape}, expected ({shape}): {problem}")
