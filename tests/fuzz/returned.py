"""What forward and backward may return, of every kind."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import strategies as st

from ethan_check import check_layer
from fuzz.anything import ANYTHING, hold_to_a_line
from fuzz.layers import Square

__all__ = ["RETURNED", "try_returned"]

CHANGES = {
    "as-is": lambda y: y,
    "list": lambda y: y.tolist(),
    "ragged": lambda y: [y, y[:1], 3.0],
    "pair": lambda y: (y, y),
    "dict": lambda y: {"X": y, "W": None},
    "masked": lambda y: np.ma.masked_less(y, 0),
    "object": lambda y: y.astype(object),
    "half": lambda y: y.astype("f2"),
    "complex": lambda y: y + 0j,
    "transposed": lambda y: y.T,
    "longer": lambda y: np.concatenate([y, y]),
    "scalar": lambda y: y.sum(),
    "matrix": lambda y: np.asmatrix(np.atleast_2d(y)),
    "nan": lambda y: y * np.nan,
    "read-only": lambda y: np.broadcast_to(y[..., :1], y.shape),
}
RETURNED = st.tuples(
    st.sampled_from(["forward", "backward"]),
    st.one_of(
        st.sampled_from(sorted(CHANGES)).map(CHANGES.get),
        ANYTHING.map(lambda value: lambda y: value),
        ANYTHING.map(lambda value: lambda y: (y, value)),
        ANYTHING.map(lambda value: lambda y: [value, y]),
    ),
)


def try_returned(returned):
    """Judge a layer that returns it: there is a report, and every line of it can be read."""
    place, change = returned

    class Returning(Square):
        def forward(self, x):
            y = super().forward(x)
            return change(y) if place == "forward" else y

        def backward(self, g):
            gradient = super().backward(g)
            return change(gradient) if place == "backward" else gradient

    inputs = (np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]]),)
    report = check_layer(Returning(), inputs, checks=["shapes", "gradient"], shrink=False)
    for finding in report.findings:
        hold_to_a_line(finding.message)
    hold_to_a_line(str(report))
    json.dumps(report.to_json())
