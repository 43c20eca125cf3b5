"""Questions that only a function of jax's can be asked. Nothing here imports jax before it is asked."""

from __future__ import annotations

from ethan_check import Check

__all__ = ["jax_checks"]


def jax_checks() -> list[Check]:
    """All of them."""
    return []
