"""JAX for Ethan: is a custom rule, `jax.custom_vjp` or `jax.custom_jvp`, the derivative of its function?

>>> import jax.numpy as jnp, ethan_jax
>>> ethan_jax.check(jnp.tanh, jnp.array([0.3, -1.2, 0.8])).verdict
'pass'
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if find_spec("jax") is None:
    raise ImportError("ethan-jax needs JAX, which is not installed: pip install jax")

if TYPE_CHECKING:
    from ethan_jax.checking import check
    from ethan_jax.drop_in import check_grads

_HOMES = {"check": "ethan_jax.checking", "check_grads": "ethan_jax.drop_in"}
"""Imported on first use: the plugin is loaded in runs that never see jax, and jax takes half a second."""

__all__ = ["check", "check_grads"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ethan_jax' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
