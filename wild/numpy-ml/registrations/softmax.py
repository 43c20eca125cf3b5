"""Softmax along each axis of arrays with two, three and four axes."""

from functools import partial

from numpy_ml.neural_nets.layers import Softmax

from ethan_core import register
from registrations.known import everything
from registrations.preparing import contract

ALONG_LAST = {"gradient": "backward always works along the last axis, whatever dim says"}


def declare(name, dim, shapes, known, *, rows_independent=True):
    register(
        f"softmax-{name}.v1",
        partial(Softmax, dim),
        contract=contract(shapes, rows_independent=rows_independent),
        expected_failures=known,
    )


declare("default", -1, "N C -> N C", {})
declare("dim1", 1, "N C -> N C", {})
declare("dim0", 0, "N C -> N C", ALONG_LAST, rows_independent=False)
declare("three-axes", -1, "N T C -> N T C", {})
declare("three-axes-dim1", 1, "N T C -> N T C", ALONG_LAST)
declare(
    "four-axes", -1, "N H T C -> N H T C", everything("backward is written for three axes and raises on four")
)
