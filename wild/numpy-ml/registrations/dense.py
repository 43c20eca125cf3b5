"""Fully connected layers, one for each activation."""

from functools import partial

from numpy_ml.neural_nets.activations import ELU, SELU, Exponential, HardSigmoid, SoftPlus
from numpy_ml.neural_nets.layers import FullyConnected, SparseEvolution

from ethan_core import register
from registrations.known import everything
from registrations.preparing import contract, prepared

DENSE = contract("N n_in -> N n_out", rows_independent=True)

ACTIVATIONS = {
    "linear": None,
    "affine": "Affine(slope=2, intercept=1)",
    "relu": "ReLU",
    "leaky-relu": "Leaky ReLU(alpha=0.1)",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
}
"""As numpy-ml spells them; its initialiser of weights knows no others."""


OVERFLOWS = {
    "softplus": {"stability": "log(exp(z) + 1) overflows above 709, where z is the answer"},
}


def dense(activation):
    return prepared(FullyConnected(4, act_fn=activation), n_in=3)


for name, activation in ACTIVATIONS.items():
    register(
        f"fully-connected-{name}.v1",
        partial(dense, activation),
        contract=DENSE,
    )

for name, activation in {
    "elu": ELU(0.7),
    "selu": SELU(),
    "exponential": Exponential(),
    "hard-sigmoid": HardSigmoid(),
    "softplus": SoftPlus(),
}.items():
    register(
        f"fully-connected-{name}.v1",
        partial(dense, activation),
        contract=DENSE,
        expected_failures=OVERFLOWS.get(name, {}),
    )

register(
    "sparse-evolution.v1",
    lambda: prepared(SparseEvolution(6, epsilon=1.5), n_in=5),
    contract=DENSE,
    expected_failures=everything("its parameters cannot be made: numpy.random.binomial(shape=...)"),
)
