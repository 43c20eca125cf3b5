"""Recurrent layers, and their cells over the last axis of X."""

from functools import partial

import numpy as np
from numpy_ml.neural_nets.layers import LSTM, RNN, LSTMCell, RNNCell
from numpy_ml.neural_nets.modules import BidirectionalLSTM

from ethan_core import register
from registrations.known import everything
from registrations.preparing import contract, prepared


class OverTime:
    """A cell, run forwards over the last axis of X and backwards over that of the cotangent.

    This is what RNN and LSTM do, which cannot be made.
    """

    def __init__(self, cell):
        self.cell = cell

    @property
    def parameters(self):
        return self.cell.parameters

    @property
    def gradients(self):
        return self.cell.gradients

    def flush_gradients(self):
        self.cell.flush_gradients()

    def forward(self, X):
        return np.dstack([_hidden(self.cell.forward(X[:, :, t])) for t in range(X.shape[2])])

    def backward(self, dLdA):
        steps = reversed(range(dLdA.shape[2]))
        return np.dstack([self.cell.backward(dLdA[:, :, t]) for t in steps][::-1])


class Flushed(OverTime):
    """The same in the second batch of a training: the cell has been flushed."""

    def forward(self, X):
        self.cell.flush_gradients()
        return super().forward(X)


def _hidden(returned):
    return returned[0] if isinstance(returned, tuple) else returned


def over_time(how, cls, **options):
    return how(prepared(cls(4, **options), n_in=3))


SEQUENCE = contract("N 3 T -> N 4 T", rows_independent=True)
ONE_STEP_BACK = "a convention: each backward goes one step back in time, and before the first there is none"
CELL = {
    "state": ONE_STEP_BACK,
    "purity": "backward raises after flush_gradients(), which leaves [] where it asks for None",
}
MODULE = {
    "state": ONE_STEP_BACK,
    **dict.fromkeys(
        ("purity", "determinism"),
        "forward raises after flush_gradients(), which leaves None where it adds 1",
    ),
}
UNMADE = "its constructor raises: LayerBase assigns to a property that has no setter"
UNFLUSHED = "flush_gradients() leaves [] where backward asks for None, so the next backward raises"

for name, make in {
    "rnn-cell": partial(over_time, OverTime, RNNCell),
    "rnn-cell-relu": partial(over_time, OverTime, RNNCell, act_fn="ReLU"),
    "lstm-cell": partial(over_time, OverTime, LSTMCell),
    "lstm-cell-relu": partial(over_time, OverTime, LSTMCell, act_fn="ReLU"),
}.items():
    register(f"{name}.v1", make, contract=SEQUENCE, expected_failures=CELL)

for name, make, reason in (
    ("rnn-cell-flushed", partial(over_time, Flushed, RNNCell), UNFLUSHED),
    ("lstm-cell-flushed", partial(over_time, Flushed, LSTMCell), UNFLUSHED),
    ("rnn", partial(RNN, 4), UNMADE),
    ("lstm", partial(LSTM, 4), UNMADE),
):
    register(f"{name}.v1", make, contract=SEQUENCE, expected_failures=everything(reason))


def bidirectional(mode):
    layer = BidirectionalLSTM(4, merge_mode=mode)
    for cell in (layer.cell_fwd, layer.cell_bwd):
        prepared(cell, n_in=3)
    return layer


for mode, width in {"concat": 8, "sum": 4, "average": 4, "multiply": 4}.items():
    register(
        f"bidirectional-lstm-{mode}.v1",
        partial(bidirectional, mode),
        contract=contract(f"N 3 T -> N {width} T", rows_independent=True),
        expected_failures=everything("backward asks for the mode 'multiplty'")
        if mode == "multiply"
        else MODULE,
    )
