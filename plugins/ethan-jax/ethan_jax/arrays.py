"""The boundary: numpy's arrays on Ethan's side, jax's on the other, in the precision that is asked for.

jax works in float32 unless a flag of the whole process says otherwise. Here the flag is never touched:
float64 is a context that ends with the call, and float32 is taken as the user's own flag has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

__all__ = ["Array", "as_array", "is_array", "is_complex_step", "is_differentiable", "precision_of"]

Array = npt.NDArray[Any]


def precision_of(arrays: Sequence[Any]) -> AbstractContextManager[Any]:
    """The context for a call with these arrays: float64 unless all that it is given is narrower.

    >>> with precision_of([np.ones(2)]): jnp.ones(1).dtype
    dtype('float64')
    >>> with precision_of([np.ones(2, np.float32)]): jnp.ones(1).dtype
    dtype('float32')
    """
    kinds = [array.dtype for array in arrays if array.dtype.kind in "fc"]
    single = bool(kinds) and all(dtype in (np.float16, np.float32, np.complex64) for dtype in kinds)
    context: AbstractContextManager[Any] = nullcontext() if single else jax.enable_x64(True)
    return context


def as_array(array: Any) -> Array:
    """An array of numpy's in memory of its own; half precision becomes single, which holds it.

    >>> as_array(jnp.ones(2, jnp.bfloat16))
    array([1., 1.], dtype=float32)
    """
    own = np.array(array)
    narrow = is_differentiable(own) and own.dtype.itemsize < 4
    return own.astype(np.float32) if narrow else own


def is_array(leaf: Any) -> bool:
    """Whether a leaf is an array of numbers, which can be another one; random keys stay as they are.

    >>> is_array(np.ones(2)), is_array(jax.random.key(0)), is_array(jax.random.PRNGKey(0)), is_array(2.0)
    (True, False, False, False)
    """
    if not isinstance(leaf, jax.Array | np.ndarray | np.generic):
        return False
    if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key) or leaf.dtype.kind in "OSUMm":
        return False
    is_raw_key = leaf.dtype == np.uint32 and leaf.shape[-1:] == (2,)
    return not is_raw_key and leaf.dtype != jax.dtypes.float0


def is_differentiable(leaf: Any) -> bool:
    """Whether something is an array that a derivative can be taken of.

    >>> is_differentiable(jnp.ones(2, jnp.bfloat16)), is_differentiable(np.arange(2)), is_differentiable(1.0)
    (True, False, False)
    """
    return isinstance(leaf, jax.Array | np.ndarray | np.generic) and jnp.issubdtype(leaf.dtype, jnp.inexact)


def is_complex_step(own: Sequence[Any], arrays: Sequence[Any]) -> bool:
    """Whether complex arrays stand where a program's own are real: it is differentiated along a direction.

    >>> real, moved = np.ones(2), np.ones(2) + 1e-20j
    >>> is_complex_step([real], [moved]), is_complex_step([moved], [moved])
    (True, False)
    """
    return any(map(np.iscomplexobj, arrays)) and not any(map(np.iscomplexobj, own))
