"""What a layer says of itself where nobody declared a contract for it."""

from __future__ import annotations

from typing import Any

from ethan_core.annotations import annotated_contract
from ethan_core.contract import Contract

__all__ = ["stated_contract"]


def stated_contract(layer: Any) -> Contract | None:
    """The annotations of forward as a contract; None where the layer has one of its own, or none.

    >>> class Double:
    ...     def forward(self, x: 'Float[Array, "N d"]') -> 'Float[Array, "N d"]': return 2 * x
    >>> stated_contract(Double).shapes
    'N d -> N d'
    """
    if layer is None or getattr(layer, "contract", None) is not None:
        return None
    return annotated_contract(layer)
