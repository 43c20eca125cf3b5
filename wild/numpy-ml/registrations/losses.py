"""Losses, with their arguments in the order that numpy-ml gives them."""

from functools import partial

import numpy as np
from numpy_ml.neural_nets import losses
from numpy_ml.neural_nets.activations import Identity, Sigmoid, Tanh

from ethan_core import register
from ethan_core.contract import Integers, Interval
from registrations.preparing import contract


class SquaredError:
    """`grad` is the gradient in what the last activation receives, not in the prediction."""

    def __init__(self, activation):
        self.activation = activation

    def value(self, z, target):
        return losses.SquaredError.loss(target, self.activation.fn(z))

    def gradient(self, z, target):
        return losses.SquaredError.grad(target, self.activation.fn(z), z, self.activation)


class CrossEntropy:
    """`grad` is the gradient in the logits of a softmax, not in the prediction."""

    def value(self, logits, target):
        return losses.CrossEntropy.loss(_one_hot(target, logits), _softmax(logits))

    def gradient(self, logits, target):
        return losses.CrossEntropy.grad(_one_hot(target, logits), _softmax(logits))


class Variational:
    """The loss of a variational autoencoder, and its gradients in the order of the arguments."""

    def forward(self, prediction, mean, log_variance, target):
        self.arguments = (target, prediction, mean, log_variance)
        return losses.VAELoss.loss(*self.arguments)

    def backward(self, g):
        dprediction, dlog_variance, dmean = losses.VAELoss.grad(*self.arguments)
        return g * dprediction, g * dmean, g * dlog_variance, None


class Critic:
    """The loss of a Wasserstein critic with gradient penalty."""

    def __init__(self):
        self.loss = losses.WGAN_GPLoss()

    def forward(self, fake, real, slopes):
        self.arguments = (fake, "C", real, slopes)
        return self.loss.loss(*self.arguments)

    def backward(self, g):
        return tuple(g * gradient for gradient in self.loss.grad(*self.arguments))


class Generator:
    """The loss of a Wasserstein generator."""

    def __init__(self):
        self.loss = losses.WGAN_GPLoss()

    def forward(self, fake):
        self.fake = fake
        return self.loss.loss(fake, "G")

    def backward(self, g):
        return g * self.loss.grad(self.fake, "G")


def _softmax(logits):
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def _one_hot(ids, logits):
    return np.eye(logits.shape[1])[ids]


PAIR = contract("N D, N D ->", inputs=("z", "target"), constants=("target",))
for activation in (Identity, Tanh, Sigmoid):
    register(
        f"squared-error-{activation.__name__.lower()}.v1",
        partial(SquaredError, activation()),
        contract=PAIR,
    )
register(
    "cross-entropy.v1",
    CrossEntropy,
    contract=contract(
        "N 4, N ->", inputs=("logits", "target"), constants=("target",), integers={"target": Integers(4)}
    ),
    expected_failures={
        "gradient": "loss adds 2e-16 inside of the logarithm, of which grad does not know",
        "stability": "loss stops growing at 36, where its gradient is 0; grad goes on",
    },
)
register(
    "vae-loss.v1",
    Variational,
    contract=contract(
        "N D, N T, N T, N D ->",
        inputs=("prediction", "mean", "log_variance", "target"),
        constants=("target",),
        domain={"prediction": Interval(0.0, 1.0, open=True), "target": Interval(0.0, 1.0)},
    ),
)
register(
    "wgan-critic.v1",
    Critic,
    contract=contract("N, M, N D ->", inputs=("fake", "real", "slopes")),
    expected_failures={"gradient": "the gradients in fake and in real are returned in each other's place"},
)
register("wgan-generator.v1", Generator, contract=contract("N ->", inputs=("fake",)))
