"""Results are worked out anew, from all of the numbers that are there."""

import ethan_torch
import pytest
import torch
from rules import Square, Tanh, W, X

ASKED = {"checks": ["torch-refills"], "shrink": False}


@pytest.mark.parametrize(
    ("thing", "inputs"),
    [
        (Square, (X, W)),
        (Tanh, (X,)),
        (torch.relu, (X,)),
        (torch.amax, (X,)),
        (torch.nn.Linear(3, 2), (X,)),
        (lambda x: x[:, :1] * 2, (X,)),  # Does not depend on the rest.
        (lambda x: x.sum(), (X,)),  # Stays where the sum does, and its gradient says so.
    ],
)
def test_right_ones_pass(thing, inputs):
    report = ethan_torch.check(thing, *inputs, **ASKED)
    assert report.verdict == "pass", str(report)


def test_a_gradient_that_is_remembered_by_the_corners_is_judged_where_the_rest_has_moved():
    slopes = {}

    class Kept(Tanh):
        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            key = (y.shape, *(float(one) for one in y.detach().reshape(-1)[[0, -1]]))
            return g * slopes.setdefault(key, 1 - y * y)

    text = str(ethan_torch.check(Kept, X, **ASKED))
    assert "dL_dx differs from the derivative" in text
    assert "of which those in the middle have moved" in text
