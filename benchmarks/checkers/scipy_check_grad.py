"""scipy.optimize.check_grad on the sum of the outputs, as its documentation uses it.

It returns a distance and leaves the tolerance to its caller: 1e-5 here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from as_function import LayerFunction
from scipy.optimize import check_grad

from .base import OfFunction

__all__ = ["CHECKERS"]

_TOLERANCE = 1e-5


@dataclass(frozen=True)
class CheckGrad(OfFunction):
    """All arguments in one vector."""

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """Whether the distance is small."""
        ones = np.ones(function.forward(function.arrays).shape)
        distance = check_grad(
            lambda x: function.flat_forward(x).sum(), lambda x: function.flat_vjp(x, ones), function.vector
        )
        return bool(distance < _TOLERANCE)


CHECKERS = [CheckGrad("scipy check_grad")]
