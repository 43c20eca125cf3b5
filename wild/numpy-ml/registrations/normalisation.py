"""Normalisation over the batch and over the features."""

from numpy_ml.neural_nets.layers import BatchNorm1D, BatchNorm2D, LayerNorm1D, LayerNorm2D

from ethan_core import register
from registrations.preparing import contract, prepared


def batch_norm1d(epsilon, momentum):
    return prepared(BatchNorm1D(momentum, epsilon), n_in=3, n_out=3)


def batch_norm2d(epsilon, momentum):
    return prepared(BatchNorm2D(momentum, epsilon), in_ch=3, out_ch=3)


def layer_norm1d(epsilon):
    return prepared(LayerNorm1D(epsilon), n_in=4, n_out=4)


def layer_norm2d(epsilon):
    return prepared(LayerNorm2D(epsilon), (1, 3, 4, 2), in_ch=2, out_ch=2)


for name, epsilon in {"": 1e-5, "-large-epsilon": 0.1}.items():
    over_batch = {"epsilon": epsilon, "momentum": 0.9 if not name else 0.5}
    for make, shapes in ((batch_norm1d, "N 3 -> N 3"), (batch_norm2d, "N H W 3 -> N H W 3")):
        register(
            f"{make.__name__.replace('_', '-')}{name}.v1",
            make,
            cases=[over_batch],
            contract=contract(shapes),
        )
    for make, shapes in ((layer_norm1d, "N 4 -> N 4"), (layer_norm2d, "N 3 4 2 -> N 3 4 2")):
        register(
            f"{make.__name__.replace('_', '-')}{name}.v1",
            make,
            cases=[{"epsilon": epsilon}],
            contract=contract(shapes, rows_independent=True),
        )
