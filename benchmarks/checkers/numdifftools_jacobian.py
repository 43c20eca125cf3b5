"""The Jacobian of numdifftools held against the one that backward gives row by row, by np.allclose."""

from __future__ import annotations

from dataclasses import dataclass

import numdifftools
import numpy as np
from as_function import LayerFunction

from .base import OfFunction

__all__ = ["CHECKERS"]


@dataclass(frozen=True)
class Jacobian(OfFunction):
    """Both with default tolerances and steps."""

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """Whether the Jacobians are close."""
        x, out = function.vector, function.forward(function.arrays)
        rows = []
        for position in range(out.size):
            cotangent = np.zeros(out.size)
            cotangent[position] = 1.0
            rows.append(function.flat_vjp(x, cotangent.reshape(out.shape)))
        numeric = np.reshape(numdifftools.Jacobian(function.flat_forward)(x), (out.size, x.size))
        return bool(np.allclose(np.reshape(rows, (out.size, x.size)), numeric))


CHECKERS = [Jacobian("numdifftools Jacobian")]
