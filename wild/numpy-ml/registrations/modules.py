"""Modules: layers that are made of layers."""

from functools import partial

import numpy as np
from numpy_ml.neural_nets.activations import Tanh
from numpy_ml.neural_nets.modules import (
    MultiHeadedAttentionModule,
    SkipConnectionConvModule,
    SkipConnectionIdentityModule,
    WavenetResidualModule,
)

from ethan_core import register
from registrations.known import everything
from registrations.preparing import contract


class Module:
    """A module as one layer, with its parameters side by side: `conv1.W`.

    Its parts have their parameters already, and have kept nothing of the forward that made them.
    """

    def __init__(self, module, *inputs):
        module.forward(*inputs)
        self.module = module
        self.flush_gradients()

    def parts(self):
        return self.module.components

    def flush_gradients(self):
        for part in self.parts():
            part.flush_gradients()

    @property
    def parameters(self):
        return _flat(self.module.parameters["components"])

    @property
    def gradients(self):
        return _flat(self.module.gradients["components"])

    def forward(self, *inputs):
        return self.module.forward(*inputs)

    def backward(self, dLdY):
        return self.module.backward(dLdY)


class Flushed(Module):
    """The same in the second batch of a training: the module itself has been flushed."""

    def forward(self, *inputs):
        self.module.flush_gradients()
        return super().forward(*inputs)


class Wavenet(Module):
    """Its backward takes the cotangents in the other order than its forward returns the outputs."""

    def backward(self, dLdY):
        main, skip = dLdY
        return self.module.backward(skip, main)


class Attention(Module):
    """Its projections are not among its components."""

    def parts(self):
        inside = self.module.attention
        return [inside, inside.softmax, *self.module.projections.values()]


def _flat(components):
    return {
        f"{component}.{name}": array
        for component, arrays in components.items()
        for name, array in (arrays or {}).items()
        if array is not None
    }


def identity(how):
    module = SkipConnectionIdentityModule(3, (2, 3), (3, 2), act_fn=Tanh(), epsilon=0.1)
    return how(module, np.zeros((1, 4, 4, 2)))


def convolution(how):
    module = SkipConnectionConvModule(
        3, 2, (2, 2), (3, 2), (2, 3), pad1=1, pad2=1, act_fn=Tanh(), epsilon=0.1
    )
    return how(module, np.zeros((1, 5, 4, 2)))


def wavenet(how):
    return how(WavenetResidualModule(2, 3, 1, 2), np.zeros((1, 5, 2)), np.zeros((1, 5, 2)))


def attention(how):
    return how(MultiHeadedAttentionModule(n_heads=2), *np.zeros((3, 1, 4)))


UNFLUSHED = everything("flush_gradients() leaves None where forward appends, so the next forward raises")

register(
    "skip-identity.v1",
    partial(identity, Module),
    contract=contract("N H W 2 -> N H W 2"),
)
register(
    "skip-convolution.v1",
    partial(convolution, Module),
    contract=contract("N 5 4 2 -> N 6 6 2"),
)
register(
    "wavenet.v1",
    partial(wavenet, Wavenet),
    contract=contract("N L 2, N L 2 -> N L 2, N L 2", inputs=("main", "skip")),
)
register(
    "multi-head-attention.v1",
    partial(attention, Attention),
    contract=contract("N 4, N 4, N 4 -> N 1 4", inputs=("Q", "K", "V"), rows_independent=True),
    expected_failures={
        "purity": "dropout multiplies the cotangent in place, which a read-only one refuses",
        "layout": "dropout multiplies the cotangent in place, which a broadcast one refuses",
    },
)
register(
    "skip-identity-flushed.v1",
    partial(identity, Flushed),
    contract=contract("N H W 2 -> N H W 2"),
    expected_failures=UNFLUSHED,
)
register(
    "skip-convolution-flushed.v1",
    partial(convolution, Flushed),
    contract=contract("N 5 4 2 -> N 6 6 2"),
    expected_failures=UNFLUSHED,
)
