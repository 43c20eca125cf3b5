"""Activations: `fn(z)` and its derivative `grad(z)`."""

from functools import partial

from numpy_ml.neural_nets import activations

from ethan_core import register
from registrations.preparing import contract


class Elementwise:
    """An activation as a layer."""

    def __init__(self, cls, options):
        self.activation = cls(**options)

    def forward(self, z):
        self.z = z
        return self.activation.fn(z)

    def backward(self, dLdY):
        return dLdY * self.activation.grad(self.z)


for name, options, known in (
    ("Sigmoid", {}, {}),
    ("ReLU", {}, {}),
    ("LeakyReLU", {}, {}),
    ("Tanh", {}, {}),
    ("Affine", {"slope": -2.0, "intercept": 3.0}, {}),
    ("Identity", {}, {}),
    ("ELU", {"alpha": 1.0}, {}),
    ("ELU", {"alpha": 0.5}, {}),
    ("Exponential", {}, {}),
    ("SELU", {}, {}),
    ("HardSigmoid", {}, {}),
    ("SoftPlus", {}, {"stability": "log(exp(z) + 1) overflows above 709, where z is the answer"}),
):
    suffix = "".join(f"-{name}{value:g}" for name, value in options.items())
    register(
        f"activation-{name.lower()}{suffix}.v1",
        partial(Elementwise, getattr(activations, name), options),
        contract=contract("N *axes -> N *axes", rows_independent=True),
        expected_failures=known,
    )
