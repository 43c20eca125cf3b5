"""HIPS autograd's check_grads: numpy inside a primitive with a VJP of its own, default tolerances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from as_function import LayerFunction
from autograd.extend import defvjp_argnums, primitive
from autograd.test_util import check_grads

from .base import OfFunction

__all__ = ["CHECKERS"]


@dataclass(frozen=True)
class CheckGrads(OfFunction):
    """Reverse mode, first order: the only ones that numpy inside a primitive has."""

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """Whether check_grads raises no AssertionError; it draws from numpy's global generator."""

        @primitive
        def layer(*arrays: Any) -> Any:
            return function.forward(arrays)

        def vjps(argnums: tuple[int, ...], ans: Any, arrays: tuple[Any, ...], kwargs: Any) -> Any:
            def pull(cotangent: Any) -> tuple[np.ndarray, ...]:
                gradients = function.vjp(arrays, np.asarray(cotangent))
                return tuple(gradients[position] for position in argnums)

            return pull

        defvjp_argnums(layer, vjps)
        state = np.random.get_state()
        np.random.seed(seed)
        try:
            argnums = tuple(range(len(function.arrays)))
            check_grads(layer, argnums, modes=["rev"], order=1)(*function.arrays)
        except AssertionError:
            return False
        finally:
            np.random.set_state(state)
        return True


CHECKERS = [CheckGrads("HIPS autograd check_grads")]
