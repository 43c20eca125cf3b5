"""What a small library offers: a correct layer, the same with one planted bug, and how it is to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Library:
    """One way of writing layers.

    Args:
        name: for test ids.
        convention: what the layer must be read as.
        right, wrong: make the layer, without and with its bug.
        target: the gradient that the bug makes wrong.
        parameters: the names that must be found.
        inputs: of forward.
        words: what the description must say.
    """

    name: str
    convention: str
    right: Callable[[], Any]
    wrong: Callable[[], Any]
    target: str
    parameters: tuple[str, ...] = ("W", "b")
    inputs: tuple[Any, ...] = ()
    words: str = ""

    def arrays(self) -> tuple[Any, ...]:
        """The inputs, or a batch of four rows of three."""
        return self.inputs or (np.random.default_rng(0).normal(size=(4, 3)),)


def weights() -> tuple[Any, Any]:
    """W and b of a linear layer from three to two features."""
    rng = np.random.default_rng(1)
    return rng.normal(size=(3, 2)), rng.normal(size=2)
