"""Dropout, which numpy-ml wraps around another layer."""

from numpy_ml.neural_nets.layers import FullyConnected
from numpy_ml.neural_nets.wrappers import Dropout

from ethan_core import register
from registrations.known import DRAWS_GLOBALLY
from registrations.preparing import contract, prepared


def dropout(p):
    return Dropout(prepared(FullyConnected(4), n_in=3), p)


register(
    "dropout-fully-connected.v1",
    dropout,
    cases=[{"p": 0.4}, {"p": 0.7}],
    contract=contract("N 3 -> N 4", random=True),
    expected_failures={
        **DRAWS_GLOBALLY,
        "gradient": "dL_dX is not multiplied by the mask",
        "purity": "backward multiplies the cotangent in place",
        "layout": "backward multiplies the cotangent in place, which a broadcast one refuses",
    },
)
register(
    "dropout-of-nothing.v1",
    dropout,
    cases=[{"p": 0.0}],
    contract=contract("N 3 -> N 4", rows_independent=True),
    expected_failures={
        "layout": "backward multiplies the cotangent in place, which a broadcast one refuses",
        "purity": "backward multiplies the cotangent in place, which a read-only one refuses",
    },
)
