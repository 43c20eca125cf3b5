"""What is wrong with a store, in one line."""

from __future__ import annotations

__all__ = ["StoreError"]


class StoreError(Exception):
    """A store, or a file of it, cannot be used; the text says which, why, and what to do.

    >>> str(StoreError("gradients/relu.v1.json: is not JSON"))
    'gradients/relu.v1.json: is not JSON'
    """
