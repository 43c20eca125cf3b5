"""A modern layer, how its author would have it checked, and the one-line changes that break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ethan_core import Case

from ..specimen import Bug, Mutable

__all__ = ["ModernSpecimen"]


@dataclass(frozen=True)
class ModernSpecimen(Mutable):
    """One correct layer.

    Args:
        name: unique among all modern layers.
        cls: the correct class.
        draw: draws a case from the class and a generator: sizes, hyperparameters, inputs, as the author of
            the layer would write a rule for a property test; small, unequal sizes.
        natural: the one case that somebody would type by hand.
        style: how backward is written, in words: `gradients in attributes dW beside W`.
        bugs: the planted bugs.
        options: what its author declares to the checker, such as `frozen`; usually nothing.
        gradients: reads, from a layer that has just run backward and from what that returned, every gradient
            by the name of its array: `x`, `x1` for inputs in their order, and names of parameters.
        parameters: the arrays that are trained, by the same names, from a layer; they are moved in place.

    The last two serve the test that holds the layer itself to brute-force differences, not the checker.
    """

    name: str
    cls: type
    draw: Callable[[type, np.random.Generator], Case]
    natural: Callable[[type], Case]
    style: str
    bugs: tuple[Bug, ...]
    gradients: Callable[[Any, Any], Mapping[str, np.ndarray]]
    parameters: Callable[[Any], Mapping[str, np.ndarray]] = field(default=lambda layer: {})
    options: Mapping[str, Any] = field(default_factory=dict)
