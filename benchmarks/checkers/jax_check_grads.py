"""jax.test_util.check_grads in x64: numpy behind pure_callback in a custom_vjp, default tolerances."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from as_function import LayerFunction
from jax.test_util import check_grads

from .base import OfFunction

__all__ = ["CHECKERS"]

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
# A layer that raises behind a callback is an answer here, not an incident.
logging.getLogger("jax._src.callback").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class CheckGrads(OfFunction):
    """Reverse mode, first order: the only ones that a callback has."""

    slow: bool = True

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """Whether check_grads raises no AssertionError; its own seed is fixed."""
        arrays = function.arrays
        out = _like(function.forward(arrays))
        shapes = tuple(_like(array) for array in arrays)

        def gradients(cotangent: Any, *points: Any) -> tuple[np.ndarray, ...]:
            return function.vjp([np.asarray(point) for point in points], np.asarray(cotangent))

        @jax.custom_vjp
        def layer(*points: Any) -> Any:
            return jax.pure_callback(lambda *p: function.forward([np.asarray(x) for x in p]), out, *points)

        layer.defvjp(
            lambda *points: (layer(*points), points),
            lambda points, cotangent: jax.pure_callback(gradients, shapes, cotangent, *points),
        )
        try:
            check_grads(layer, arrays, order=1, modes=("rev",))
        except AssertionError:
            return False
        finally:
            jax.clear_caches()
        return True


def _like(array: np.ndarray) -> Any:
    return jax.ShapeDtypeStruct(array.shape, np.float64)


CHECKERS = [CheckGrads("jax check_grads, x64")]
