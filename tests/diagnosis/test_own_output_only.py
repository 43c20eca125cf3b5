"""Paths that are left out: all but the diagonal, or all but the own step."""

import numpy as np

from diagnosis.broken_layers import assert_explained
from ethan_core import Contract


class DiagonalSoftmax:
    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, g):
        return self.y * (1 - self.y) * g


class ForgetfulRnn:
    """h_t = tanh(h_{t-1} / 2 + x_t A), whose backward does not go through h."""

    contract = Contract(shapes="N T 3 -> N T 2", inputs=("x",))

    def __init__(self):
        self.A = np.random.default_rng(0).normal(size=(3, 2))

    def forward(self, x):
        h, self.h = np.zeros((len(x), 2)), []
        for t in range(x.shape[1]):
            h = np.tanh(h / 2 + x[:, t] @ self.A)
            self.h.append(h)
        return np.stack(self.h, axis=1)

    def backward(self, g):
        return np.stack([(g[:, t] * (1 - h**2)) @ self.A.T for t, h in enumerate(self.h)], axis=1)


def test_a_diagonal_is_named():
    assert_explained(
        DiagonalSoftmax(),
        "dL_dx has the diagonal of the Jacobian alone: what each entry of x does to the other outputs is "
        "left out, as through the sum in a softmax or the mean in a norm",
    )


def test_steps_that_know_nothing_of_each_other_are_named():
    assert_explained(
        ForgetfulRnn(),
        "dL_dx follows each step along axis 1 to the output of that step alone: what it does to the other "
        "steps is left out",
    )
