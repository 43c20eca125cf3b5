"""One file for each convention in which people write backward passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ethan_check.adapters.base import Adapter
from ethan_check.adapters.cached import Cached
from ethan_check.adapters.fused_update import FusedUpdate
from ethan_check.adapters.loss import LossMethods
from ethan_check.adapters.plain import Plain
from ethan_check.adapters.train_step import TrainStep
from ethan_core.errors import ArgumentError

__all__ = ["builtin_adapters", "find_adapter"]


def builtin_adapters() -> tuple[Adapter, ...]:
    """The adapters that Ethan brings, in the order in which they are asked."""
    return (TrainStep(), LossMethods(), FusedUpdate(), Cached(), Plain())


def find_adapter(layer: Any, convention: str | None = None, further: Iterable[Adapter] = ()) -> Adapter:
    """The adapter for a layer: the one that is stated, or the first that recognises it.

    Raises:
        ArgumentError: the convention is unknown, or none recognises the layer.
    """
    adapters = (*further, *builtin_adapters())
    if convention is not None:
        for adapter in adapters:
            if adapter.name == convention:
                return adapter
        known = ", ".join(adapter.name for adapter in adapters)
        raise ArgumentError(f"convention {convention!r} is unknown; expected one of {known}")
    for adapter in adapters:
        if adapter.recognises(layer):
            return adapter
    raise ArgumentError(
        f"{type(layer).__name__} is no layer that can be called: expected forward(X) with "
        "backward(X, dL_dY, lr), backward(g) or backward(dout, cache), or value and gradient"
    )
