"""mygrad 2.5.0, function by function: a tensor's own `backward` is the backward pass."""

import mygrad as mg
import numpy as np
from mygrad.nnet import activations, layers, losses

from ethan_core import Case, register
from registrations.arrays import (
    IMAGES,
    INSIDE,
    KERNELS,
    OTHER,
    POSITIVE,
    SIGNED,
    SMALL_IMAGES,
    STACK,
    VOLUME,
)


class Taped:
    """A function whose backward is what mygrad's tape gives."""

    def __init__(self, function):
        self.function = function

    def forward(self, *inputs):
        self.inputs = [mg.tensor(array, copy=True) for array in inputs]
        self.output = self.function(*self.inputs)
        return np.array(self.output.data)

    def backward(self, g):
        self.output.backward(g)
        gradients = tuple(
            np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad for tensor in self.inputs
        )
        return gradients if len(gradients) > 1 else gradients[0]


KNOWN = {
    "sech": {"stability": "1/cosh(x) times tanh(x) is 0 times NaN where cosh overflows"},
    "csch": {"stability": "the same for sinh"},
    "std-axis0": {"gradient": "the gradient of the deviation of a single row is 0/0"},
    "softmax-focal-loss": {"stability": "the logarithm of a probability that underflows to 0"},
}


def judged(name, function, *arrays):
    register(
        f"mygrad.{name}.v1",
        Taped,
        cases=[Case(Taped(function), arrays)],
        expected_failures=KNOWN.get(name),
    )


for name in "sin cos tan exp expm1 exp2 sinh cosh tanh arctan arcsinh square absolute sinc sech csch".split():
    judged(name, getattr(mg, name), SIGNED)
for name in "log log2 log10 log1p sqrt reciprocal cbrt".split():
    judged(name, getattr(mg, name), POSITIVE)
for name in "arcsin arccos arctanh".split():
    judged(name, getattr(mg, name), INSIDE)
for name in "add subtract multiply maximum minimum logaddexp logaddexp2".split():
    judged(name, getattr(mg, name), SIGNED, OTHER)
for name in "sum mean prod max min var std cumsum cumprod".split():
    judged(name, getattr(mg, name), SIGNED)
    judged(f"{name}-axis0", lambda x, f=getattr(mg, name): f(x, axis=0), SIGNED)
for name in "relu selu sigmoid hard_tanh soft_sign logsoftmax softmax tanh".split():
    judged(name.replace("_", "-") + "-activation", getattr(activations, name), SIGNED)
for name in "elu leaky_relu".split():
    judged(name.replace("_", "-"), lambda x, f=getattr(activations, name): f(x, 0.1), SIGNED)


def labels(x):
    return np.resize([0, 2, 1, 1], len(x))


judged("divide", mg.divide, SIGNED, POSITIVE)
judged("power", mg.power, POSITIVE, OTHER)
judged("arctan2", mg.arctan2, SIGNED, POSITIVE)
judged("matmul", mg.matmul, VOLUME, STACK)
judged("einsum", lambda x, y: mg.einsum("ij,kj->ik", x, y), SIGNED, OTHER)
judged("where", lambda x, y: mg.where(x.data > y.data, 2 * x, 3 * y), SIGNED, OTHER)
judged("clip", lambda x: mg.clip(x, -0.5, 0.7), SIGNED)
judged("concatenate", lambda x, y: mg.concatenate([x, 2 * y]), SIGNED, OTHER)
judged("reshape", lambda x: mg.reshape(x, (-1,)), SIGNED)
judged("transpose", lambda x: mg.transpose(x, (0, 3, 1, 2)), VOLUME)
judged("getitem", lambda x: x[[0, 0, 2], [1, 1, 0]], SIGNED)
judged("roll", lambda x: mg.roll(x, 1, axis=0), SIGNED)
judged("swapaxes", lambda x: mg.swapaxes(x, 0, 2), VOLUME)
judged("norm", mg.linalg.norm, SIGNED)
judged("softmax-crossentropy", lambda x: losses.softmax_crossentropy(x, labels(x)), SIGNED)
judged("multiclass-hinge", lambda x: losses.multiclass_hinge(x, labels(x)), SIGNED)
judged("softmax-focal-loss", lambda x: losses.softmax_focal_loss(x, labels(x), alpha=0.5, gamma=2.0), SIGNED)
judged("convolution", lambda x, w: layers.conv_nd(x, w, stride=2, padding=1), IMAGES, KERNELS)
judged("max-pool", lambda x: layers.max_pool(x, (2, 3), 1), SMALL_IMAGES)
judged(
    "batch-norm", lambda x, a, b: layers.batchnorm(x, gamma=a, beta=b, eps=0.1), SIGNED, POSITIVE[0], OTHER[0]
)
