"""The arrays on which the functions are judged; their names say what a function may rely on."""

import numpy as np

_rng = np.random.default_rng(0)

SIGNED = _rng.standard_normal((4, 3))
OTHER = _rng.standard_normal((4, 3))
POSITIVE = np.abs(SIGNED) + 0.3
INSIDE = 0.9 * np.tanh(SIGNED)
SHARES = (INSIDE + 1) / 2
SQUARE = _rng.standard_normal((3, 3))
REGULAR = SQUARE @ SQUARE.T + 3 * np.eye(3)
VOLUME = _rng.standard_normal((2, 5, 6, 3))
STACK = _rng.standard_normal((2, 5, 3, 4))
IMAGES = _rng.standard_normal((2, 3, 5, 7))
KERNELS = _rng.standard_normal((4, 3, 3, 3))
SMALL_IMAGES = _rng.standard_normal((2, 3, 4, 5))
