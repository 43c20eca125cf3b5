"""Layers that merge several arrays into one."""

from functools import partial

from numpy_ml.neural_nets.layers import Add, Multiply

from ethan_core import register
from registrations.preparing import contract


class OfArrays:
    """A layer whose forward takes one list of arrays, as one that takes the arrays."""

    def __init__(self, layer):
        self.layer = layer

    def flush_gradients(self):
        self.layer.flush_gradients()

    def forward(self, *arrays):
        return self.layer.forward(list(arrays))

    def backward(self, dLdY):
        return self.layer.backward(dLdY)


TWO = contract("N D, N D -> N D", inputs=("A", "B"), rows_independent=True)
THREE = contract("N D, N D, N D -> N D", inputs=("A", "B", "C"), rows_independent=True)


def merging(cls, activation):
    return OfArrays(cls(activation))


for cls in (Add, Multiply):
    for name, activation, arrays in (
        ("two", None, TWO),
        ("three", None, THREE),
        ("two-tanh", "Tanh", TWO),
        ("three-relu", "ReLU", THREE),
    ):
        register(
            f"{cls.__name__.lower()}-{name}.v1",
            partial(merging, cls, activation),
            contract=arrays,
        )
