"""Forward and backward of a layer of either convention, with its gradients by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from .draws import Array, Draw
from .specimen import Specimen

Gradients = dict[str, Array]


class Runner:
    """One layer object, made for a draw and holding copies of its parameters.

    >>> from zoo.draws import draw
    >>> from zoo.layers.relu import SPECIMEN
    >>> some = draw(SPECIMEN, {}, "typical", np.random.default_rng(0))
    >>> runner = Runner(SPECIMEN, SPECIMEN.cls, some)
    >>> out, cache = runner.forward(some.inputs)
    >>> list(runner.backward(some.dout, cache))
    ['x']
    """

    def __init__(self, specimen: Specimen, cls: type, draw: Draw) -> None:
        self.contract = specimen.contract
        self.plain = "plain" in specimen.tags
        self.layer: Any = cls(**draw.kwargs)
        for name, array in draw.parameters.items():
            self.layer.params[name] = array.copy(order="K")

    def forward(self, inputs: tuple[Array, ...]) -> tuple[Array, Any]:
        """The output, and what backward wants back."""
        if self.plain:
            return self.layer.forward(*inputs), None
        out, cache = self.layer.forward(*inputs)
        return out, cache

    def backward(self, dout: Array, cache: Any) -> Gradients:
        """All gradients by name; constants and integers have none."""
        result = self.layer.backward(dout) if self.plain else self.layer.backward(dout, cache)
        if not isinstance(result, tuple):
            result = (result,)
        named = dict(zip(self.contract.inputs, result, strict=True))
        if self.plain:
            named |= self.layer.grads
        return {name: np.asarray(gradient) for name, gradient in named.items() if gradient is not None}


def evaluate(specimen: Specimen, cls: type, draw: Draw) -> tuple[Array, Gradients]:
    """Output and gradients of a layer that has never run before.

    >>> from zoo.draws import draw
    >>> from zoo.layers.relu import SPECIMEN
    >>> some = draw(SPECIMEN, {}, "positive", np.random.default_rng(0))
    >>> out, gradients = evaluate(SPECIMEN, SPECIMEN.cls, some)
    >>> bool((gradients["x"] == some.dout).all())
    True
    """
    runner = Runner(specimen, cls, draw)
    out, cache = runner.forward(draw.inputs)
    return np.array(out), {name: array.copy() for name, array in runner.backward(draw.dout, cache).items()}


def differing(got: Gradients, expected: Gradients, relative: float = 1e-10) -> list[str]:
    """The names under which two sets of gradients differ in shape, or by more than rounding.

    >>> differing({"x": np.ones(2)}, {"x": np.array([1.0, 1.1])})
    ['x']
    """
    names = []
    for name in sorted(got.keys() | expected.keys()):
        ours, theirs = got.get(name), expected.get(name)
        alike = ours is not None and theirs is not None and ours.shape == theirs.shape
        if not (alike and _close(ours, theirs, relative)):
            names.append(name)
    return names


def _close(ours: Array, theirs: Array, relative: float) -> bool:
    if not ours.size:
        return True
    return bool(np.abs(ours - theirs).max() <= relative * (np.abs(theirs).max() + 1e-4))
