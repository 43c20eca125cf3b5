"""Classes that are named as frameworks' are, and a plugin that translates them."""

from __future__ import annotations

import numpy as np

from ethan_check import Translation


def foreign(module, name, bases=(object,)):
    return type(name, bases, {"__module__": module})


Module = foreign("torch.nn.modules.module", "Module")
Tensor = foreign("torch", "Tensor")


class Scale(Module):
    """As much of a module as the tests need: it has a weight, and no backward."""

    __module__ = "theirs"

    def __init__(self, weight=2.0):
        self.weight = weight


class Given(Tensor):
    """A tensor of some numbers."""

    def __init__(self, numbers):
        self.numbers = numbers


class Scaled:
    """What the plugin makes of a Scale; wrong by a factor where it is told so."""

    def __init__(self, weight, factor=1.0):
        self.weight, self.factor = np.array(weight), factor
        self.grads = {}

    def forward(self, x):
        self.x = x
        return self.weight * x

    def backward(self, g):
        self.grads = {"weight": np.sum(g * self.x)}
        return self.factor * self.weight * g


def translate(thing, inputs, factor=1.0, **options):
    """A layer for each Scale, and arrays for tensors."""
    if not isinstance(thing, Scale):
        return None
    arrays = None if inputs is None else tuple(getattr(one, "numbers", one) for one in inputs)
    return Translation(Scaled(thing.weight, factor), arrays, options)
