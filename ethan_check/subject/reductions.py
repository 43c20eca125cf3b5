"""How gradients are reduced over the batch, where that is stated beside the contract."""

from __future__ import annotations

from collections.abc import Mapping

from ethan_core.contract import Reduction
from ethan_core.errors import ArgumentError

__all__ = ["require_reductions", "stated_reduction", "undone"]

Stated = Reduction | Mapping[str, Reduction] | None


def require_reductions(
    stated: Stated, layer: str, inputs: tuple[str, ...], parameters: tuple[str, ...]
) -> None:
    """Refuse a reduction of an array that a layer does not have.

    Raises:
        ArgumentError: that one is named.

    >>> require_reductions({"w": "mean"}, "dense", ("X",), ("W",))
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: reduction names 'w', but the parameters of dense are W (and its inputs X)
    """
    if not isinstance(stated, Mapping):
        return
    unknown = [name for name in stated if name not in inputs and name not in parameters]
    if unknown:
        raise ArgumentError(
            f"reduction names {', '.join(map(repr, unknown))}, but the parameters of {layer} are "
            f"{', '.join(parameters) or 'none'} (and its inputs {', '.join(inputs)})"
        )


def stated_reduction(stated: Stated, name: str, *, is_differentiated: bool) -> Reduction | None:
    """What is stated for one array; None where nothing is.

    Args:
        is_differentiated: whether it is an input of a layer that is no loss: one word for all is about
            parameters, and about inputs of losses.

    >>> stated_reduction("mean", "W", is_differentiated=False)
    'mean'
    >>> stated_reduction("mean", "X", is_differentiated=True)
    'sum'
    """
    if stated is None:
        return None
    if isinstance(stated, Mapping):
        return stated.get(name, "sum")
    return "sum" if is_differentiated else stated


def undone(reduction: Reduction, batch: int) -> float:
    """What a reduced gradient is multiplied by to be the derivative of the sum over a batch.

    >>> undone("mean", 4), undone("per_sample", 4)
    (4.0, 0.25)
    """
    return {"sum": 1.0, "mean": float(batch), "per_sample": 1.0 / max(batch, 1)}[reduction]
