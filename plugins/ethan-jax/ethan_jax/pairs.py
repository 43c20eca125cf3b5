"""A forward and a backward that somebody wrote for jax's arrays, as functions of numpy's."""

from __future__ import annotations

from typing import Any

import jax
from jax import tree_util

from ethan_check.api import Functions
from ethan_jax.arguments import Arguments
from ethan_jax.arrays import as_array, precision_of

__all__ = ["JaxPair"]


class JaxPair:
    """In the convention of the handed-on cache: `forward(*arrays)` and `backward(cotangent, cache)`.

    Args:
        pair: of functions of jax's arrays.
        arguments: of forward.

    >>> import jax.numpy as jnp, numpy as np
    >>> pair = Functions(jnp.sin, lambda g, x: g * jnp.cos(x), 1)
    >>> arrays = JaxPair(pair, Arguments.of((jnp.zeros(2),)))
    >>> output, cache = arrays.forward(np.zeros(2))
    >>> arrays.backward(output + 1, cache)
    array([1., 1.])
    """

    def __init__(self, pair: Functions, arguments: Arguments) -> None:
        self.pair, self.arguments = pair, arguments

    def __deepcopy__(self, memo: dict[int, Any]) -> JaxPair:
        return self  # Functions are shared.

    def forward(self, *arrays: Any) -> tuple[Any, Any]:
        """The output as arrays, and the cache as it is."""
        with precision_of(arrays):
            output, cache = self.pair.forward(*self.arguments.rebuilt(list(map(jax.numpy.array, arrays))))
            return _as_arrays(output), cache

    def backward(self, cotangent: Any, cache: Any) -> Any:
        """The gradients as arrays."""
        leaves = tree_util.tree_leaves(cotangent)
        with precision_of(leaves):
            given = tree_util.tree_map(jax.numpy.array, cotangent)
            return _as_arrays(self.pair.backward(given, cache))


def _as_arrays(found: Any) -> Any:
    """The same with numpy's arrays in place of jax's, wherever they stand."""
    return tree_util.tree_map(lambda one: as_array(one) if isinstance(one, jax.Array) else one, found)
